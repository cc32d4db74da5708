"""Cycles and objectives in SQL: an objective is read and saved with its key results as one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, select, update

from bot.okr.model import Cycle, KeyResult, Objective, Score
from bot.ports import Clash
from storage.asking import Asking
from storage.room import Read
from storage.session import Row
from storage.sql import Within, insert_new, table_of, upsert
from storage.tables import CycleRow, KeyResultRow, ObjectiveRow

CYCLES, OBJECTIVES, KEY_RESULTS = (table_of(model) for model in (CycleRow, ObjectiveRow, KeyResultRow))

_CYCLE_FIELDS = tuple(field.name for field in fields(Cycle))
_CYCLES = select(*(CYCLES.c[name] for name in _CYCLE_FIELDS)).order_by(CYCLES.c.starts, CYCLES.c.ends)
_SAVE_CYCLE = upsert(CYCLES, ["key"])

_FIELDS = tuple(field.name for field in fields(Objective) if field.name != "key_results")
_KR_FIELDS = tuple(field.name for field in fields(KeyResult) if field.name != "score")
_KR_CHANGING = tuple(name for name in _KR_FIELDS if name not in {"id", "objective"})
_SCORE = ("score_own", "score_at", "score_by")
_SELECT = select(*(OBJECTIVES.c[name] for name in _FIELDS), OBJECTIVES.c.rev)
_KEY_RESULTS = (
    select(*(KEY_RESULTS.c[name] for name in (*_KR_FIELDS, *_SCORE)))
    .where(Within(KEY_RESULTS.c.objective, "ids"))
    .order_by(KEY_RESULTS.c.objective, KEY_RESULTS.c.position, KEY_RESULTS.c.id)
)
_BY_ID = _SELECT.where(OBJECTIVES.c.id == bindparam("id"))
_OWN = OBJECTIVES.alias("own")
_WANTED = (
    select(_OWN.c.id)
    .where(Within(_OWN.c.owner, "people"), Within(_OWN.c.cycle, "cycles"))
    .union(select(KEY_RESULTS.c.objective).where(Within(KEY_RESULTS.c.owner, "people")))
    .subquery("wanted")
)
_OWNED = _SELECT.join(_WANTED, _WANTED.c.id == OBJECTIVES.c.id).where(Within(OBJECTIVES.c.cycle, "cycles"))
_OF_ONE = (
    select(_OWN.c.id)
    .where(_OWN.c.owner == bindparam("person"))
    .union(select(KEY_RESULTS.c.objective).where(KEY_RESULTS.c.owner == bindparam("person")))
)
_OWNED_BY_ONE = _SELECT.where(OBJECTIVES.c.id.in_(_OF_ONE), Within(OBJECTIVES.c.cycle, "cycles", sifts=True))
"""The same of one person, as every turn asks: at half the cost."""
_FILTERS = {"ids": OBJECTIVES.c.id, "owners": OBJECTIVES.c.owner, "teams": OBJECTIVES.c.team, "cycles": OBJECTIVES.c.cycle}


def _filtered(names: tuple[str, ...]) -> Any:
    return _SELECT.where(and_(True, *(Within(_FILTERS[name], name) for name in names)))


_CHOICES = [tuple(name for at, name in enumerate(_FILTERS) if chosen >> at & 1) for chosen in range(16)]
_BY_FILTERS = {names: _filtered(names) for names in _CHOICES}

_INSERT = insert_new(OBJECTIVES, ["id"])
_SAVE_KEY_RESULT = upsert(KEY_RESULTS, ["id"])
_DROP_KEY_RESULTS = delete(KEY_RESULTS).where(KEY_RESULTS.c.objective == bindparam("objective"), ~Within(KEY_RESULTS.c.id, "ids"))


class Goals(Asking):
    """The cycles and objectives of a transaction."""

    def cycles(self) -> tuple[Cycle, ...]:
        return self._db.made(("cycles",), (_CYCLES,), lambda: tuple(Cycle(*row) for row in self._db.rows(_CYCLES)))

    def save_cycle(self, cycle: Cycle) -> None:
        self._db.change(_SAVE_CYCLE, **{name: getattr(cycle, name) for name in _CYCLE_FIELDS})

    def objective(self, objective: str) -> Objective | None:
        found = self._whole(self._db.rows(_BY_ID, id=objective))
        return found[0] if found else None

    def objectives(
        self,
        *,
        ids: Iterable[str] | None = None,
        owners: Iterable[str] | None = None,
        teams: Iterable[str] | None = None,
        cycles: Iterable[str] | None = None,
    ) -> tuple[Objective, ...]:
        given = {"ids": ids, "owners": owners, "teams": teams, "cycles": cycles}
        wanted = {name: list(keys) for name, keys in given.items() if keys is not None}
        return self._whole(self._db.rows(_BY_FILTERS[tuple(wanted)], **wanted))

    def owned(self, people: Iterable[str], cycles: Iterable[str]) -> tuple[Objective, ...]:
        who, when = tuple(people), tuple(cycles)

        def make() -> tuple[Objective, ...]:
            if len(who) == 1:
                return self._whole(self._db.rows(_OWNED_BY_ONE, person=who[0], cycles=list(when)))
            return self._whole(self._db.rows(_OWNED, people=list(who), cycles=list(when)))

        return self._db.made(("owned", who, when), (_OWNED, _KEY_RESULTS), make)

    def save_objective(self, objective: Objective) -> None:
        """Key results that are no longer in it are deleted. Raises Clash when somebody saved it after it was read here."""
        read = self._read_of(objective.id)
        if read is None:
            if not self._db.change(_INSERT, **_values(objective, _FIELDS), rev=1):
                raise Clash(objective.id)
        elif not self._change(_changes(OBJECTIVES, _changed(read.objective, objective, _FIELDS), guarded=True), objective, read.rev):
            raise Clash(objective.id)
        self._save_key_results(objective, {} if read is None else {one.id: one for one in read.objective.key_results})
        self._save_concerned(read.objective if read else None, objective)
        self._remember(objective, 1 if read is None else read.rev + 1)

    def _save_key_results(self, objective: Objective, before: Mapping[str, KeyResult]) -> None:
        """Of a key result that is there, only what changed is written: a check-in changes three columns of twenty."""
        for one in objective.key_results:
            known = before.get(one.id)
            if known is None or known.score != one.score:
                self._db.change(_SAVE_KEY_RESULT, **_columns(one, objective.id))
            elif known != one:
                self._change(_changes(KEY_RESULTS, _changed(known, one, _KR_CHANGING)), one)
        if before.keys() - {one.id for one in objective.key_results}:
            self._db.change(_DROP_KEY_RESULTS, objective=objective.id, ids=[one.id for one in objective.key_results])

    def _change(self, change: Change, saved: Objective | KeyResult, rev: int = 0) -> int:
        values = {f"new_{name}": getattr(saved, name) for name in change.names}
        return self._db.change(change.statement, which=saved.id, read=rev, **values)

    def _read_of(self, objective: str) -> Read | None:
        """As this transaction last saw it; None if there is none."""
        if objective not in self._read:
            self.objective(objective)
        return self._read.get(objective)

    def _remember(self, objective: Objective, rev: int) -> None:
        self._read[objective.id] = Read(rev, objective)

    def _whole(self, rows: list[Row]) -> tuple[Objective, ...]:
        """Objectives with their key results: one more statement, however many they are."""
        if not rows:
            return ()
        parts: dict[str, list[KeyResult]] = {row[0]: [] for row in rows}
        for one in self._db.values(_KEY_RESULTS, _key_result, ids=list(parts)):
            parts[one.objective].append(one)
        found = []
        for row in rows:
            objective = _objective(row, tuple(parts[row[0]]))
            self._remember(objective, row[-1])
            found.append(objective)
        return tuple(sorted(found, key=lambda one: (one.owner, one.cycle, one.position, one.id)))


_EVENTS_AT = _FIELDS.index("events")


def _objective(row: Row, key_results: tuple[KeyResult, ...]) -> Objective:
    values = [*row[:_EVENTS_AT], key_results, *row[_EVENTS_AT:-1]]
    return Objective(*values)


_SCORE_AT = [field.name for field in fields(KeyResult)].index("score")


def _key_result(row: Row) -> KeyResult:
    own, at, by = row[-3:]
    score = None if own is None else Score(own, at, by)
    values = [*row[:_SCORE_AT], score, *row[_SCORE_AT:-3]]
    return KeyResult(*values)


def _columns(key_result: KeyResult, objective: str) -> dict[str, Any]:
    values = _values(key_result, _KR_FIELDS)
    score = key_result.score
    own, at, by = (None, None, None) if score is None else (score.own, score.at, score.by)
    return {**values, "objective": objective, "score_own": own, "score_at": at, "score_by": by}


def _values(saved: Objective | KeyResult, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(saved, name) for name in names}


def _changed(before: Objective | KeyResult, after: Objective | KeyResult, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


@dataclass(frozen=True, slots=True)
class Change:
    """An UPDATE of some columns of one row."""

    names: tuple[str, ...]
    statement: Any


@lru_cache(maxsize=256)
def _changes(table: Table, names: tuple[str, ...], *, guarded: bool = False) -> Change:
    """`guarded`: only if the row still has the revision `read`, which is counted up."""
    values: dict[Any, Any] = {table.c[name]: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
    change = update(table).where(table.c.id == bindparam("which"))
    if guarded:
        values[table.c.rev] = table.c.rev + 1
        change = change.where(table.c.rev == bindparam("read"))
    return Change(names, change.values(values))
