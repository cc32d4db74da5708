"""What keeps delivery going over replicas and years in SQL: paces that replicas share, when to look again, old words that are dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select, text, update

from bot.conversation.event import Place, Quoted
from bot.conversation.message import Message, load
from bot.okr.model import Person
from storage.claims import Claims
from storage.columns import UtcTime
from storage.outbox import OUTBOX, conversation
from storage.settling import BLOCKS, OPEN
from storage.sql import Within, table_of, upsert
from storage.tables import Pace

PACES = table_of(Pace)
LONG_AGO = timedelta(hours=1)

_PACE = select(PACES.c.until).where(PACES.c.platform == bindparam("platform"), PACES.c.api == bindparam("api")).with_for_update()
_SET_PACE = upsert(PACES, ["platform", "api"])
_SENDER = "replica "  # before a replica's name, where an API's stands otherwise
_OF_SENDERS = func.substr(PACES.c.api, 1, len(_SENDER)) == text(f"'{_SENDER}'")
_SENDERS = select(PACES.c.api).where(
    PACES.c.platform == bindparam("platform"),
    _OF_SENDERS,
    PACES.c.until.between(bindparam("first", type_=UtcTime()), bindparam("last", type_=UtcTime())),
)
_PAST_SENDERS = delete(PACES).where(
    PACES.c.platform == bindparam("platform"), _OF_SENDERS, PACES.c.until < bindparam("before", type_=UtcTime())
)
_ASKED = select(func.min(OUTBOX.c.lease_until)).where(
    OPEN,
    OUTBOX.c.lease_until.is_not(None),
    (OUTBOX.c.state == text("'sending'")) | Within(OUTBOX.c.platform, "platforms"),
)
_WAITING = select(OUTBOX.c.key, OUTBOX.c.due, OUTBOX.c.expires).where(text("state = 'ready'"), Within(OUTBOX.c.kind, "kinds"))
_ANSWERS = text("""
    SELECT max(due) AS due FROM (
        SELECT due FROM outbox WHERE state = 'ready' AND conversation = :conversation AND priority = 0 AND edits IS NULL
        UNION ALL
        SELECT due FROM outbox WHERE state IN ('sending', 'uncertain') AND conversation = :conversation
        AND state = 'uncertain' AND priority = 0 AND lease_until IS NOT NULL) AS answers
""").columns(OUTBOX.c.due)
_TO_THEM = (OUTBOX.c.platform == bindparam("platform"), OUTBOX.c.person == bindparam("person"), OUTBOX.c.message.is_not(None))
_BY_RECEIPT = select(OUTBOX.c.message).where(OUTBOX.c.receipt == bindparam("mark"), *_TO_THEM).order_by(OUTBOX.c.id.desc()).limit(1)
_ABOUT_THEN = (
    select(OUTBOX.c.message)
    .where(
        text("state IN ('sent', 'dropped')"),
        text("message IS NOT NULL"),  # as in the index
        OUTBOX.c.settled.between(bindparam("first", type_=UtcTime()), bindparam("last", type_=UtcTime())),
        OUTBOX.c.receipt.is_not(None),
        OUTBOX.c.edits.is_(None),
        *_TO_THEM,
    )
    .limit(2)
)
ABOUT = timedelta(seconds=10)
"""So far apart may lie when a platform says that a message was sent, and when its receipt was written down."""
_SENT_AT = select(OUTBOX.c.settled).where(OUTBOX.c.key == bindparam("key"), OUTBOX.c.state == text("'sent'"))
_DUE_NOW = (
    update(OUTBOX)
    .where(
        text("outbox.state = 'ready'"),
        text("(outbox.priority <= 1 OR outbox.error IS NOT NULL) AND outbox.kind <> 'campaign_due'"),
        OUTBOX.c.due > bindparam("now", type_=UtcTime()),
        OUTBOX.c.due <= bindparam("near", type_=UtcTime()),
    )
    .values(due=bindparam("at", type_=UtcTime()))
)
_WAITS = (
    text("outbox.state = 'ready'"),
    text("outbox.priority > 0 AND outbox.message IS NULL AND outbox.error IS NULL AND outbox.person IS NOT NULL"),
    OUTBOX.c.due > bindparam("now", type_=UtcTime()),
)
_LOOK_AGAIN = update(OUTBOX).where(*_WAITS).values(due=bindparam("at", type_=UtcTime()))
_LOOK_AGAIN_FOR = _LOOK_AGAIN.where(Within(OUTBOX.c.conversation, "conversations"))
_SHORTER_LEASE = (
    update(OUTBOX)
    .where(OPEN, OUTBOX.c.lease_until > bindparam("limit", type_=UtcTime()))
    .values(lease_until=bindparam("at", type_=UtcTime()))
)
_SHORTER_BLOCK = (
    update(BLOCKS)
    .where(BLOCKS.c.until > bindparam("now", type_=UtcTime()), BLOCKS.c.until <= bindparam("near", type_=UtcTime()))
    .values(until=bindparam("at", type_=UtcTime()))
)
MOMENT, PAUSE = timedelta(minutes=5), timedelta(seconds=30)
"""What the clock before was to be waited for up to a moment is waited for in the same way by the new one; a block, for a pause."""
_DROP_WORDS = text("""
    UPDATE outbox SET message = NULL, about = '{}', via = '{}' WHERE id IN (
        SELECT id FROM outbox WHERE state IN ('sent', 'dropped') AND message IS NOT NULL AND settled < :before
        ORDER BY settled LIMIT :most)
