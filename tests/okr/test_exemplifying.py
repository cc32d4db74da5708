"""Who makes an example of what, who takes it back, and that nothing is told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from bot.okr.access import LIVE, Org
from bot.okr.actions import apply
from bot.okr.deeds_learning import MarkExample
from bot.okr.exemplifying import fitting, may_mark, may_unmark
from bot.okr.model import Objective, ObjectiveState, Person, Team
from bot.okr.model_learning import Example
from bot.okr.refusal import Refused
from bot.okr.world import World

NOW = datetime(2026, 10, 5, 1, tzinfo=UTC)
PEOPLE = {
    p.key: p
    for p in (
        Person("li", "Li", manager="wang", team="support"),
        Person("wang", "Wang", team="support"),
        Person("mate", "Mate", team="support"),
        Person("tutor", "Tutor", team="product"),
        Person("roving", "Roving", team="product", roles=frozenset({"coach"})),
        Person("lin", "Lin", roles=frozenset({"hr"})),
        Person("gone", "Gone", roles=frozenset({"hr"}), active=False),
    )
}
ORG = Org(PEOPLE, {"support": Team("support", "Support", lead="wang", coach="tutor"), "product": Team("product", "Product")})
GOOD = Objective("o1", "li", "2026Q4", "Nobody waits", "support", "aspirational", state="agreed")


def markers(objective: Objective) -> set[str]:
    return {key for key, person in PEOPLE.items() if may_mark(person, objective, ORG)}


def test_coaches_and_hr_make_an_example_of_what_is_agreed_and_open_to_them() -> None:
    for state in get_args(ObjectiveState):
        assert markers(replace(GOOD, state=state)) == ({"tutor", "roving", "lin"} if state in LIVE else set())
    assert markers(replace(GOOD, visibility="chain")) == {"lin"}
    assert markers(replace(GOOD, owner="roving")) == {"lin"}
    assert {key for key, person in PEOPLE.items() if may_unmark(person, GOOD, ORG)} == {"tutor", "roving", "lin", "li"}


def test_it_is_told_once_and_taken_back() -> None:
    made = apply(MarkExample("o1"), PEOPLE["lin"], World(ORG, {"o1": GOOD}), NOW)
    assert (made.kept, made.approvers, made.what) == ((Example("o1", "lin", NOW),), ("li",), "example_shown")
    there = World(ORG, {"o1": GOOD}, example=Example("o1", "lin", NOW))
    assert apply(MarkExample("o1"), PEOPLE["tutor"], there, NOW).kept == ()
    back = apply(MarkExample("o1", shown=False), PEOPLE["li"], there, NOW)
    assert (back.kept, back.approvers) == ((Example("o1", "li", NOW, shown=False),), ())


@pytest.mark.parametrize(
    ("by", "visibility", "why"), [("wang", "company", "no_example"), ("roving", "team", "gone"), ("li", "company", "no_example")]
)
def test_others_do_not_and_learn_nothing_of_what_is_hidden(by: str, visibility: str, why: str) -> None:
    objective = replace(GOOD, visibility=visibility)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        apply(MarkExample("o1"), PEOPLE[by], World(ORG, {"o1": objective}), NOW)
    assert refused.value.key == f"refused.{why}"


def test_the_nearest_come_first_and_ones_own_are_left_out() -> None:
    far, own = replace(GOOD, id="o2", team="product", kind="committed"), replace(GOOD, id="o3", owner="mate")
    assert [o.id for o in fitting((far, own, GOOD), PEOPLE["mate"])] == ["o1", "o2"]
    assert [o.id for o in fitting((far, GOOD), PEOPLE["tutor"], "committed")] == ["o2", "o1"]
