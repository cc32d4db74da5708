"""A whole company's objectives in two statements, without what only their owners' cards need."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from sqlalchemy import func, select

from bot.okr.model import KeyResult, Objective, Person
from storage.room import Room
from storage.sql import Within, table_of
from storage.tables import Action, KeyResultRow, ObjectiveRow, PersonRow

OBJECTIVES, KEY_RESULTS, PEOPLE, ACTIONS = (table_of(model) for model in (ObjectiveRow, KeyResultRow, PersonRow, Action))

_FIELDS = ("id", "owner", "cycle", "text", "team", "kind", "state", "visibility", "position", "aligned_to")
_KR_FIELDS = ("id", "objective", "text", "owner", "position", "collaborators", "unit", "current", "progress", "confidence")
_PERSON_FIELDS = ("key", "name", "manager", "team", "active")

_LIVE = Within(OBJECTIVES.c.cycle, "cycles") & ((OBJECTIVES.c.state == "agreed") | (OBJECTIVES.c.state == "closed"))
_OBJECTIVES = select(*(OBJECTIVES.c[name] for name in _FIELDS)).where(_LIVE)
_KEY_RESULTS = (
    select(*(KEY_RESULTS.c[name] for name in _KR_FIELDS))
    .join(OBJECTIVES, OBJECTIVES.c.id == KEY_RESULTS.c.objective)
    .where(_LIVE, KEY_RESULTS.c.state == "active")
)
_PEOPLE = select(*(PEOPLE.c[name] for name in _PERSON_FIELDS))
_NEWEST = select(func.max(ACTIONS.c.id))
_SAVES = select(func.count(OBJECTIVES.c.id), func.sum(OBJECTIVES.c.rev))


class Carried(Room):
    """The wide views of a transaction."""

    def carried(self, cycles: Iterable[str]) -> tuple[Objective, ...]:
        wanted = list(cycles)
        parts: dict[str, list[KeyResult]] = {}
        for key, objective, text, owner, position, collaborators, unit, current, progress, confidence in self._db.rows(
            _KEY_RESULTS, cycles=wanted
        ):
            figures = {"current": current, "progress": progress, "confidence": confidence}
            parts.setdefault(objective, []).append(KeyResult(key, objective, text, owner, position, collaborators, unit, **figures))
        found = []
        for key, owner, cycle, text, team, kind, state, visibility, position, aligned_to in self._db.rows(_OBJECTIVES, cycles=wanted):
            lines = tuple(sorted(parts.get(key, ()), key=attrgetter("position", "id")))
            seen = {"state": state, "visibility": visibility, "position": position, "aligned_to": aligned_to, "key_results": lines}
            found.append(Objective(key, owner, cycle, text, team, kind, **seen))
        return tuple(sorted(found, key=attrgetter("owner", "cycle", "position", "id")))

    def roster(self) -> tuple[Person, ...]:
        found = (Person(key, name, None, manager, team, active=active) for key, name, manager, team, active in self._db.rows(_PEOPLE))
        return tuple(sorted(found, key=attrgetter("key")))

    def newest_deed(self) -> str:
        (deed,), (saved,) = self._db.rows(_NEWEST), self._db.rows(_SAVES)
        return ":".join(str(part or 0) for part in (*deed, *saved))
