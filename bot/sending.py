"""One message on its way: when it may go, one attempt, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot import unsent
from bot.meters import Meters
from bot.pacing import Pacer
from bot.ports import Adapter, Clock, Later, Never, OutboxState, Outgoing, Post, Tx, Uncertain
from bot.receipts import Receipts

LEASE = timedelta(seconds=60)
SPARE = timedelta(seconds=5)  # so long before its lease ends nothing is begun any more
TRIES = 8  # then a message that is refused for now again and again is buried
PATIENCE = 10.0  # seconds that an answer waits here for the app's pace; then it queues with the others
BEHIND = timedelta(seconds=1)  # at least so long an answer waits behind one that did not get through
IN_PLACE = 1.0  # seconds that an answer waits to redraw its card; then it is said below it

log = structlog.get_logger("delivery")


@dataclass(frozen=True, slots=True)
class Going:
    """A row with words and place. `owner` is who claimed it ("" = nobody: an answer), `wait` the seconds to its slot (None: no slot)."""

    row: Outgoing
    until: datetime
    owner: str = ""
    wait: float | None = None


@dataclass(slots=True)
class Sending:
    """Sends rows, each once it may go."""

    adapters: Mapping[str, Adapter]
    clock: Clock
    pacer: Pacer
    receipts: Receipts
    meters: Meters
    _blocked: dict[tuple[str, str], datetime] = field(default_factory=dict)
    _waiting: dict[tuple[str, str], datetime] = field(default_factory=dict)  # where an answer did not get through, and until when

    async def send(self, going: Going) -> None:
        """One attempt, and its receipt."""
        row = going.row
        assert row.place is not None
        assert row.message is not None
        adapter = self.adapters.get(row.place.platform)
        if adapter is None:
            self.settle(going, "failed", error=f"platform {row.place.platform} is not configured")
            return
        if going.wait is None:
            going = self._in_time(going)
        if (due := self._held(going)) is not None:
            self.settle(going, "ready", due=due)
            return
        if (seconds := self._seconds(going)) > 0:
            await asyncio.sleep(seconds)
        if self.clock.now() + SPARE >= going.until:
            self.settle(going, "ready")  # refused if somebody else has it by now; else it goes from the queue: it surely was not said
            return
        await self._attempt(adapter, going)

    def forget_waits(self) -> None:
        """Moments that were told by a clock which has been set back since mean nothing."""
        self._blocked.clear()
        self._waiting.clear()

    def settle(
        self, going: Going, state: OutboxState, *, receipt: str | None = None, error: str | None = None, due: datetime | None = None
    ) -> None:
        """Notes what became of it; refused when it was somebody else's meanwhile."""
        row, now = going.row, self.clock.now()
        self._note_waiting(going, state, due, now)

        def note(tx: Tx) -> None:
            settled = tx.settle(row.id, state, now, receipt=receipt, error=error, due=due, owner=going.owner)
            if settled and state == "failed":
                unsent.tell(tx, row, now)

        self.receipts.add(note)
        self.meters.settled[row.place.platform if row.place else "", state] += 1
        report = log.info if state in ("sent", "ready") else log.warning
        report(state, key=row.key, kind=row.kind, platform=row.place.platform if row.place else "", error=error)

    def _note_waiting(self, going: Going, state: OutboxState, due: datetime | None, now: datetime) -> None:
        """An answer that was not sent for sure is not overtaken by those that are queued behind it here."""
        place = going.row.place
        if place is None or going.wait is not None:
            return
        if state in ("ready", "uncertain"):
            self._waiting[place.platform, place.address] = max(due or now, now + BEHIND)
        else:
            self._waiting.pop((place.platform, place.address), None)

    def _in_time(self, going: Going) -> Going:
        """An answer that would have to wait long to redraw its card is said anew below it."""
        row = going.row
        assert row.place is not None
        if row.edits is None and row.edits_receipt and self._wait(row.place.platform, "edit") > IN_PLACE:
            return replace(going, row=replace(row, edits_receipt=None))
        return going

    def _wait(self, platform: str, api: str) -> float:
        blocked = self._blocked.get((platform, api))
        until = (blocked - self.clock.now()).total_seconds() if blocked else 0.0
        return max(until, self.pacer.ask(platform, api))

    def _held(self, going: Going) -> datetime | None:
        """When an answer is to be tried again that cannot go soon."""
        row, now = going.row, self.clock.now()
        assert row.place is not None
        blocked = [until for scope in ("", api_of(row)) if (until := self._blocked.get((row.place.platform, scope))) and until > now]
        before = self._waiting.get((row.place.platform, row.place.address)) if going.wait is None else None
        blocked += [before] if before and before > now else []
        if blocked:
            return max(blocked)
        return now if going.wait is None and self.pacer.ask(row.place.platform, api_of(row)) > PATIENCE else None

    def _seconds(self, going: Going) -> float:
        assert going.row.place is not None
        place = going.row.place
        seconds = self.pacer.take(place.platform, api_of(going.row), place.address, slotted=going.wait is not None)
        return max(seconds, going.wait or 0.0)

    async def _attempt(self, adapter: Adapter, going: Going) -> None:
        row = going.row
        assert row.place is not None
        assert row.message is not None
        post = Post(row.key, row.place, row.message, row.via, row.edits_receipt, row.only, row.tries + 1)
        try:
            receipt = await adapter.send(post)
        except Later as later:
            self._later(going, later)
        except Never as never:
            self.settle(going, "failed", error=never.reason)
        except Uncertain as unsure:
            self.settle(going, "uncertain", error=str(unsure) or "no answer")
        except Exception as wrong:
            log.exception("send_failed", key=row.key)
            self.settle(going, "uncertain", error=f"not said by the adapter: {type(wrong).__name__}")
        else:
            self.settle(going, "sent", receipt=receipt)

    def _later(self, going: Going, later: Later) -> None:
        """Not now: the row is tried again, and what shares its limit waits with it."""
        row, now = going.row, self.clock.now()
        assert row.place is not None
        platform, until = row.place.platform, now + timedelta(seconds=later.seconds)
        buried = row.tries + 1 >= TRIES and later.scope == "conversation" and later.reason != "ratelimited"
        if later.scope == "conversation":
            address = row.place.address
            self.receipts.add(lambda tx: tx.block(platform, address, until))
        elif later.scope == "api" and api_of(row):
            self._blocked[platform, api_of(row)] = until
        else:
            self._blocked[platform, ""] = until
            self.receipts.add(lambda tx: tx.block(platform, "*", until))
        self.settle(going, "failed" if buried else "ready", error=later.reason, due=until)
        log.info("delayed", key=row.key, platform=platform, scope=later.scope, seconds=later.seconds, reason=later.reason)


def api_of(row: Outgoing) -> str:
    """Redrawing has limits of its own on every platform."""
    return "edit" if row.edits_receipt else ""
