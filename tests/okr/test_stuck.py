"""When a draft is stuck: all of it untouched for more than seven days, while it is a draft; and nothing of its words is in what is said."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta

from bot.okr.model import Objective, ObjectiveState
from bot.okr.stuck import Stuck, stuck

NOW = datetime(2026, 10, 9, 8, tzinfo=UTC)


def draft(key: str, owner: str = "li", state: ObjectiveState = "draft") -> Objective:
    return Objective(key, owner, "2026Q4", f"secret {key}", state=state)


def days(n: float) -> datetime:
    return NOW - timedelta(days=n)


def test_more_than_seven_days_and_all_of_it() -> None:
    both = (draft("a"), draft("b", state="returned"))
    assert list(stuck(both, {"a": days(9), "b": days(8.5)}, NOW)) == [Stuck("li", "2026Q4", 2, 8)]
    assert not list(stuck(both, {"a": days(9), "b": days(2)}, NOW))
    assert not list(stuck(both, {"a": days(7), "b": days(7)}, NOW))


def test_what_is_submitted_decided_or_dropped_is_not_stuck() -> None:
    for state in ("submitted", "agreed", "closed", "dropped"):
        assert not list(stuck((draft("a", state=state),), {"a": days(30)}, NOW))


def test_each_person_by_themselves_and_never_in_their_words() -> None:
    found = list(stuck((draft("a"), draft("b", "han")), {"a": days(9), "b": days(10)}, NOW))
    assert [(one.person, one.days) for one in found] == [("han", 10), ("li", 9)]
    assert {field.name for field in fields(Stuck)} == {"person", "cycle", "count", "days"}
    assert "secret" not in repr(found)


def test_what_the_audit_trail_does_not_know_is_not_guessed() -> None:
    assert not list(stuck((draft("a"),), {}, NOW))
