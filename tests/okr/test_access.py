"""Whom somebody has to ask is never guessed from who happens to be known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.okr import access
from bot.okr.access import Org
from bot.okr.model import Leave, Objective, Person
from tests.ready import everybody

LI, WANG = Person("li", "Li", manager="wang"), Person("wang", "Wang")
LIN = Person("lin", "Lin", roles=frozenset({"employee", "hr"}))
DAY = date(2026, 10, 5)
GOAL = Objective("o", "li", "2026Q4", "Answers", state="submitted")


def test_a_manager_who_was_not_looked_up_is_not_a_manager_who_is_not_there() -> None:
    partly = Org({"li": LI, "lin": LIN})
    for known in (partly, partly.with_people((WANG,))):  # whether or not they came in for another reason
        with pytest.raises(LookupError, match="not_loaded"):
            access.approvers(LI, known)
        with pytest.raises(LookupError, match="not_loaded"):
            access.may_approve(LIN, GOAL, known)
        with pytest.raises(LookupError, match="not_loaded"):
            access.may_see(LIN, GOAL, known)
    assert access.approvers(LI, everybody({"li": LI, "lin": LIN, "wang": WANG})) == ("wang",)
    assert access.approvers(LI, everybody({"li": LI, "lin": LIN})) == ("lin",)


def test_without_a_manager_nobody_is_asked_before_all_of_hr_are_known() -> None:
    alone = replace(LI, manager=None)
    with pytest.raises(LookupError, match="hr"):
        access.approvers(alone, Org({"li": alone, "lin": LIN}, around=frozenset({"li"})))
    assert access.approvers(alone, everybody({"li": alone})) == ()


def test_who_stands_in_is_looked_up_with_the_manager() -> None:
    away = replace(WANG, stand_in="han", leave=(Leave(DAY, DAY),))
    people = {p.key: p for p in (LI, away, LIN, Person("han", "Han"))}
    assert access.approvers(LI, everybody(people, today=DAY)) == ("han",)
