"""What the bot asks of its memory about a week."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from bot.okr.model_week import NoteKind, WeekNote


class WeekStore(Protocol):
    """Skipped weeks, priorities, plans, health."""

    def week_notes(self, owners: Iterable[str] | None = None, weeks: Iterable[str] | None = None) -> tuple[WeekNote, ...]:
        """Those of these people and teams in these weeks (None: in all), or all there are; ordered by week, owner, kind."""

    def skipped(self, weeks: Iterable[str]) -> frozenset[tuple[str, str]]:
        """(week, person) of whoever left one of these weeks out."""

    def team_plans(self, team: str, weeks: Iterable[str]) -> bool:
        """Whether anybody of that very team has priorities or plans for one of these weeks."""

    def save_week_note(self, note: WeekNote) -> None: ...
    def drop_week_note(self, owner: str, kind: NoteKind, week: str) -> None: ...
