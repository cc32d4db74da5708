"""Whose e-mail Slack answers for: only that links an account to a person of the company."""

from __future__ import annotations

import pytest

from adapters.slack.adapter import Slack
from adapters.slack.people import profile
from bot.ports import Later, Uncertain
from tests.adapters.slack.conftest import Desk
from tests.servers.slack import SlackServer

MEMBER = {"id": "U1", "real_name": "Li Lei", "profile": {"email": "li@example.com"}}


def test_a_members_confirmed_address_counts() -> None:
    assert profile(MEMBER | {"is_email_confirmed": True}).email == "li@example.com"


@pytest.mark.parametrize(
    "about", [{"is_email_confirmed": False}, {"is_stranger": True}, {"is_restricted": True}, {"is_ultra_restricted": True}]
)
def test_nobody_becomes_a_colleague_by_an_address_that_slack_does_not_answer_for(about: dict[str, bool]) -> None:
    assert profile(MEMBER | about).email is None


@pytest.mark.parametrize(
    ("about", "colleague"),
    [
        ({"team_id": "T0OURS"}, True),
        ({"team_id": "T0SISTER", "enterprise_user": {"enterprise_id": "E0OURS"}}, True),
        ({}, True),
        ({"team_id": "T0OTHER"}, False),
        ({"team_id": "T0OTHER", "enterprise_user": {"enterprise_id": "E0OTHER"}}, False),
    ],
)
def test_another_companys_workspace_answers_for_nobody_here(about: dict[str, object], colleague: bool) -> None:
    """Somebody seen in a channel that two companies share has whatever address their own workspace says."""
    found = profile(MEMBER | about, frozenset({"T0OURS", "E0OURS"}))
    assert (found.email is not None) is colleague


async def test_whoever_is_seen_in_a_shared_channel_is_no_colleague(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob, guest = slack.human("Bob"), slack.human("Guest")
    for human in (bob, guest):
        human.user.email = "boss@example.com"
    guest.user.team = "T0OTHER"
    shared = slack.channel("shared", bob, guest)
    for human in (bob, guest):
        await (await human.mentions("team", shared)).ack()
    assert [event.sender.email for event in desk.events] == ["boss@example.com", None]
    assert [person.account for person in await adapter.people()] == [bob.id]


async def test_a_large_company_is_read_as_fast_as_slack_lets_it(adapter: Slack, slack: SlackServer) -> None:
    bob = slack.human("Bob")
    slack.faults.add("ratelimited", "users.list", seconds=1)
    assert bob.id in {person.account for person in await adapter.people()}
    slack.faults.add("ratelimited", "users.list", seconds=600)
    with pytest.raises(Later):
        await adapter.people()


async def test_a_list_that_is_none_is_told_as_such(adapter: Slack, slack: SlackServer) -> None:
    slack.faults.add("bare", "users.list")
    with pytest.raises(Uncertain, match="not as Slack describes it"):
        await adapter.people()