""").bindparams(bindparam("before", type_=UtcTime()))
_DROP_EVENTS = text("""
    DELETE FROM inbound WHERE (platform, event) IN (SELECT platform, event FROM inbound WHERE at < :before ORDER BY at LIMIT :most)
""").bindparams(bindparam("before", type_=UtcTime()))


class Upkeep(Claims):
    """The upkeep of a transaction's outbox."""

    def pace(self, platform: str, api: str) -> datetime | None:
        return next((row[0] for row in self._db.rows(_PACE, platform=platform, api=api)), None)

    def set_pace(self, platform: str, api: str, until: datetime) -> None:
        self._db.change(_SET_PACE, platform=platform, api=api, until=until)

    def senders(self, platform: str, first: datetime, last: datetime) -> tuple[str, ...]:
        rows = self._db.rows(_SENDERS, platform=platform, first=first, last=last)
        return tuple(sorted(row[0].removeprefix(_SENDER) for row in rows))

    def join_senders(self, platform: str, replica: str, until: datetime) -> None:
        self._db.change(_PAST_SENDERS, platform=platform, before=until - LONG_AGO)  # first: else two that come back wait for each other
        self._db.change(_SET_PACE, platform=platform, api=_SENDER + replica, until=until)

    def follow_back(self, before: datetime, now: datetime, lease_until: datetime) -> None:
        near = before + MOMENT
        self._db.change(_DUE_NOW, now=now, near=near, at=now)
        self.shorten_leases(lease_until)
        self._db.change(_SHORTER_BLOCK, now=now + PAUSE, near=near, at=now + PAUSE)

    def look_again(self, people: Iterable[Person] | None, now: datetime) -> None:
        if people is None:
            self._db.change(_LOOK_AGAIN, now=now, at=now)
            return
        found = [conversation(Place(on, "") if on else None, one.key) for one in people for on in ("", *one.accounts)]
        self._db.change(_LOOK_AGAIN_FOR, now=now, at=now, conversations=found)

    def shorten_leases(self, until: datetime) -> None:
        self._db.change(_SHORTER_LEASE, limit=until, at=until)

    def sent_at(self, key: str) -> datetime | None:
        row = self._db.one(_SENT_AT, key=key)
        return None if row is None else row[0]

    def waiting(self, kinds: Iterable[str]) -> Mapping[str, tuple[datetime, datetime | None]]:
        return {key: (due, expires) for key, due, expires in self._db.rows(_WAITING, kinds=list(kinds))}

    def answers_wait(self, place: Place, person: str | None) -> datetime | None:
        row = self._db.one(_ANSWERS, conversation=conversation(place, person))
        return None if row is None else row[0]

    def spoken(self, platform: str, person: str, quoted: Quoted) -> Message | None:
        for mark in quoted.marks:
            if found := self._db.one(_BY_RECEIPT, mark=mark, platform=platform, person=person):
                return load(found[0])
        if quoted.at is None:
            return None
        near = {"first": quoted.at - ABOUT, "last": quoted.at + ABOUT, "platform": platform, "person": person}
        rows = list(self._db.rows(_ABOUT_THEN, **near))
        return load(rows[0][0]) if len(rows) == 1 else None

    def next_asked(self, platforms: Iterable[str]) -> datetime | None:
        row = self._db.one(_ASKED, platforms=list(platforms))
        return None if row is None else row[0]

    def forget_words(self, before: datetime, limit: int) -> int:
        return self._db.change(_DROP_WORDS, before=before, most=limit)

    def forget_events(self, before: datetime, limit: int) -> int:
        return self._db.change(_DROP_EVENTS, before=before, most=limit)
