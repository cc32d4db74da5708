"""A whole company's objectives in a few statements, without what only their owners' cards need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import attrgetter

from sqlalchemy import bindparam, func, select

from bot.okr.access import LIVE
from bot.okr.model import KeyResult, Leave, Objective, Person, Visibility
from bot.okr.participation_outline import Outline
from storage.room import Room
from storage.sql import Gathered, Within, table_of
from storage.tables import Action, CheckInRow, KeyResultRow, LeaveRow, ObjectiveRow, PersonRow

OBJECTIVES, KEY_RESULTS, PEOPLE, ACTIONS, LEAVE, CHECK_INS = (
    table_of(model) for model in (ObjectiveRow, KeyResultRow, PersonRow, Action, LeaveRow, CheckInRow)
)

_FIELDS = ("id", "owner", "cycle", "text", "team", "kind", "state", "visibility", "position", "aligned_to", "for_team")
_KR_FIELDS = ("id", "objective", "text", "owner", "position", "collaborators", "unit", "current", "progress", "confidence")
_PERSON_FIELDS = ("key", "name", "manager", "team", "active", "timezone")

_AGREED = (OBJECTIVES.c.state == "agreed") | (OBJECTIVES.c.state == "closed")
_LIVE = Within(OBJECTIVES.c.cycle, "cycles") & _AGREED
_OBJECTIVES = select(*(OBJECTIVES.c[name] for name in _FIELDS)).where(_LIVE)
_KEY_RESULTS = (
    select(*(KEY_RESULTS.c[name] for name in _KR_FIELDS))
    .join(OBJECTIVES, OBJECTIVES.c.id == KEY_RESULTS.c.objective)
    .where(_LIVE, KEY_RESULTS.c.state == "active")
)
_PEOPLE = select(*(PEOPLE.c[name] for name in _PERSON_FIELDS))
_LEAVE = select(LEAVE.c.person, LEAVE.c.starts, LEAVE.c.ends).order_by(LEAVE.c.starts, LEAVE.c.ends)
_HAPPENED = Gathered(
    tuple[tuple[str, datetime], ...],
    sqlite="SELECT json_group_array(json_array(json_extract(value, '$.what'), json_extract(value, '$.at')))"
    " FROM json_each(objectives.events) WHERE json_extract(value, '$.what') IN ('submitted', 'agreed')",
    postgresql="SELECT json_agg(json_build_array(e->>'what', e->>'at'))::text FROM json_array_elements(objectives.events::json) e"
    " WHERE e->>'what' IN ('submitted', 'agreed')",
)
_TAKEN_OVER = Gathered(
    tuple[datetime, ...],
    sqlite="SELECT CASE WHEN key_results.history = '[]' THEN NULL ELSE (SELECT json_group_array(json_extract(value, '$.at'))"
    " FROM json_each(key_results.history) WHERE json_extract(value, '$.field') = 'owner') END",
    postgresql="SELECT CASE WHEN key_results.history = '[]' THEN NULL ELSE (SELECT json_agg(h->>'at')::text"
    " FROM json_array_elements(key_results.history::json) h WHERE h->>'field' = 'owner') END",
)
_SERVED = Gathered(
    tuple[str | None, ...],
    sqlite="SELECT json_group_array(json_extract(value, '$.key_result')) FROM json_each(objectives.aligned_to)",
    postgresql="SELECT json_agg(a->>'key_result')::text FROM json_array_elements(objectives.aligned_to::json) a",
)
_AGREED_IN = Within(OBJECTIVES.c.cycle, "cycles") & (OBJECTIVES.c.state == "agreed")
_COUNTS = _AGREED_IN & (KEY_RESULTS.c.state == "active")
_COUNTING = KEY_RESULTS.join(OBJECTIVES, OBJECTIVES.c.id == KEY_RESULTS.c.objective)
_OWNERS = select(KEY_RESULTS.c.owner, OBJECTIVES.c.cycle).distinct().select_from(_COUNTING).where(_COUNTS)
_HOLDERS = select(OBJECTIVES.c.owner, OBJECTIVES.c.cycle, OBJECTIVES.c.visibility).distinct().select_from(_COUNTING).where(_COUNTS)
_UNDECIDED = (OBJECTIVES.c.state == "draft") | (OBJECTIVES.c.state == "submitted") | (OBJECTIVES.c.state == "returned")
_WRITERS = select(OBJECTIVES.c.owner).distinct().where(Within(OBJECTIVES.c.cycle, "cycles"), _UNDECIDED)
_ANSWERED = (
    select(CHECK_INS.c.by)
    .distinct()
    .select_from(CHECK_INS.join(_COUNTING, KEY_RESULTS.c.id == CHECK_INS.c.key_result))
    .where(_COUNTS, CHECK_INS.c.week == bindparam("of_week"))
)
_AIM_FIELDS = ("id", "owner", "state", "source")
_OF_CYCLE = OBJECTIVES.c.cycle == bindparam("of_cycle")
_AIMS = select(*(OBJECTIVES.c[name] for name in _AIM_FIELDS), _SERVED, _HAPPENED).where(_OF_CYCLE)
_HANDS = (
    select(KEY_RESULTS.c.objective, KEY_RESULTS.c.owner, KEY_RESULTS.c.score_own, _TAKEN_OVER)
    .join(OBJECTIVES, OBJECTIVES.c.id == KEY_RESULTS.c.objective)
    .where(_OF_CYCLE, KEY_RESULTS.c.state == "active")
)
_ACTIVE = select(KEY_RESULTS.c.objective).where(Within(KEY_RESULTS.c.id, "ids"), KEY_RESULTS.c.state == "active")
_RHYTHMS = select(PEOPLE.c.key, PEOPLE.c.rhythm).where(PEOPLE.c.active, PEOPLE.c.rhythm.is_not(None))
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
        for key, owner, cycle, text, team, kind, state, visibility, position, aligned_to, for_team in self._db.rows(
            _OBJECTIVES, cycles=wanted
        ):
            lines = tuple(sorted(parts.get(key, ()), key=attrgetter("position", "id")))
            seen = {"state": state, "visibility": visibility, "position": position, "aligned_to": aligned_to, "key_results": lines}
            found.append(Objective(key, owner, cycle, text, team, kind, **seen, for_team=for_team))
        return tuple(sorted(found, key=attrgetter("owner", "cycle", "position", "id")))

    def roster(self) -> tuple[Person, ...]:
        leave: dict[str, tuple[Leave, ...]] = {}
        for person, start, end in self._db.rows(_LEAVE):
            leave[person] = (*leave.get(person, ()), Leave(start, end))
        found = (
            Person(key, name, None, manager, team, active=active, timezone=timezone, leave=leave.get(key, ()))
            for key, name, manager, team, active, timezone in self._db.rows(_PEOPLE)
        )
        return tuple(sorted(found, key=attrgetter("key")))

    def owners(self, cycles: Iterable[str]) -> frozenset[tuple[str, str]]:
        return frozenset((person, cycle) for person, cycle in self._db.rows(_OWNERS, cycles=list(cycles)))

    def holders(self, cycles: Iterable[str]) -> frozenset[tuple[str, str, Visibility]]:
        return frozenset((owner, cycle, visible) for owner, cycle, visible in self._db.rows(_HOLDERS, cycles=list(cycles)))

    def writers(self, cycles: Iterable[str]) -> frozenset[str]:
        return frozenset(owner for (owner,) in self._db.rows(_WRITERS, cycles=list(cycles)))

    def answered(self, cycles: Iterable[str], week: str) -> frozenset[str]:
        return frozenset(person for (person,) in self._db.rows(_ANSWERED, cycles=list(cycles), of_week=week))

    def outline(self, cycle: str) -> Outline:
        rows = self._db.rows(_AIMS, of_cycle=cycle)
        live = {key: served or () for key, _, state, _, served, _ in rows if state in LIVE}
        serving = {key for served in live.values() for key in served if key}
        found = self._db.rows(_ACTIVE, ids=sorted(serving)) if serving else ()
        aims = tuple([(*row[:4], bool(row[4]), *_instants(row[5] or ())) for row in rows])
        hands = tuple(
            [(o, owner, own is not None, max(at or (), default=None)) for o, owner, own, at in self._db.rows(_HANDS, of_cycle=cycle)]
        )
        return Outline(aims, hands, len([1 for (objective,) in found if objective in live]))

    def person_rhythms(self) -> Mapping[str, str]:
        return dict(self._db.rows(_RHYTHMS))

    def newest_deed(self) -> str:
        (deed,), (saved,) = self._db.rows(_NEWEST), self._db.rows(_SAVES)
        return ":".join(str(part or 0) for part in (*deed, *saved))


def _instants(happened: Iterable[tuple[str, datetime]]) -> tuple[datetime | None, datetime | None]:
    """When it was first submitted, and last agreed."""
    submitted = min((at for what, at in happened if what == "submitted"), default=None)
    return submitted, max((at for what, at in happened if what == "agreed"), default=None)
