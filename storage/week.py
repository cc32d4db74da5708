"""What is said of a week, in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from sqlalchemy import bindparam, delete, select, text

from bot.okr.model_week import NoteKind, WeekNote
from storage.room import Room
from storage.sql import Within, table_of, upsert
from storage.tables import PersonRow, WeekNoteRow

NOTES, PEOPLE = table_of(WeekNoteRow), table_of(PersonRow)

_FIELDS = tuple(field.name for field in fields(WeekNote))
_ALL = select(*(NOTES.c[name] for name in _FIELDS)).order_by(NOTES.c.week, NOTES.c.owner, NOTES.c.kind)
_OF = _ALL.where(Within(NOTES.c.owner, "owners"))
_OF_WEEKS = _OF.where(Within(NOTES.c.week, "weeks"))
_SKIPPED = select(NOTES.c.week, NOTES.c.owner).where(NOTES.c.kind == text("'skip'"), Within(NOTES.c.week, "weeks"))
_TEAM_PLANS = (
    select(NOTES.c.owner)
    .join(PEOPLE, PEOPLE.c.key == NOTES.c.owner)
    .where(PEOPLE.c.team == bindparam("team"), text("week_notes.kind IN ('priorities', 'plans')"), Within(NOTES.c.week, "weeks"))
    .limit(1)
)
_SAVE = upsert(NOTES, ["owner", "kind", "week"])
_DROP = delete(NOTES).where(
    NOTES.c.owner == bindparam("of_owner"), NOTES.c.kind == bindparam("of_kind"), NOTES.c.week == bindparam("of_week")
)


class WeekNotes(Room):
    """The week notes of a transaction."""

    def week_notes(self, owners: Iterable[str] | None = None, weeks: Iterable[str] | None = None) -> tuple[WeekNote, ...]:
        if owners is None:
            return tuple(WeekNote(*row) for row in self._db.rows(_ALL))
        if weeks is None:
            return tuple(WeekNote(*row) for row in self._db.rows(_OF, owners=list(owners)))
        return tuple(WeekNote(*row) for row in self._db.rows(_OF_WEEKS, owners=list(owners), weeks=list(weeks)))

    def skipped(self, weeks: Iterable[str]) -> frozenset[tuple[str, str]]:
        return frozenset((week, owner) for week, owner in self._db.rows(_SKIPPED, weeks=list(weeks)))

    def team_plans(self, team: str, weeks: Iterable[str]) -> bool:
        return self._db.one(_TEAM_PLANS, team=team, weeks=list(weeks)) is not None

    def save_week_note(self, note: WeekNote) -> None:
        self._db.change(_SAVE, **{name: getattr(note, name) for name in _FIELDS})

    def drop_week_note(self, owner: str, kind: NoteKind, week: str) -> None:
        self._db.change(_DROP, of_owner=owner, of_kind=kind, of_week=week)
