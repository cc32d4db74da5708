"""A whole company's objectives in two statements, without what only their owners' cards need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import func, select

from bot.okr.model import KeyResult, Objective, Person
from storage.room import Room
from storage.sql import Within, table_of
from storage.tables import Action, KeyResultRow, ObjectiveRow, PersonRow

OBJECTIVES, KEY_RESULTS, PEOPLE, ACTIONS = (table_of(model) for model in (ObjectiveRow, KeyResultRow, PersonRow, Action))

_FIELDS = ("id", "owner", "cycle", "text", "team", "kind", "source", "state", "visibility", "position", "aligned_to")
_KR_FIELDS = (
    *("id", "objective", "text", "owner", "position", "collaborators", "unit", "baseline", "target", "direction"),
    *("current", "progress", "confidence", "due", "adjusted", "state"),
)
_PERSON_FIELDS = ("key", "name", "manager", "team", "active")

_LIVE = Within(OBJECTIVES.c.cycle, "cycles") & ((OBJECTIVES.c.state == "agreed") | (OBJECTIVES.c.state == "closed"))
_OBJECTIVES = select(*(OBJECTIVES.c[name] for name in _FIELDS)).where(_LIVE)
_KEY_RESULTS = (
    select(*(KEY_RESULTS.c[name] for name in _KR_FIELDS)).join(OBJECTIVES, OBJECTIVES.c.id == KEY_RESULTS.c.objective).where(_LIVE)
)
_PEOPLE = select(*(PEOPLE.c[name] for name in _PERSON_FIELDS))
_NEWEST = select(func.max(ACTIONS.c.id))


class Carried(Room):
    """The wide views of a transaction."""

    def carried(self, cycles: Iterable[str]) -> tuple[Objective, ...]:
        wanted = list(cycles)
        parts: dict[str, list[KeyResult]] = {}
        for row in self._db.rows(_KEY_RESULTS, cycles=wanted):
            parts.setdefault(row[1], []).append(KeyResult(**_named(_KR_FIELDS, row)))
        found = [
            Objective(**_named(_FIELDS, row), key_results=tuple(sorted(parts.get(row[0], ()), key=attrgetter("position", "id"))))
            for row in self._db.rows(_OBJECTIVES, cycles=wanted)
        ]
        return tuple(sorted(found, key=attrgetter("owner", "cycle", "position", "id")))

    def roster(self) -> tuple[Person, ...]:
        found = (Person(**_named(_PERSON_FIELDS, row)) for row in self._db.rows(_PEOPLE))
        return tuple(sorted(found, key=attrgetter("key")))

    def newest_deed(self) -> str:
        (row,) = self._db.rows(_NEWEST)
        return str(row[0] or 0)


def _named(names: Sequence[str], row: Sequence[Any]) -> Mapping[str, Any]:
    return dict(zip(names, row, strict=True))
