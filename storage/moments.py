"""Moments in SQL: what falls due for everybody of a rhythm is posted in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Date, Integer, String, TextClause, bindparam, select, text, update
from sqlalchemy.types import TypeEngine

from bot.ports import Due
from storage.columns import Json, UtcTime
from storage.people import PEOPLE, REACHED_ON
from storage.room import Room
from storage.sql import table_of, upsert
from storage.tables import Moment
from storage.teams import TEAMS

MOMENTS = table_of(Moment)

_SELECT = select(MOMENTS.c.rhythm, MOMENTS.c.kind, MOMENTS.c.period, MOMENTS.c.at).order_by(MOMENTS.c.at, MOMENTS.c.rhythm, MOMENTS.c.kind)
_DUE = _SELECT.where(MOMENTS.c.at <= bindparam("now", type_=UtcTime()))
_SET_DUE = upsert(MOMENTS, ["rhythm", "kind"])
_SET_RHYTHM = {
    kind: update(table).where(table.c.key == bindparam("which")).values(rhythm=bindparam("new_rhythm"))
    for kind, table in (("person", PEOPLE), ("team", TEAMS))
}
_IN_USE = {
    "person": select(PEOPLE.c.rhythm).where(PEOPLE.c.active, PEOPLE.c.rhythm.is_not(None)).distinct(),
    "team": select(TEAMS.c.rhythm).where(TEAMS.c.rhythm.is_not(None)).distinct(),
}

_RUNNING = "o.state = 'agreed' AND o.cycle IN (SELECT key FROM cycles WHERE NOT closed AND starts <= :day AND ends >= :day)"
_OWNS = f"""EXISTS (
    SELECT 1 FROM key_results k JOIN objectives o ON o.id = k.objective WHERE k.owner = people.key AND k.state = 'active' AND {_RUNNING})"""  # noqa: S608
_WHO: Mapping[str, str] = {
    "prompt": _OWNS,
    "reminder": _OWNS,
    "digest": "(EXISTS (SELECT 1 FROM people r WHERE r.manager = people.key AND r.active)"
    " OR EXISTS (SELECT 1 FROM teams c WHERE c.coach = people.key))",
    "board": f"EXISTS (SELECT 1 FROM objectives o WHERE {_RUNNING})",  # noqa: S608
}
"""Who is written to: people who own a running key result, people with reports, teams; whether a board has anything to show, with the
teams below it and what is not for everybody there, turns out when it is drawn."""
_FLOW = {"prompt": "checkin", "reminder": "reminder", "board": "board", "digest": "digest"}

_COLUMNS = "(key, conversation, due, kind, person, platform, address, direct, flow, about, via, priority, expires, state, tries)"
_TO_PEOPLE = """
    INSERT INTO outbox {columns}
    SELECT :kind || ':' || people.key || ':' || :period, COALESCE(a.platform, '') || ':@' || people.key, :at, :kind, people.key,
        COALESCE(a.platform, ''), COALESCE(a.account, ''), true, :flow, :about, '{{}}', :priority, :expires, 'ready', 0
    FROM people LEFT JOIN accounts a ON a.person = people.key AND a.platform = {reached}
    WHERE people.rhythm = :rhythm AND people.active AND {who}
    ORDER BY people.key
    ON CONFLICT (key) DO NOTHING
"""
_TO_BOARDS = """
    INSERT INTO outbox {columns}
    SELECT 'board:' || teams.key || ':' || :period, teams.board_platform || ':' || teams.board_channel, :at, :kind, NULL,
        teams.board_platform, teams.board_channel, false, :flow, {about}, '{{}}', :priority, :expires, 'ready', 0
    FROM teams
    WHERE teams.rhythm = :rhythm AND teams.board_platform IS NOT NULL AND teams.board_channel IS NOT NULL AND {who}
    ON CONFLICT (key) DO NOTHING
"""
_ABOUT_TEAM = {
    "sqlite": "json_object('team', teams.key, 'week', :period)",
    "postgresql": "json_build_object('team', teams.key, 'week', :period)::text",
}
_TYPES: Mapping[str, TypeEngine[Any]] = {
    "kind": String(),
    "period": String(),
    "at": UtcTime(),
    "flow": String(),
    "about": Json(dict[str, str]),
    "priority": Integer(),
    "expires": UtcTime(),
    "rhythm": String(),
    "day": Date(),
}


@lru_cache(maxsize=16)
def _post(kind: str, dialect: str) -> TextClause:
    sql = _TO_BOARDS if kind == "board" else _TO_PEOPLE
    sql = sql.format(columns=_COLUMNS, reached=REACHED_ON, who=_WHO[kind], about=_ABOUT_TEAM[dialect])
    used = [bindparam(name, type_=kind_of) for name, kind_of in _TYPES.items() if f":{name}" in sql]
    return text(sql).bindparams(*used)


class Moments(Room):
    """The rhythms of a transaction, and what falls due in them."""

    def set_rhythm(self, kind: Literal["person", "team"], key: str, rhythm: str | None) -> None:
        """What a person or a team shares its moments with; None = it has none."""
        self._db.change(_SET_RHYTHM[kind], which=key, new_rhythm=rhythm)

    def rhythms_in_use(self, kind: Literal["person", "team"]) -> tuple[str, ...]:
        """The rhythms that at least one active person, or one team, has."""
        return tuple(sorted(row[0] for row in self._db.rows(_IN_USE[kind])))

    def rhythms(self) -> tuple[Due, ...]:
        return tuple(Due(*row) for row in self._db.rows(_SELECT))

    def due_rhythms(self, now: datetime) -> tuple[Due, ...]:
        return tuple(Due(*row) for row in self._db.rows(_DUE, now=now))

    def set_due(self, due: Due) -> None:
        self._db.change(_SET_DUE, rhythm=due.rhythm, kind=due.kind, period=due.period, at=due.at)

    def post_for(self, due: Due, expires: datetime | None, priority: int, day: date | None = None) -> int:
        """`day` is the local day of the moment (cycles run by the day), by default that of `due.at` as it was given."""
        values: dict[str, Any] = {"about": {"week": due.period}} if due.kind != "board" else {}
        if due.kind != "digest":
            values["day"] = day or due.at.date()
        return self._db.change(
            _post(due.kind, self._db.dialect.name),
            **values,
            kind=due.kind,
            period=due.period,
            at=due.at,
            flow=_FLOW[due.kind],
            priority=priority,
            expires=expires,
            rhythm=due.rhythm,
        )
