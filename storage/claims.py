"""Claiming from the outbox in SQL: which messages may go now, in one statement that costs the same however many wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, bindparam, func, select, text, update

from bot.ports import Outgoing
from storage.columns import UtcTime
from storage.outbox import OUTBOX, RETURNED
from storage.settling import BLOCKS, Settling

PRIORITIES = range(4)

_EXPIRED = (
    update(OUTBOX)
    .where(OUTBOX.c.state == text("'ready'"), OUTBOX.c.expires <= bindparam("now", type_=UtcTime()))
    .values(state="dropped", error="expired", settled=bindparam("at", type_=UtcTime()))
)
_BLOCKED = select(BLOCKS.c.platform).where(BLOCKS.c.scope == "*", BLOCKS.c.until > bindparam("now", type_=UtcTime()))
_UNBLOCKED = select(func.min(BLOCKS.c.until)).where(BLOCKS.c.until > bindparam("now", type_=UtcTime()))
_PLATFORMS = text("""
    WITH RECURSIVE lanes(platform) AS (
        SELECT min(platform) FROM outbox WHERE state = 'ready'
        UNION ALL
        SELECT (SELECT min(platform) FROM outbox WHERE state = 'ready' AND platform > l.platform) FROM lanes l WHERE l.platform IS NOT NULL)
    SELECT platform FROM lanes WHERE platform IS NOT NULL
""").columns(OUTBOX.c.platform)
"""The platforms for which anything waits, each found by one step in the index."""

_FREE = """
    NOT EXISTS (
        SELECT 1 FROM outbox h
        WHERE h.conversation = r.conversation AND h.state IN ('sending', 'uncertain') AND h.lease_until IS NOT NULL)
    AND NOT EXISTS (
        SELECT 1 FROM outbox b WHERE b.conversation = r.conversation AND b.state = 'ready'
        AND (b.priority, b.id) < (r.priority, r.id) AND (b.due <= :now OR (b.error IS NOT NULL AND b.id < r.id)))
    AND NOT EXISTS (SELECT 1 FROM blocks k WHERE k.platform = r.platform AND k.scope = r.address AND k.until > :now)
"""
"""A row may go when nothing of its conversation is under way, nothing of it that goes first is due or being tried again, and
its address is not blocked."""

_LANE = """
    SELECT * FROM (
        SELECT r.id, r.priority, r.due FROM outbox r
        WHERE r.state = 'ready' AND r.platform = :platform_{lane} AND r.priority = {priority} AND r.due <= :now AND {free}
        ORDER BY r.due, r.id LIMIT :most) AS lane_{lane}_{priority}
"""


_LATER = """
    SELECT * FROM (
        SELECT due FROM outbox WHERE state = 'ready' AND platform = :platform_{lane} AND priority = {priority} AND due > :now
        ORDER BY due LIMIT 1) AS later_{lane}_{priority}
"""

_FIRST = """
    SELECT * FROM (
        SELECT due FROM outbox WHERE state = 'ready' AND platform = :platform_{lane} AND priority = {priority}
        ORDER BY due LIMIT 1) AS first_{lane}_{priority}
"""


def _each_lane(part: str, lanes: int) -> str:
    parts = [part.format(lane=lane, priority=priority, free=_FREE) for priority in PRIORITIES for lane in range(lanes)]
    return " UNION ALL ".join(parts)


@lru_cache(maxsize=64)
def _free(lanes: int) -> str:
    """One index range a platform and priority: what is not due, or goes elsewhere, is never looked at."""
    return f"SELECT id, priority, due FROM ({_each_lane(_LANE, lanes)}) AS found ORDER BY priority, due, id LIMIT :most"  # noqa: S608


@lru_cache(maxsize=64)
def _claim(lanes: int, locks: bool) -> Any:
    chosen = f"SELECT id FROM ({_free(lanes)}) AS chosen"  # noqa: S608
    if locks:
        chosen = f"SELECT id FROM outbox WHERE id IN ({chosen}) AND state = 'ready' FOR UPDATE SKIP LOCKED"  # noqa: S608
    return (
        update(OUTBOX)
        .where(OUTBOX.c.id.in_(_at_now(chosen).columns(OUTBOX.c.id)))
        .values(
            state="sending",
            error=None,
            lease_until=bindparam("until", type_=UtcTime()),
            lease_owner=bindparam("owner"),
        )
        .returning(*RETURNED)
    )


@lru_cache(maxsize=64)
def _any_free(lanes: int) -> Any:
    return _at_now(_free(lanes)).columns(OUTBOX.c.id, OUTBOX.c.priority, OUTBOX.c.due)


@lru_cache(maxsize=64)
def _later(lanes: int) -> Any:
    return _at_now(f"SELECT min(due) AS due FROM ({_each_lane(_LATER, lanes)}) AS later").columns(OUTBOX.c.due)  # noqa: S608


@lru_cache(maxsize=64)
def _first(lanes: int) -> Any:
    return text(f"SELECT min(due) AS due FROM ({_each_lane(_FIRST, lanes)}) AS first").columns(OUTBOX.c.due)  # noqa: S608


def _at_now(sql: str) -> TextClause:
    return text(sql).bindparams(bindparam("now", type_=UtcTime()))


def _lanes(platforms: list[str]) -> dict[str, str]:
    return {f"platform_{at}": platform for at, platform in enumerate(platforms)}


class Claims(Settling):
    """Taking rows of the outbox to send them."""

    def claim(self, platforms: Iterable[str], now: datetime, lease_until: datetime, owner: str, limit: int) -> tuple[Outgoing, ...]:
        self._db.change(_EXPIRED, now=now, at=now)
        lanes = self._open({"", *platforms}, now)
        claim = _claim(len(lanes), self._db.dialect.name == "postgresql")
        rows = self._db.rows(claim, **_lanes(lanes), now=now, until=lease_until, owner=owner, most=limit)
        return tuple(sorted(self._outgoing(rows), key=lambda one: (one.priority, one.due, one.id)))

    def next_due(self, now: datetime, platforms: Iterable[str] | None = None) -> datetime | None:
        """`now` when a row may go at once; else the next instant at which one is due or a block ends. None: time changes nothing."""
        served = None if platforms is None else {"", *platforms}
        waiting = [row[0] for row in self._db.rows(_PLATFORMS) if served is None or row[0] in served]
        if not waiting:
            return None
        lanes = self._open(waiting, now)
        if lanes and self._db.one(_any_free(len(lanes)), **_lanes(lanes), now=now, most=1):
            return now
        later = self._db.one(_later(len(waiting)), **_lanes(waiting), now=now)
        unblocked = self._db.one(_UNBLOCKED, now=now)
        return min((row[0] for row in (later, unblocked) if row is not None and row[0] is not None), default=None)

    def waiting_since(self) -> datetime | None:
        waiting = [row[0] for row in self._db.rows(_PLATFORMS)]
        found = self._db.one(_first(len(waiting)), **_lanes(waiting)) if waiting else None
        return found[0] if found is not None else None

    def _open(self, platforms: Iterable[str], now: datetime) -> list[str]:
        """Those that are not blocked as a whole."""
        return sorted(set(platforms) - {row[0] for row in self._db.rows(_BLOCKED, now=now)})
