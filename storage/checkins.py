"""Check-ins and the audit trail in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields

from sqlalchemy import and_, bindparam, delete, func, insert, select

from bot.okr.model import CheckIn
from bot.ports import Done
from storage.room import Room
from storage.session import Row
from storage.sql import Within, table_of, upsert
from storage.tables import Action, CheckInRow

CHECK_INS, ACTIONS = (table_of(model) for model in (CheckInRow, Action))

_FIELDS = tuple(field.name for field in fields(CheckIn))
_SELECT = select(*(CHECK_INS.c[name] for name in _FIELDS))
_ALL_WEEKS = _SELECT.where(Within(CHECK_INS.c.key_result, "key_results")).order_by(CHECK_INS.c.week, CHECK_INS.c.key_result)
_SOME_WEEKS = _ALL_WEEKS.where(Within(CHECK_INS.c.week, "weeks", sifts=True))
_EARLIER = CHECK_INS.alias("earlier")
_LAST = _SELECT.where(
    Within(CHECK_INS.c.key_result, "key_results"),
    CHECK_INS.c.week
    == select(func.max(_EARLIER.c.week))
    .where(_EARLIER.c.key_result == CHECK_INS.c.key_result, _EARLIER.c.week < bindparam("before"))
    .correlate(CHECK_INS)
    .scalar_subquery(),
)
_SAVE = upsert(CHECK_INS, ["key_result", "week"])
_DROP = delete(CHECK_INS).where(CHECK_INS.c.key_result == bindparam("which"), CHECK_INS.c.week == bindparam("of_week"))

_DONE_FIELDS = tuple(field.name for field in fields(Done))
_LOG = insert(ACTIONS).values({ACTIONS.c[name]: bindparam(f"new_{name}", type_=ACTIONS.c[name].type) for name in _DONE_FIELDS})
_DONE = select(*(ACTIONS.c[name] for name in _DONE_FIELDS)).order_by(ACTIONS.c.id.desc()).limit(bindparam("most"))
_DONE_BY, _DONE_TO = _DONE.where(ACTIONS.c.by == bindparam("by")), _DONE.where(ACTIONS.c.subject == bindparam("subject"))
_DONE_BY_TO = _DONE.where(and_(ACTIONS.c.by == bindparam("by"), ACTIONS.c.subject == bindparam("subject")))


class CheckIns(Room):
    """The check-ins and the audit trail of a transaction."""

    def check_ins(self, key_results: Iterable[str], weeks: Iterable[str] | None = None) -> tuple[CheckIn, ...]:
        wanted = list(key_results)
        if weeks is None:
            return tuple(CheckIn(*row) for row in self._db.rows(_ALL_WEEKS, key_results=wanted))
        when = list(weeks)
        return self._db.made(
            ("check_ins", tuple(wanted), tuple(when)),
            (_SOME_WEEKS,),
            lambda: tuple(self._db.values(_SOME_WEEKS, _check_in, key_results=wanted, weeks=when)),
        )

    def last_check_ins(self, key_results: Iterable[str], before: str) -> Mapping[str, CheckIn]:
        return {row[0]: CheckIn(*row) for row in self._db.rows(_LAST, key_results=list(key_results), before=before)}

    def save_check_in(self, check_in: CheckIn) -> None:
        self._db.change(_SAVE, **{name: getattr(check_in, name) for name in _FIELDS})

    def drop_check_in(self, key_result: str, week: str) -> None:
        self._db.change(_DROP, which=key_result, of_week=week)

    def log(self, done: Done) -> None:
        self._db.change(_LOG, **{f"new_{name}": getattr(done, name) for name in _DONE_FIELDS})

    def done(self, *, by: str | None = None, subject: str | None = None, limit: int = 50) -> tuple[Done, ...]:
        if by is not None and subject is not None:
            rows = self._db.rows(_DONE_BY_TO, by=by, subject=subject, most=limit)
        elif by is not None:
            rows = self._db.rows(_DONE_BY, by=by, most=limit)
        elif subject is not None:
            rows = self._db.rows(_DONE_TO, subject=subject, most=limit)
        else:
            rows = self._db.rows(_DONE, most=limit)
        return tuple(Done(*row) for row in rows)


def _check_in(row: Row) -> CheckIn:
    return CheckIn(*row)
