"""What is said of a week besides the reports, as frozen values (docs/method.md 9): left out, priorities, plans, health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

NoteKind = Literal["skip", "priorities", "plans", "health", "review"]


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One line. `mark`: P1 or P2 of a priority, the name of a health indicator; `state`: open, done, carried, dropped of a priority,
    green, yellow, red of an indicator. Of a review: the cycle, which of its reviews (`mark`), and what was found (`state`)."""

    text: str
    mark: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class WeekNote:
    """What one person (of `health`: a team, by its key) says of one week; `skip` holds the reason, if there is one;
    `review` belongs to the week in which it was due."""

    owner: str
    week: str
    kind: NoteKind
    by: str
    at: datetime
    lines: tuple[NoteLine, ...] = ()
