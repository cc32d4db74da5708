"""What a company does to learn, as values: improvements are proposed and decided, examples marked, readiness judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.okr.model_learning import Readily


@dataclass(frozen=True, slots=True)
class ProposeImprovements:
    """Somebody proposes what their team does better in a cycle."""

    team: str
    cycle: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecideImprovement:
    """The lead takes it onto the list of that cycle, leaves it for later, or declines it."""

    improvement: str
    state: Literal["accepted", "declined", "later"]
    cycle: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class MarkExample:
    """An objective is shown to others as a good one, or is not any more."""

    objective: str
    shown: bool = True


@dataclass(frozen=True, slots=True)
class JudgeReadiness:
    """How ready the company is, question by question."""

    answers: Mapping[str, Readily]


LearningDeed = ProposeImprovements | DecideImprovement | MarkExample | JudgeReadiness
