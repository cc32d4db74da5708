"""Forgets in small steps what nobody asks about any more: the words of old messages (their keys stay) and the ids of old events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.ports import Store

WORDS = timedelta(days=30)
EVENTS = timedelta(days=14)  # platforms repeat an event within hours
STEP = 200
PAUSE = timedelta(minutes=1)


@dataclass(slots=True)
class Tidying:
    """To be called when there is nothing else to do."""

    store: Store
    _next: datetime | None = field(default=None, init=False)

    async def step(self, now: datetime) -> int:
        """How much was forgotten; after a step that found little it rests a while."""
        if self._next is not None and now < self._next <= now + PAUSE:
            return 0
        count = await self.store.write(lambda tx: tx.forget_words(now - WORDS, STEP) + tx.forget_events(now - EVENTS, STEP))
        self._next = now + PAUSE if count < STEP else now
        return count
