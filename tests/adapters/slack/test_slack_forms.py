"""Forms: filled in where they stand or in a modal, corrected where something is wrong, opened again after a restart."""

from __future__ import annotations

import pytest

from adapters.slack.adapter import Slack
from bot.conversation.event import Event, Filled, Place, Said
from bot.conversation.message import Message, Text
from bot.ports import Outcome, Post
from tests.adapters.corpus import CORPUS, REF, form
from tests.adapters.slack.conftest import Desk, adapter_for, say
from tests.servers.slack import SlackHuman, SlackServer
from tests.servers.slack_records import SlackError

BIG = CORPUS["form behind a button"]
SMALL = CORPUS["small form"]
OPENER = "Check-in · week 47"


async def shown(adapter: Slack, bob: SlackHuman, message: Message) -> None:
    await adapter.send(Post("k", Place("slack", bob.id), message))
    await bob.hears_one()


async def test_a_modal_says_what_is_wrong_at_the_field_and_takes_it_corrected(either: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")

    def check(event: Event) -> Outcome | Message:
        assert isinstance(event.content, Filled)
        return Outcome(errors={"kr.2.now": "I do not see a number."}) if event.content.values["kr.2.now"] == "lots" else say("stored")

    desk.answer = check
    await shown(either, bob, BIG)
    await bob.press(OPENER)
    modal = await bob.sees_modal()
    assert len(modal.fields) == 30
    inputs = [c.block["block_id"] for c in modal.controls]
    assert await bob.fill({inputs[5]: "lots"}) == {"Progress (calls)": "I do not see a number."}
    assert bob.modal is not None
    assert await bob.fill({inputs[5]: "27"}) == {}
    assert bob.modal is None
    assert (await bob.hears_one()).text == "stored"
    first, second = desk.events
    assert (first.content.values["kr.2.now"], second.content.values["kr.2.now"]) == ("lots", "27")
    assert first.id != second.id
    assert second.source == f"{bob.dm.id}:{slack.posts(bob.dm)[0].ts}"
    assert second.place == Place("slack", bob.id)


async def test_an_error_of_no_field_stands_at_the_first(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    desk.answer = lambda _: Outcome(errors={"": "The cycle is over.", "elsewhere": "And more."})
    await shown(adapter, bob, BIG)
    await bob.press(OPENER)
    await bob.sees_modal()
    assert await bob.fill({}) == {"Progress (calls)": "The cycle is over. And more."}


async def test_a_form_in_a_message_is_corrected_in_place_and_keeps_what_was_typed(either: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    wrong = Message("Check-in", "Check-in", "neutral", (Text("Progress: I do not see a number."), form(2)), REF)
    desk.answer = lambda event: (
        Outcome(errors={"kr.1.now": "I do not see a number."}, reply=wrong) if event.content.values["kr.1.now"] == "lots" else None
    )
    await either.send(Post("k", Place("slack", bob.id), SMALL))
    heard = await bob.hears_one()
    names = [c.block["block_id"] for c in heard.controls if c.is_input]
    await bob.fill({names[0]: "lots", names[2]: "call them"}, on=heard)
    again = await bob.sees_edit(heard)
    assert "I do not see a number." in again.text
    assert len(slack.posts(bob.dm)) == 1
    await bob.fill({names[0]: "27"}, on=again)
    assert desk.events[1].content.values["kr.1.now"] == "27"
    assert desk.events[1].content.values["kr.1.next"] == "call them"
    assert await either.find(Post("k", Place("slack", bob.id), wrong)) == f"{bob.dm.id}:{slack.posts(bob.dm)[0].ts}"


async def test_a_form_is_opened_after_a_restart(slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    async with adapter_for(slack, desk) as before:
        await shown(before, bob, BIG)
    async with adapter_for(slack, desk):
        await bob.press(OPENER)
        assert len((await bob.sees_modal()).fields) == 30
        assert await bob.fill({}) == {}
        assert desk.events[0].content.ref == REF


async def test_a_form_that_nobody_remembers_is_asked_for_again(slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    sales = slack.channel("sales", bob)
    async with adapter_for(slack, desk) as before:
        await before.send(Post("k", Place("slack", sales.id, direct=False), BIG, only=bob.id))
        await bob.hears_one()
    async with adapter_for(slack, desk):
        await bob.press(OPENER)
        await desk.until(lambda: desk.events)
        assert desk.events[0].content == Said("resume", ref=REF, pressed=True)


async def test_a_form_that_cannot_be_asked_for_is_told_by_slack_and_in_one_line(
    slack: SlackServer, desk: Desk, capfd: pytest.CaptureFixture[str]
) -> None:
    bob = slack.human("Bob")
    sales = slack.channel("sales", bob)
    async with adapter_for(slack, desk) as before:
        await before.send(Post("k", Place("slack", sales.id, direct=False), BIG, only=bob.id))
        await bob.hears_one()
    async with adapter_for(slack, desk, "http"):
        desk.failing = 1
        with pytest.raises(SlackError):
            await bob.press(OPENER)
        await bob.press(OPENER)
        assert [event.content for event in desk.events] == [Said("resume", ref=REF, pressed=True)]
    printed = "".join(capfd.readouterr())
    assert printed.count("not_done") == 1
    assert "never retrieved" not in printed


async def test_who_asks_for_a_form_gets_it_at_once(either: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    desk.answer = lambda event: BIG if isinstance(event.content, Said) else say("stored")
    await bob.commands("checkin")
    assert (await bob.sees_modal()).text.startswith(OPENER)
    assert (await bob.hears_one()).labels[0] == OPENER
    assert await bob.fill({}) == {}
    assert desk.events[1].source == desk.receipts[0]


@pytest.mark.parametrize("late", ["expired", "used", "failing"])
async def test_a_modal_that_comes_too_late_leaves_the_button(adapter: Slack, slack: SlackServer, desk: Desk, late: str) -> None:
    bob = slack.human("Bob")
    desk.answer = lambda _: BIG
    if late == "failing":
        slack.faults.add("drop_before", "views.open")
    trigger = slack.workspace.trigger(bob.id)
    slack.workspace.triggers[trigger]["state"] = "fresh" if late == "failing" else late
    receipt = await adapter.send(Post("k", Place("slack", bob.id), BIG, {"trigger": trigger}))
    assert receipt == f"{bob.dm.id}:{slack.posts(bob.dm)[0].ts}"
    assert bob.modal is None
    await bob.press(OPENER)
    assert (await bob.sees_modal()).fields


async def test_a_message_without_a_form_opens_nothing(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    desk.answer = lambda _: say("hello")
    await bob.commands("help")
    await bob.hears_one()
    assert slack.api.counts["views.open"] == 0


async def test_a_form_pressed_in_a_channel_is_answered_in_the_channel(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    sales = slack.channel("sales", bob)
    await adapter.send(Post("k", Place("slack", sales.id, direct=False), BIG))
    await bob.press(OPENER)
    await bob.sees_modal()
    await bob.fill({})
    assert desk.events[0].place == Place("slack", sales.id, direct=False)
