"""What delivery asks of the memory beyond the outbox itself: paces that replicas share, when to look again, what may be forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from bot.conversation.event import Place, Quoted
from bot.conversation.message import Message
from bot.okr.model import Person


class UpkeepStore(Protocol):
    """The upkeep of the outbox."""

    def pace(self, platform: str, api: str) -> datetime | None:
        """When the next message may be sent through this API of the platform; nobody else changes it until this transaction ends."""

    def set_pace(self, platform: str, api: str, until: datetime) -> None: ...

    def senders(self, platform: str, first: datetime, last: datetime) -> tuple[str, ...]:
        """The replicas whose time of sharing in this platform's limit ends between these instants, in the same order for all of them."""

    def join_senders(self, platform: str, replica: str, until: datetime) -> None:
        """This one shares in it until then; those whose time ended long before are forgotten."""

    def follow_back(self, before: datetime, now: datetime, lease_until: datetime) -> None:
        """The clock was set back from `before` to `now`: what people say and what is tried again is due at once, nothing that is
        being sent is leased for longer than `lease_until`, and what had to wait a moment waits a moment still. Doing it again is harmless.
        """

    def look_again(self, people: Iterable[Person] | None, now: datetime) -> None:
        """What waits until these people (None: all) may be written to is due now: they may be by now, or may have to wait longer."""

    def shorten_leases(self, until: datetime) -> None:
        """Nothing that is being sent is leased for longer."""

    def sent_at(self, key: str) -> datetime | None:
        """When the message under this key was sent; None: it was not."""

    def waiting(self, kinds: Iterable[str]) -> Mapping[str, tuple[datetime, datetime | None]]:
        """The keys of all messages of these kinds that wait, each with when it is due and until when it is wanted."""

    def answers_wait(self, place: Place, person: str | None) -> datetime | None:
        """When the last answer of this conversation is due that is to be tried again, or may not have arrived; None: none waits."""

    def spoken(self, platform: str, person: str, quoted: Quoted) -> Message | None:
        """What was said to this person there under one of these receipts; else the only message sent to them about that time."""

    def next_asked(self, platforms: Iterable[str]) -> datetime | None:
        """The next instant at which a lease ends, or a message of these platforms is to be asked about."""

    def forget_words(self, before: datetime, limit: int) -> int:
        """Drops the words of up to `limit` messages that were settled before then, keeping their keys; how many."""

    def forget_events(self, before: datetime, limit: int) -> int:
        """Forgets up to `limit` ids of what came in before then; how many."""


class Served(Protocol):
    """Who serves a database."""

    async def alone(self) -> bool:
        """To be asked by who begins to serve: whether nobody else serves this database; False where that cannot be known."""
