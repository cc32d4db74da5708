"""Empties the outbox: in order within a conversation, at each platform's pace, knowing of every message whether it went out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.company import Setup
from bot.composing import Composed, Composing, Drop, Wait
from bot.pacing import Pacer
from bot.ports import Adapter, Clock, Later, Never, OutboxState, Outgoing, Post, Store, Tx, Uncertain

LEASE = timedelta(seconds=60)
BATCH = 100
IDLE = 1.0  # seconds between looks at the outbox when nothing wakes it
TRIES = 8  # then a message that is refused for now again and again is buried

log = structlog.get_logger("delivery")


class Delivery:
    """Sends what is in the outbox. `push` takes rows that were committed as "sending" a moment ago; `run` claims all others."""

    def __init__(self, setup: Setup, store: Store, clock: Clock, adapters: Mapping[str, Adapter], replica: str) -> None:
        self.setup, self.store, self.clock, self.adapters, self.replica = setup, store, clock, adapters, replica
        self.pacer = Pacer({name: adapter.pace for name, adapter in adapters.items()})
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()

    def push(self, rows: tuple[Outgoing, ...]) -> None:
        """Sends these next, each behind what is under way in its conversation; and looks for what else was posted."""
        for row in rows:
            self._queue(row)
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._wake.clear()
            busy = await self.step()
            if not busy:
                with suppress(TimeoutError):  # not wait_for: it may swallow a cancellation that comes together with the wake-up
                    async with asyncio.timeout(IDLE):
                        await self._wake.wait()

    async def step(self) -> bool:
        """Settles what is uncertain, claims what is due and sends it; whether there was anything."""
        now = self.clock.now()
        await self._uncertain(now)
        rows = await self.store.write(lambda tx: self._claim(tx, now))
        lanes = [self._queue(row) for row in rows]
        if lanes:
            await asyncio.wait(lanes)
        return bool(rows)

    async def drain(self) -> None:
        """Waits until what is under way is settled."""
        while self._lanes:
            await asyncio.wait(list(self._lanes.values()))

    def _claim(self, tx: Tx, now: datetime) -> tuple[Outgoing, ...]:
        """Claimed rows with their words; those that have to wait or are not wanted are settled here."""
        claimed = tx.claim(tuple(self.adapters), now, now + LEASE, self.replica, BATCH)
        ready = []
        for row in claimed:
            match self._words(tx, row, now):
                case Composed(message, place):
                    if row.message is None:
                        tx.composed(row.id, message, place)
                    ready.append(replace(row, message=message, place=place))
                case Wait(until):
                    tx.settle(row.id, "ready", now, due=until)
                case Drop(reason, failed):
                    tx.settle(row.id, "failed" if failed else "dropped", now, error=reason)
        return tuple(ready)

    def _words(self, tx: Tx, row: Outgoing, now: datetime) -> Composed | Wait | Drop:
        if row.message is not None and row.place is not None:
            return Composed(row.message, row.place)
        try:
            return Composing(self.setup, tx, now).compose(row)
        except Exception as wrong:
            log.exception("compose_failed", key=row.key)
            return Drop(f"could not be put into words: {type(wrong).__name__}", failed=True)

    def _queue(self, row: Outgoing) -> asyncio.Task[None]:
        lane = f"{row.place.platform}:{row.place.address}" if row.place else row.key
        before = self._lanes.get(lane)
        task = asyncio.create_task(self._after(before, row))
        self._lanes[lane] = task
        task.add_done_callback(lambda done: self._lanes.pop(lane, None) if self._lanes.get(lane) is done else None)
        return task

    async def _after(self, before: asyncio.Task[None] | None, row: Outgoing) -> None:
        if before is not None:
            await asyncio.wait([before])
        await self._send(row)

    async def _send(self, row: Outgoing) -> None:
        """One attempt, and its receipt."""
        assert row.place is not None
        assert row.message is not None
        adapter = self.adapters.get(row.place.platform)
        if adapter is None:
            await self._settle(row, "failed", error=f"platform {row.place.platform} is not configured")
            return
        post = Post(row.key, row.place, row.message, row.via, row.edits_receipt, row.only, row.tries + 1)
        try:
            await self.pacer.wait(row.place.platform, row.place.address)
            receipt = await adapter.send(post)
        except Later as later:
            await self._later(row, later)
        except Never as never:
            await self._settle(row, "failed", error=never.reason)
        except Uncertain as unsure:
            await self._settle(row, "uncertain", error=str(unsure) or "no answer")
        except Exception as wrong:
            log.exception("send_failed", key=row.key)
            await self._settle(row, "uncertain", error=f"not said by the adapter: {type(wrong).__name__}")
        else:
            await self._settle(row, "sent", receipt=receipt)

    async def _later(self, row: Outgoing, later: Later) -> None:
        """Not now: the row is tried again, and what shares its limit waits with it."""
        now = self.clock.now()
        until = now + timedelta(seconds=later.seconds)
        assert row.place is not None

        platform, scope = row.place.platform, row.place.address if later.scope == "conversation" else "*"
        buried = row.tries + 1 >= TRIES and later.scope == "conversation" and later.reason != "ratelimited"

        def work(tx: Tx) -> None:
            tx.block(platform, scope, until)
            tx.settle(row.id, "failed" if buried else "ready", now, error=later.reason, due=until)

        await self.store.write(work)
        log.info("delayed", key=row.key, platform=platform, scope=scope, seconds=later.seconds, reason=later.reason)

    async def _settle(self, row: Outgoing, state: OutboxState, *, receipt: str | None = None, error: str | None = None) -> None:
        now = self.clock.now()
        await self.store.write(lambda tx: tx.settle(row.id, state, now, receipt=receipt, error=error))
        report = log.info if state == "sent" else log.warning
        report(state, key=row.key, kind=row.kind, platform=row.place.platform if row.place else "", error=error)

    async def _uncertain(self, now: datetime) -> None:
        """What may have gone out is asked about; only what is surely not there is sent again."""
        await self.store.write(lambda tx: tx.lost(now))
        rows = await self.store.write(lambda tx: tx.uncertain(tuple(self.adapters), now, BATCH))
        for row in rows:
            if row.place is None or row.message is None:
                await self._again(row, now)
                continue
            post = Post(row.key, row.place, row.message, row.via, row.edits_receipt, row.only, row.tries, row.due)
            try:
                receipt = await self.adapters[row.place.platform].find(post)
            except Later as later:
                await self._ask_later(row, now + timedelta(seconds=later.seconds))
            except Never as never:
                await self._give_up(row, f"unknown whether it arrived: {never.reason}")
            except Exception:
                log.exception("find_failed", key=row.key)
                await self._ask_later(row, now + LEASE)
            else:
                await (self._settle(row, "sent", receipt=receipt) if receipt else self._again(row, now))

    async def _ask_later(self, row: Outgoing, until: datetime) -> None:
        await self.store.write(lambda tx: tx.settle(row.id, "uncertain", self.clock.now(), due=until))

    async def _give_up(self, row: Outgoing, reason: str) -> None:
        """Nobody can be asked: the operator sees it, and it holds nothing back."""
        now = self.clock.now()
        await self.store.write(lambda tx: tx.give_up(row.id, now, reason))
        log.warning("uncertain", key=row.key, kind=row.kind, platform=row.place.platform if row.place else "", error=reason)

    async def _again(self, row: Outgoing, now: datetime) -> None:
        if row.tries >= TRIES:
            await self._settle(row, "failed", error=f"tried {row.tries} times without an answer")
            return
        await self.store.write(lambda tx: tx.settle(row.id, "ready", now, due=now, error="was not there"))
