"""The outbox in SQL: what is to be said, where to, and how it is to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.conversation.event import Place
from bot.conversation.message import Message, dump, load
from bot.ports import OutboxState, Outgoing
from storage.people import People
from storage.session import Row
from storage.sql import Within, insert_new, table_of
from storage.tables import OutboxRow

OUTBOX = table_of(OutboxRow)
LEASE = timedelta(seconds=60)
"""How long a row that is posted as being sent may take before it counts as lost."""

COLUMNS = (
    *("id", "key", "due", "kind", "person", "platform", "address", "direct", "thread", "message", "flow", "about", "via", "edits"),
    *("only", "priority", "expires", "state", "tries", "receipt", "error"),
)
RETURNED = tuple(OUTBOX.c[name] for name in COLUMNS)
SELECT = select(*RETURNED)
_BY_KEY = SELECT.where(OUTBOX.c.key == bindparam("key"))
_INSERT = insert_new(OUTBOX, ["key"], keep=["id", "settled"], returning="id")
_RECEIPTS = select(OUTBOX.c.key, OUTBOX.c.receipt).where(Within(OUTBOX.c.key, "keys"))

_STATES = select(OUTBOX.c.key, OUTBOX.c.state).where(Within(OUTBOX.c.key, "keys"))

_EDITS = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.edits == bindparam("key"))
_REPLACE = (
    update(OUTBOX)
    .where(OUTBOX.c.key == bindparam("which"), OUTBOX.c.state == "ready", OUTBOX.c.message.is_not(None))
    .values(message=bindparam("words"))
)
_REPLACE_EDIT = update(OUTBOX).where(OUTBOX.c.edits == bindparam("which"), OUTBOX.c.state == "ready").values(message=bindparam("words"))
_COMPOSED = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("row"))
    .values(**{name: bindparam(f"new_{name}") for name in ("message", "platform", "address", "direct", "thread", "conversation")})
)


class Outbox(People):
    """The outbox of a transaction. (It stands on People because a row for a person goes where they are reached.)"""

    def post(self, outgoing: Outgoing) -> int:
        sending = outgoing.state == "sending"
        row = self._db.one(_INSERT, **self._columns(outgoing), lease_until=outgoing.due + LEASE if sending else None, lease_owner=None)
        return 0 if row is None else int(row[0])

    def outgoing(self, key: str) -> Outgoing | None:
        row = self._db.one(_BY_KEY, key=key)
        return None if row is None else outgoing_of(row, self._receipts([row]))

    def states(self, keys: Iterable[str]) -> Mapping[str, OutboxState]:
        return dict(self._db.rows(_STATES, keys=list(keys)))

    def reword(self, key: str, message: Message, at: datetime) -> None:
        """A row whose message is still to be composed is left alone: it will be drawn from what is true then."""
        words = dump(message)
        original = self.outgoing(key)
        if original is None or original.state in {"failed", "dropped"}:
            return
        if original.state == "ready":
            self._db.change(_REPLACE, which=key, words=words)
        elif not self._db.change(_REPLACE_EDIT, which=key, words=words):
            self.post(_edit(original, self._db.one(_EDITS, key=key), message, at))

    def composed(self, row: int, message: Message, place: Place, person: str | None) -> None:
        values = {**_place(place), "message": dump(message), "conversation": conversation(place, person)}
        self._db.change(_COMPOSED, row=row, **{f"new_{name}": value for name, value in values.items()})

    def _outgoing(self, rows: list[Row]) -> tuple[Outgoing, ...]:
        receipts = self._receipts(rows)
        return tuple(outgoing_of(row, receipts) for row in rows)

    def _receipts(self, rows: list[Row]) -> Mapping[str, str]:
        """The receipts of the messages that these rows redraw."""
        keys = [row[_EDITS_AT] for row in rows if row[_EDITS_AT] is not None]
        return {key: receipt for key, receipt in self._db.rows(_RECEIPTS, keys=keys) if receipt} if keys else {}

    def _columns(self, outgoing: Outgoing) -> dict[str, Any]:
        names = (
            "key",
            "due",
            "kind",
            "person",
            "flow",
            "about",
            "via",
            "edits",
            "only",
            "priority",
            "expires",
            "state",
            "tries",
            "receipt",
            "error",
        )
        values = {name: getattr(outgoing, name) for name in names}
        place = outgoing.place or (None if outgoing.person is None else self._reach(outgoing.person))
        message = None if outgoing.message is None else dump(outgoing.message)
        return {**values, **_place(place), "message": message, "conversation": conversation(place, outgoing.person)}


_EDITS_AT = COLUMNS.index("edits")


def conversation(place: Place | None, person: str | None) -> str:
    """What order is kept within: a person's direct messages on a platform, or one chat of it."""
    if place is None:
        return f":@{person}"
    return f"{place.platform}:@{person}" if place.direct and person is not None else f"{place.platform}:{place.address}"


def outgoing_of(row: Row, receipts: Mapping[str, str]) -> Outgoing:
    values = dict(zip(COLUMNS, row, strict=True))
    address = Place(*(values.pop(name) for name in ("platform", "address", "direct", "thread")))
    message = values.pop("message")
    return Outgoing(
        **values,
        place=None if message is None else address,
        message=None if message is None else load(message),
        edits_receipt=receipts.get(values["edits"] or ""),
    )


def _place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"platform": "", "address": "", "direct": True, "thread": None}
    return {"platform": place.platform, "address": place.address, "direct": place.direct, "thread": place.thread}


def _edit(original: Outgoing, edits: Row | None, message: Message, at: datetime) -> Outgoing:
    """The row that redraws a message that went out; a prompt that is redrawn is no longer in the queue of prompts."""
    return Outgoing(
        key=f"{original.key}#{1 + (edits[0] if edits else 0)}",
        due=at,
        kind="edit",
        person=original.person,
        place=original.place,
        message=message,
        edits=original.key,
        only=original.only,
        priority=min(original.priority, 1) if original.kind == "prompt" else original.priority,
    )
