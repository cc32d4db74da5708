"""Whose e-mail Slack answers for: only that links an account to a person of the company."""

from __future__ import annotations

import pytest

from adapters.slack.people import profile

MEMBER = {"id": "U1", "real_name": "Li Lei", "profile": {"email": "li@example.com"}}


def test_a_members_confirmed_address_counts() -> None:
    assert profile(MEMBER | {"is_email_confirmed": True}).email == "li@example.com"


@pytest.mark.parametrize(
    "about", [{"is_email_confirmed": False}, {"is_stranger": True}, {"is_restricted": True}, {"is_ultra_restricted": True}]
)
def test_nobody_becomes_a_colleague_by_an_address_that_slack_does_not_answer_for(about: dict[str, bool]) -> None:
    assert profile(MEMBER | about).email is None
