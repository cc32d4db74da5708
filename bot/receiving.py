"""Takes events from the platforms: what can be is kept and acknowledged at once, then heard; each person's in their order."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot.conversation.event import Event, Filled, Opened, Said, legible
from bot.ports import Abilities, Clock, Outcome, Receive, Store

OVERDUE = timedelta(seconds=10)
"""What is kept for so long is heard by whoever notices: who kept it has died, or could not hear it."""

TOAST = 1.0
"""Seconds that the acknowledgement of a press waits for the sentence it may say at once; platforms have the patience of two or three."""

MOST = 200
TRIES = 30
"""Times that hearing is tried, some five minutes long; then whoever spoke is told that it went wrong."""

log = structlog.get_logger("bot")


@dataclass(slots=True)
class Receiving:
    """`hear` returns when all that an event led to is committed; what it was called for twice changes nothing.

    Not before an event is kept is it acknowledged, and not before it is heard is it forgotten: who dies between leaves it to the others.
    """

    hear: Receive
    store: Store
    clock: Clock
    able: Callable[[str], Abilities]
    apologise: Receive
    toast: float = TOAST
    _lanes: dict[tuple[str, str], asyncio.Task[Outcome]] = field(default_factory=dict, init=False)
    _known: set[tuple[str, str]] = field(default_factory=set, init=False)  # kept by us or found, and not heard yet
    _resting: dict[tuple[str, str], datetime] = field(default_factory=dict, init=False)
    _tried: Counter[tuple[str, str]] = field(default_factory=Counter, init=False)
    _ending: bool = field(default=False, init=False)

    async def receive(self, event: Event) -> Outcome:
        """Returns when it is kept, or where its acknowledgement says what came of it, when it is heard."""
        whole = replace(event, content=legible(event.content)) if isinstance(event.content, Said | Filled) else event
        if self._ending or not self._hurried(event):
            await self._before(event)
            return await self.hear(whole)
        now = self.clock.now()
        try:
            new = await self.store.write(lambda tx: tx.keep(whole, now), first=True)
        except ValueError:  # something in it cannot be written down, half of a character in a name for one
            return await self.hear(whole)
        return await self._told(whole, self._queue(whole)) if new else Outcome(duplicate=True)

    async def look(self, overdue: timedelta = OVERDUE) -> int:
        """Hears what waits for long; how many events that were. What another version kept, and we cannot read, holds up nothing else."""
        now = self.clock.now()
        found = await self.store.read(lambda tx: tx.kept(now - overdue, now + OVERDUE, MOST))
        self._resting = {name: until for name, until in self._resting.items() if now < until <= now + OVERDUE}
        mine = [event for event in found if _name(event) not in self._known and _name(event) not in self._resting]
        for event in mine:
            self._queue(event)
        return len(mine)

    async def end(self) -> None:
        """What comes from now on is heard before it is acknowledged; returns when nothing waits to be heard here."""
        self._ending = True
        while self._lanes:
            await asyncio.wait(list(self._lanes.values()))

    def _hurried(self, event: Event) -> bool:
        return isinstance(event.content, Said | Opened) and self.able(event.place.platform).hurried

    async def _told(self, event: Event, heard: asyncio.Task[Outcome]) -> Outcome:
        """What can be said of it in its acknowledgement."""
        if isinstance(event.content, Said) and event.content.pressed and self.able(event.place.platform).toasts:
            await asyncio.wait([heard], timeout=self.toast)
        return heard.result() if heard.done() and not heard.cancelled() else Outcome()

    def _queue(self, event: Event) -> asyncio.Task[Outcome]:
        """Has it heard behind what its sender did before."""
        lane = _lane(event)
        self._known.add(_name(event))
        task = asyncio.create_task(self._heard(self._lanes.get(lane), event))
        self._lanes[lane] = task
        task.add_done_callback(lambda done: self._lanes.pop(lane) if self._lanes.get(lane) is done else None)
        return task

    async def _heard(self, before: asyncio.Task[Outcome] | None, event: Event) -> Outcome:
        if before is not None:
            await asyncio.wait([before])
        name = _name(event)
        hear = self.hear if self._tried[name] < TRIES else self.apologise
        try:
            outcome = await hear(event)
        except Exception as error:  # noqa: BLE001 whatever it was: it is still kept, and heard when that is over
            self._resting[name] = self.clock.now() + OVERDUE
            self._tried[name] += 1
            log.warning("not_heard_yet", id=event.id, platform=event.place.platform, error=type(error).__name__)
            return Outcome()
        finally:
            self._known.discard(name)
        del self._tried[name]
        return outcome

    async def _before(self, event: Event) -> None:
        """Waits for what its sender did before."""
        if (before := self._lanes.get(_lane(event))) is not None:
            await asyncio.wait([before])


def _name(event: Event) -> tuple[str, str]:
    return event.place.platform, event.id


def _lane(event: Event) -> tuple[str, str]:
    return event.place.platform, event.sender.account
