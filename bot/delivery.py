"""Empties the outbox: in order within a conversation, at each platform's pace, knowing of every message whether it went out."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress

import structlog

from bot.claiming import Claiming
from bot.company import Setup
from bot.doubting import Doubting
from bot.meters import Meters
from bot.pacing import Pacer
from bot.ports import Adapter, Clock, Outgoing, Store
from bot.receipts import Receipts
from bot.sending import LEASE, TRIES, Going, Sending

__all__ = ["LEASE", "TRIES", "Delivery"]

IDLE = 5.0  # seconds between looks at the outbox when nothing is due and nothing wakes it
GAP = 0.05  # and at least so many between two looks, unless there is more to be claimed at once
DOUBT = 0.25  # and so many between two looks at what is uncertain
SHORT = 0.25  # what is due waits for its slot, for its conversation, or for others under way

log = structlog.get_logger("delivery")


class Delivery:
    """Sends what is in the outbox. `push` takes rows that were committed as "sending" a moment ago; `run` claims all others."""

    def __init__(
        self, setup: Setup, store: Store, clock: Clock, adapters: Mapping[str, Adapter], replica: str, meters: Meters | None = None
    ) -> None:
        self.store, self.clock, self.adapters = store, clock, adapters
        pacer = Pacer({name: adapter.pace for name, adapter in adapters.items()})
        self.receipts = Receipts(store)
        self._sending = Sending(adapters, clock, pacer, self.receipts, meters or Meters())
        self._claiming = Claiming(setup, store, clock, pacer, replica)
        self._doubting = Doubting(store, clock, adapters)
        self._doubts: asyncio.Task[bool] | None = None
        self._doubted = 0.0
        self._more: set[str] = set()  # platforms for which there was more than the last claim took
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._under_way: Counter[str] = Counter()
        self._wake = asyncio.Event()

    def push(self, rows: tuple[Outgoing, ...]) -> None:
        """Sends these next, each behind what is under way in its conversation; and looks for what else was posted."""
        for row in rows:
            self._queue(Going(row, row.due + LEASE))
        self.wake()

    def wake(self) -> None:
        """Something may be due that was not when it looked last."""
        self._wake.set()

    def forget_waits(self) -> None:
        """The clock was set back: until when a platform wanted to be left alone is not known any more; it will say so again."""
        self._sending.forget_waits()
        self._doubting.forget_waits()
        self.wake()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._wake.clear()
            pause = await self.look()
            if pause <= 0:
                continue
            await asyncio.sleep(min(GAP, pause))
            with suppress(TimeoutError):  # not wait_for: it may swallow a cancellation that comes together with the wake-up
                async with asyncio.timeout(pause):
                    await self._wake.wait()

    async def look(self) -> float:
        """Claims what is due as far as pace allows and sets it on its way; the seconds until there may be more (0: there is)."""
        self._doubt()
        now, pause = self.clock.now(), IDLE
        asked = tuple(name for name in self.adapters if name not in self._more)
        due = await self.store.read(lambda tx: {name: tx.next_due(now, (name,)) for name in asked}) if asked else {}
        for name in self.adapters:
            at = due.get(name, now if name in self._more else None)
            if at is None or at > now:
                pause = min(pause, (at - now).total_seconds()) if at else pause
                continue
            claimed, more = await self._claim(name)
            pause = min(pause, 0.0 if claimed or more else SHORT)
        return pause

    def _doubt(self) -> None:
        """Sees now and then, beside everything else, to what is uncertain."""
        now = asyncio.get_running_loop().time()
        if self._doubts is not None:
            if not self._doubts.done() or now < self._doubted + DOUBT:
                return
            if wrong := self._doubts.exception():
                self._doubts = None
                raise wrong
        self._doubted = now
        self._doubts = asyncio.create_task(self._doubting.step())

    async def step(self) -> bool:
        """Settles what is uncertain, claims what is due and sends it; returns when that is settled: whether there was anything."""
        await self._doubting.step()
        lanes = [lane for name in self.adapters for lane in (await self._claim(name))[0]]
        if lanes:
            await asyncio.wait(lanes)
        await self.receipts.written()
        return bool(lanes)

    async def drain(self) -> None:
        """Waits until what is under way is settled."""
        while self._lanes:
            await asyncio.wait(list(self._lanes.values()))
        await self.receipts.written()

    async def stop(self) -> None:
        """Nothing is asked about any more."""
        if self._doubts is not None:
            self._doubts.cancel()
            await asyncio.wait([self._doubts])

    async def _claim(self, platform: str) -> tuple[list[asyncio.Task[None]], bool]:
        """What it has set on its way; and whether there is more to be claimed at once, though nothing of this was wanted any more."""
        most = self._claiming.most(platform)
        room = most - self._under_way[platform]
        if room < most // 4:
            return [], False
        claimed = await self._claiming.claim(platform, room)
        (self._more.add if claimed.more else self._more.discard)(platform)
        return [self._queue(going) for going in claimed.going], claimed.more

    def _queue(self, going: Going) -> asyncio.Task[None]:
        place = going.row.place
        platform = place.platform if place else ""
        lane = f"{platform}:{place.address}" if place else going.row.key
        before = self._lanes.get(lane)
        task = asyncio.create_task(self._after(before, going))
        self._lanes[lane] = task
        self._under_way[platform] += 1
        task.add_done_callback(lambda done: self._done(lane, platform, done))
        return task

    async def _after(self, before: asyncio.Task[None] | None, going: Going) -> None:
        if before is not None:
            await asyncio.wait([before])
        await self._sending.send(going)

    def _done(self, lane: str, platform: str, task: asyncio.Task[None]) -> None:
        self._under_way[platform] -= 1
        if self._lanes.get(lane) is task:
            del self._lanes[lane]
        self.wake()
