"""What answers on readiness come to, and what has moved since last time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.okr.access import Org
from bot.okr.actions import apply
from bot.okr.deeds_learning import JudgeReadiness
from bot.okr.model import Person
from bot.okr.model_learning import Readiness
from bot.okr.readiness import DECISIVE, FIRST, QUESTIONS, WORTH, having, moved, verdict
from bot.okr.refusal import Refused
from bot.okr.world import World

NOW = datetime(2026, 10, 5, 1, tzinfo=UTC)
ALL = dict.fromkeys(QUESTIONS, "yes")
ANSWERS = st.fixed_dictionaries({name: st.sampled_from(("yes", "partly", "no")) for name in QUESTIONS})


def test_every_question_has_its_place_in_what_to_do_first() -> None:
    assert sorted(FIRST) == sorted(QUESTIONS)


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        (ALL, "go"),
        (ALL | {"staff": "partly", "walls": "partly"}, "go"),
        (ALL | {"coach": "no"}, "pilot"),
        (dict.fromkeys(QUESTIONS, "partly"), "pilot"),
        (ALL | {"top": "no"}, "prepare"),
        ({}, "prepare"),
    ],
)
def test_the_verdict(answers: dict[str, str], found: str) -> None:
    assert verdict(answers) == found  # type: ignore[arg-type]


@given(ANSWERS, st.sampled_from(QUESTIONS))
def test_a_better_answer_never_leads_to_a_worse_verdict(answers: dict[str, str], name: str) -> None:
    order = ("prepare", "pilot", "go")
    better = answers | {name: "partly" if answers[name] == "no" else "yes"}
    assert order.index(verdict(better)) >= order.index(verdict(answers))  # type: ignore[arg-type]
    assert not any(answers[one] == "no" for one in DECISIVE) or verdict(answers) == "prepare"  # type: ignore[arg-type]


@given(ANSWERS, ANSWERS)
def test_what_moved_is_what_reads_otherwise(before: dict[str, str], now: dict[str, str]) -> None:
    found = dict(moved(before, now))  # type: ignore[arg-type]
    assert set(found) == {name for name in QUESTIONS if before[name] != now[name]}
    assert all((WORTH[now[name]] > WORTH[before[name]]) is up for name, up in found.items())
    lists = [having(now, state) for state in WORTH]  # type: ignore[arg-type]
    assert sorted(name for names in lists for name in names) == sorted(QUESTIONS)


def test_hr_and_executives_only() -> None:
    for role in ("hr", "exec"):
        by = Person("lin", "Lin", roles=frozenset({role}))
        made = apply(JudgeReadiness({"pain": "yes", "what": "no"}), by, World(Org()), NOW)
        assert made.kept == (Readiness(NOW, "lin", {"pain": "yes"}),)
    with pytest.raises(Refused):
        apply(JudgeReadiness(ALL), Person("li", "Li", roles=frozenset({"employee", "manager", "coach"})), World(Org()), NOW)  # type: ignore[arg-type]
