"""What became of a message in SQL: settled, deferred, uncertain, lost; and which addresses have to wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, text, update

from bot.ports import OutboxState, Outgoing
from storage.outbox import OUTBOX, SELECT, Outbox
from storage.sql import Within, table_of, upsert
from storage.tables import Block

BLOCKS = table_of(Block)

OPEN = text("outbox.state IN ('sending', 'uncertain')")  # said word for word as in the partial indexes, or they are not used
_UNSETTLED = text("outbox.state IN ('ready', 'sending', 'uncertain')")  # a late word about a settled row changes nothing
_SETTLE: Any = update(OUTBOX).where(OUTBOX.c.id == bindparam("row"), _UNSETTLED)
_STILL_MINE = func.coalesce(OUTBOX.c.lease_owner, text("''")) == bindparam("owner", type_=OUTBOX.c.lease_owner.type)
_COUNTED = OUTBOX.c.tries + case((OUTBOX.c.state == "sending", bindparam("counted", type_=OUTBOX.c.tries.type)), else_=0)
_SETTLED = _SETTLE.values(
    tries=_COUNTED,
    state=bindparam("new_state"),
    receipt=func.coalesce(bindparam("new_receipt", type_=OUTBOX.c.receipt.type), OUTBOX.c.receipt),
    error=bindparam("new_error"),
    lease_until=bindparam("ask_at", type_=OUTBOX.c.lease_until.type),
    lease_owner=None,
    settled=bindparam("at", type_=OUTBOX.c.settled.type),
)
_DEFERRED = _SETTLE.values(
    tries=_COUNTED,
    state="ready",
    due=func.coalesce(bindparam("new_due", type_=OUTBOX.c.due.type), OUTBOX.c.due),
    error=bindparam("new_error"),
    lease_until=None,
    lease_owner=None,
)
_SETTLED_MINE, _DEFERRED_MINE = _SETTLED.where(_STILL_MINE), _DEFERRED.where(_STILL_MINE)
_LOST = (
    update(OUTBOX)
    .where(OPEN, OUTBOX.c.state == "sending", OUTBOX.c.lease_until <= bindparam("now", type_=OUTBOX.c.due.type))
    .values(
        state="uncertain",
        tries=OUTBOX.c.tries + 1,
        lease_until=bindparam("ask_at", type_=OUTBOX.c.due.type),
        lease_owner=None,
        error="lost",
    )
)
_UNCERTAIN = (
    SELECT.where(
        OPEN,
        OUTBOX.c.state == "uncertain",
        OUTBOX.c.lease_until <= bindparam("now", type_=OUTBOX.c.due.type),
        Within(OUTBOX.c.platform, "platforms"),
    )
    .order_by(OUTBOX.c.lease_until, OUTBOX.c.id)
    .limit(bindparam("most"))
)
_BLOCK = upsert(BLOCKS, ["platform", "scope"])
_STUCK = (
    SELECT.where((OUTBOX.c.state == "failed") | ((OUTBOX.c.state == "uncertain") & OUTBOX.c.lease_until.is_(None)))
    .order_by(OUTBOX.c.id)
    .limit(bindparam("most"))
)
_OF_STUCK: Any = update(OUTBOX).where(OUTBOX.c.key == bindparam("which"), text("outbox.state IN ('failed', 'uncertain')"))
_RETRY = _OF_STUCK.values(
    state="ready",
    due=bindparam("at", type_=OUTBOX.c.due.type),
    tries=0,
    expires=None,
    error=None,
    lease_until=None,
    lease_owner=None,
    settled=None,
)
_ABANDON = _OF_STUCK.values(
    state="dropped", error="given up", lease_until=None, lease_owner=None, settled=bindparam("at", type_=OUTBOX.c.settled.type)
)
_TO_SOMEBODY = or_(OUTBOX.c.person.is_not(None), OUTBOX.c.address != "")
_COUNTS = select(OUTBOX.c.state, func.count()).where(_TO_SOMEBODY).group_by(OUTBOX.c.state)


class Settling(Outbox):
    """The fates of the messages of a transaction."""

    def settle(
        self,
        row: int,
        state: OutboxState,
        at: datetime,
        *,
        receipt: str | None = None,
        error: str | None = None,
        due: datetime | None = None,
        owner: str | None = None,
    ) -> bool:
        """Deferred with an error it keeps its turn before later rows of its conversation, and the try counts; without, they may pass."""
        mine = {} if owner is None else {"owner": owner}
        if state == "ready":
            statement = _DEFERRED if owner is None else _DEFERRED_MINE
            return bool(self._db.change(statement, row=row, new_due=due, new_error=error, counted=int(error is not None), **mine))
        ask_at = (due or at) if state == "uncertain" else None
        statement = _SETTLED if owner is None else _SETTLED_MINE
        values = {"new_state": state, "new_receipt": receipt, "new_error": error, "ask_at": ask_at, "at": at, "counted": 1}
        return bool(self._db.change(statement, row=row, **values, **mine))

    def give_up(self, row: int, at: datetime, error: str) -> None:
        """Nobody can say whether it arrived: it stays uncertain, for the operator to see, and holds nothing back."""
        self._db.change(_SETTLED, row=row, new_state="uncertain", new_receipt=None, new_error=error, ask_at=None, at=at, counted=1)

    def lost(self, now: datetime) -> int:
        return self._db.change(_LOST, now=now, ask_at=now)

    def uncertain(self, platforms: Iterable[str], now: datetime, limit: int) -> tuple[Outgoing, ...]:
        return self._outgoing(self._db.rows(_UNCERTAIN, platforms=list(platforms), now=now, most=limit))

    def block(self, platform: str, scope: str, until: datetime) -> None:
        self._db.change(_BLOCK, platform=platform, scope=scope, until=until)

    def deliveries(self) -> Mapping[str, int]:
        return dict(self._db.rows(_COUNTS))

    def stuck(self, limit: int) -> tuple[Outgoing, ...]:
        return self._outgoing(self._db.rows(_STUCK, most=limit))

    def retry(self, key: str, at: datetime) -> bool:
        return bool(self._db.change(_RETRY, which=key, at=at))

    def abandon(self, key: str, at: datetime) -> bool:
        return bool(self._db.change(_ABANDON, which=key, at=at))
