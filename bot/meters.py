"""What an operator watches: events heard and how long each took, and what became of messages. Numbers only, nothing of anybody."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from bot.conversation.event import Event
from bot.ports import OutboxState, Outcome, Receive

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Seconds up to which an event counts into a step; what takes longer counts into one more."""


@dataclass(slots=True)
class Meters:
    """Counts of this process since it started. `heard`: platform and "new", "again" or "failed"; `settled`: platform and state."""

    heard: Counter[tuple[str, str]] = field(default_factory=Counter)
    settled: Counter[tuple[str, OutboxState]] = field(default_factory=Counter)
    steps: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    seconds: float = 0.0

    def timed(self, receive: Receive) -> Receive:
        """The same, counted; the time is that from the event to its acknowledgement."""

        async def counted(event: Event) -> Outcome:
            clock, came = asyncio.get_running_loop().time, "failed"
            began = clock()
            try:
                outcome = await receive(event)
                came = "again" if outcome.duplicate else "new"
                return outcome
            finally:
                took = clock() - began
                self.heard[event.place.platform, came] += 1
                self.steps[bisect_left(BOUNDS, took)] += 1
                self.seconds += took

        return counted
