"""How ready a company is for OKRs: questions on why, on the company, on its people and on the plan (docs/method.md 12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from bot.okr.deeds_learning import JudgeReadiness
from bot.okr.model import Person
from bot.okr.model_learning import Readily, Readiness
from bot.okr.refusal import Refused
from bot.okr.world import Applied

Verdict = Literal["go", "pilot", "prepare"]

GROUPS: Mapping[str, tuple[str, ...]] = {
    "purpose": ("pain", "urgency", "obstacles"),
    "company": ("change", "structure", "walls", "culture", "pay"),
    "people": ("top", "leaders", "managers", "staff"),
    "plan": ("level", "pilot", "coach", "rhythm"),
}
QUESTIONS = tuple(name for names in GROUPS.values() for name in names)
FIRST = tuple("pain top pay leaders pilot structure coach managers culture rhythm level urgency staff walls obstacles change".split())
"""What to do first where several are missing: without a reason and the top's support nothing else helps."""
DECISIVE = ("pain", "top")
WORTH = {"yes": 1.0, "partly": 0.5, "no": 0.0}


def may_judge(person: Person) -> bool:
    """HR and executives."""
    return person.active and bool(person.roles & {"hr", "exec"})


def judge(action: JudgeReadiness, by: Person, now: datetime) -> Applied:
    if not may_judge(by):
        raise Refused("refused.not_for_hr")
    known = {name: answer for name, answer in action.answers.items() if name in QUESTIONS}
    return Applied(kept=(Readiness(now, by.key, known),), what="readiness_judged", subjects=(by.key,))


def verdict(answers: Mapping[str, Readily]) -> Verdict:
    """Prepare first while a decisive one is missing or less than half is there; from four fifths on without a gap go; else a pilot."""
    share = sum(WORTH[answers.get(name, "no")] for name in QUESTIONS) / len(QUESTIONS)
    if any(answers.get(name, "no") == "no" for name in DECISIVE) or share < 0.5:
        return "prepare"
    return "go" if share >= 0.8 and "no" not in answers.values() else "pilot"


def having(answers: Mapping[str, Readily], *states: Readily) -> tuple[str, ...]:
    """The questions answered like this, the most urgent first; what was not answered counts as no."""
    return tuple(name for name in FIRST if answers.get(name, "no") in states)


def moved(before: Mapping[str, Readily], now: Mapping[str, Readily]) -> tuple[tuple[str, bool], ...]:
    """What is other than last time: the question, and whether it is better."""
    both = [name for name in QUESTIONS if name in before and name in now and before[name] != now[name]]
    return tuple((name, WORTH[now[name]] > WORTH[before[name]]) for name in both)
