"""What a company learns from, as frozen values: improvements that a team puts on its memo, examples, how ready it is for OKRs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

ImprovementState = Literal["proposed", "accepted", "declined", "later"]
Readily = Literal["yes", "partly", "no"]


@dataclass(frozen=True, slots=True)
class Improvement:
    """What somebody proposes that their team does better from a cycle on; once its lead accepts it, it is everybody's."""

    id: str
    team: str
    cycle: str
    by: str
    at: datetime
    text: str
    state: ImprovementState = "proposed"
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """An objective that coach or HR show others as a good one; `shown` is False once that was taken back."""

    objective: str
    by: str
    at: datetime
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Readiness:
    """What somebody answered on one day to the questions on how ready the company is; questions by name."""

    at: datetime
    by: str
    answers: Mapping[str, Readily] = field(default_factory=dict)
