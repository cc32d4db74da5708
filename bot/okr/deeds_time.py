"""What changes when and where people are written to, as values: the company's days, a team's rhythm, its board's place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class SetDay:
    """In that calendar the day is worked, or not, whatever the public calendar says."""

    calendar: str
    day: date
    working: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class DropDay:
    """The public calendar says again what the day is."""

    calendar: str
    day: date


@dataclass(frozen=True, slots=True)
class SetTeamRhythm:
    """When a team and those below it are asked; None leaves one as it is."""

    team: str
    weekday: int | None = None
    prompt_time: time | None = None
    every_weeks: int | None = None


@dataclass(frozen=True, slots=True)
class SetTeamBoard:
    """Where a team's board is posted; both None: nowhere."""

    team: str
    platform: str | None
    channel: str | None


TimeDeed = SetDay | DropDay | SetTeamRhythm | SetTeamBoard
