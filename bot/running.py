"""The bot at work: platforms connected, the outbox being emptied, the clock being watched; and an orderly end to all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.clock import SystemClock
from bot.company import Setup
from bot.delivery import LEASE, Delivery
from bot.engine import Engine
from bot.meters import Meters
from bot.metronome import Metronome
from bot.ports import Adapter, Clock, Problem, Profile, Proposer, Store, Tx
from bot.proposing import Proposing
from bot.receiving import Receiving
from bot.standing import Standing
from bot.stumbling import forgiving
from bot.ticking import Ticking
from bot.tidying import Tidying

TICK = timedelta(seconds=1)
LAST_WORDS = timedelta(seconds=5)  # so long what a process that died has just sent may be on its way
DRAIN, DISCONNECT = 4.0, 3.0  # seconds that what is under way, and then the platforms, get when the bot stops

log = structlog.get_logger("bot")


@dataclass(slots=True)
class Running:
    """`start` connects, `stop` drains. `clock` is what the bot believes; the metronome itself beats by the machine's clock."""

    setup: Setup
    store: Store
    clock: Clock
    adapters: Mapping[str, Adapter]
    replica: str
    proposer: Proposer | None = None
    meters: Meters = field(default_factory=Meters)
    drain: float = DRAIN
    disconnect: float = DISCONNECT
    ticked: datetime | None = None
    engine: Engine = field(init=False)
    delivery: Delivery = field(init=False)
    receiving: Receiving = field(init=False)
    _metronome: Metronome = field(init=False)
    _tidying: Tidying = field(init=False)
    _proposing: Proposing | None = field(init=False)
    _sending: asyncio.Task[None] | None = None
    _broken: str = ""
    _standing: Standing = field(default_factory=Standing)

    def __post_init__(self) -> None:
        self.delivery = Delivery(self.setup, self.store, self.clock, self.adapters, self.replica, self.meters)
        wake = self.delivery.wake
        self._proposing = Proposing(self.setup, self.store, self.clock, self.proposer, wake) if self.proposer else None
        work = self._proposing.push if self._proposing else None
        self.engine = Engine(self.setup, self.store, self.clock, self.delivery.push, work, self._somebody)
        self.receiving = Receiving(forgiving(self.engine), self.store, self.clock, self.setup.able, self.engine.apologise)
        self._tidying = Tidying(self.store)
        self._metronome = Metronome(self.tick, TICK, SystemClock())

    async def start(self) -> None:
        """Plans what comes next, connects every platform, begins to send and to watch the clock."""
        now, alone = self.clock.now(), await self.store.alone()

        def work(tx: Tx) -> None:
            Ticking(self.setup, tx, now).plan()
            if alone:  # who marked it as being sent is dead
                tx.shorten_leases(now + LAST_WORDS)

        await self.store.write(work)
        receive = self.meters.timed(self.receiving.receive)
        await asyncio.gather(*(adapter.start(receive) for adapter in self.adapters.values()))
        if alone:  # who kept events without hearing them is dead
            await self.receiving.look(timedelta(0))
        self._sending = asyncio.create_task(self._send())
        self._metronome.start()

    async def stop(self) -> None:
        """Takes nothing new, lets what is under way end, disconnects; what hangs is left after `drain` and `disconnect` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.drain):
                await self._end_work()
        with suppress(TimeoutError):
            async with asyncio.timeout(self.disconnect):
                await asyncio.gather(*(adapter.stop() for adapter in self.adapters.values()), return_exceptions=True)

    async def _end_work(self) -> None:
        await self._metronome.stop()
        await self.receiving.end()
        if self._proposing:
            await self._proposing.stop()
        if self._sending:
            self._sending.cancel()
            await asyncio.wait([self._sending])
        await self.delivery.stop()
        await self.delivery.drain()

    async def tick(self) -> None:
        """Posts what fell due, each rhythm by itself; when the clock went back, what comes next is planned anew."""
        now = self.clock.now()
        back = self.ticked if self.ticked is not None and now < self.ticked else None
        self.ticked = now

        try:
            await self._tick(now, back)
            self._broken = ""
        except Exception as wrong:  # noqa: BLE001 the next tick tries again; readyz says so meanwhile
            self.ticked = back or now  # a step back is to be followed yet
            self._broken = _one_line(wrong)
            log.warning("tick_failed", error=self._broken)
        self._standing.look(self._platforms())

    async def _tick(self, now: datetime, back: datetime | None) -> None:
        """What costs nothing is looked at first: nearly always nothing is due. `back`: what the clock said before it was set back."""
        if back is not None:
            await self._follow_back(now, back)
        served = tuple(self.adapters)
        await self.receiving.look()
        due, waiting = await self.store.read(lambda tx: (Ticking(self.setup, tx, now).due(), tx.next_due(now, served)))
        for one in due:
            posted = await self.store.write(lambda tx, one=one: Ticking(self.setup, tx, now).fall(one))  # type: ignore[misc]
            log.info("tick", kind=one.kind, rhythm=one.rhythm, period=one.period, posted=posted)
        if due or (waiting is not None and waiting <= now):
            self.delivery.wake()
        else:
            await self._tidying.step(now)

    async def _follow_back(self, now: datetime, before: datetime) -> None:
        """What comes next is planned anew, and nothing waits for the old clock's time to come again."""

        def work(tx: Tx) -> None:
            Ticking(self.setup, tx, now).plan()
            tx.follow_back(before, now, now + LEASE)

        await self.store.write(work)
        self.delivery.forget_waits()

    async def _send(self) -> None:
        """Delivery must not end because the database was away for a moment."""
        while True:
            try:
                await self.delivery.run()
            except Exception as wrong:  # noqa: BLE001 as above
                self._broken = _one_line(wrong)
                log.warning("delivery_failed", error=self._broken)
                await asyncio.sleep(1)

    async def _somebody(self, platform: str, account: str) -> Profile | None:
        return await self.adapters[platform].somebody(account)

    def _platforms(self) -> list[Problem]:
        return [problem for adapter in self.adapters.values() for problem in adapter.health()]

    async def problems(self) -> Sequence[Problem]:
        """What keeps the bot from being ready."""
        found = self._platforms()
        try:
            await self.store.read(lambda tx: tx.setting("ready"))
        except Exception as wrong:  # noqa: BLE001 whatever it is, the database does not answer
            found.append(Problem("OKRBOT_DATABASE_URL", _one_line(wrong), "see that the database runs and can be written"))
        if self._broken and not found:
            found.append(Problem("OKRBOT_DATABASE_URL", self._broken, "see that the database runs and can be written"))
        return found


def _one_line(wrong: Exception) -> str:
    """What it is and its first line, if it says anything."""
    return f"{type(wrong).__name__}: {wrong}".splitlines()[0]
