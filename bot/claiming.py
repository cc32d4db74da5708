"""Takes from the outbox what may go now, gives it its words and its slot in time; in steps so short that no turn waits for them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from bot.company import Setup
from bot.composing import Composed, Composing, Drop, Wait
from bot.pacing import Pacer, slots
from bot.ports import Clash, Clock, Outgoing, Store, Tx
from bot.sending import LEASE, Going, api_of

STEP = 0.015  # seconds that one claim may take
FEWEST, MOST = 4, 100

log = structlog.get_logger("delivery")


@dataclass(slots=True)
class Claiming:
    """Claims for this replica."""

    setup: Setup
    store: Store
    clock: Clock
    pacer: Pacer
    replica: str
    _batch: int = field(default=10, init=False)

    async def claim(self, platform: str, most: int) -> tuple[Going, ...]:
        """Up to `most` rows with words and slots; those that have to wait or are not wanted any more are settled."""
        now = self.clock.now()
        spent, edits_spent = self.pacer.spent(platform, ""), self.pacer.spent(platform, "edit")

        def work(tx: Tx) -> tuple[Going, ...]:
            began = time.perf_counter()
            free = self._slots(tx, platform, "", now, spent, min(most, self._batch))
            rows = self._claimed(tx, platform, now, len(free)) if free else ()
            posts = [row for row in rows if not api_of(row)]
            redrawn = [row for row in rows if api_of(row)]
            self._use(tx, platform, "", now, spent, len(posts))
            going = [Going(row, now + LEASE, self.replica, wait) for row, wait in zip(posts, free, strict=False)]
            going += self._redrawn(tx, platform, now, edits_spent, redrawn)
            if rows:
                self._learn(time.perf_counter() - began)
            return tuple(going)

        return await self.store.write(work)

    def _learn(self, took: float) -> None:
        """How many rows fit into a step, from how long these took."""
        self._batch = max(FEWEST, min(MOST, int(self._batch * min(2.0, STEP / max(took, 1e-6)))))

    def _slots(self, tx: Tx, platform: str, api: str, now: datetime, spent: float, most: int) -> list[float]:
        """Seconds to wait for each slot that is free soon."""
        pace = self.pacer.paces[platform]
        found = slots(tx.pace(platform, api), now, self.pacer.limit(platform, api), pace.burst, spent=spent, most=most)
        return found.waits(now)

    def _use(self, tx: Tx, platform: str, api: str, now: datetime, spent: float, count: int) -> None:
        """Takes `count` slots for this replica."""
        if count or spent:
            pace = self.pacer.paces[platform]
            found = slots(tx.pace(platform, api), now, self.pacer.limit(platform, api), pace.burst, spent=spent, most=0)
            tx.set_pace(platform, api, found.only(count).until)

    def _redrawn(self, tx: Tx, platform: str, now: datetime, spent: float, rows: list[Outgoing]) -> list[Going]:
        """What redraws goes at the pace of redrawing; what is over waits in the outbox."""
        free = self._slots(tx, platform, "edit", now, spent, len(rows))
        self._use(tx, platform, "edit", now, spent, len(free))
        for row in rows[len(free) :]:
            later = slots(tx.pace(platform, "edit"), now, self.pacer.limit(platform, "edit"), 0, most=0).first
            tx.settle(row.id, "ready", now, due=max(now, later), owner=self.replica)
        return [Going(row, now + LEASE, self.replica, wait) for row, wait in zip(rows, free, strict=False)]

    def _claimed(self, tx: Tx, platform: str, now: datetime, limit: int) -> tuple[Outgoing, ...]:
        ready, composing = [], Composing(self.setup, tx, now)
        for row in tx.claim((platform,), now, now + LEASE, self.replica, limit):
            match self._words(composing, row):
                case Composed(message, place):
                    if row.message is None:
                        tx.composed(row.id, message, place)
                    ready.append(replace(row, message=message, place=place))
                case Wait(until):
                    tx.settle(row.id, "ready", now, due=until, owner=self.replica)
                case Drop(reason, failed):
                    tx.settle(row.id, "failed" if failed else "dropped", now, error=reason, owner=self.replica)
                    log.info("failed" if failed else "dropped", key=row.key, kind=row.kind, error=reason)
        return tuple(ready)

    def _words(self, composing: Composing, row: Outgoing) -> Composed | Wait | Drop:
        if row.message is not None and row.place is not None:
            return Composed(row.message, row.place)
        try:
            return composing.compose(row)
        except Clash:
            raise  # somebody wrote to the same conversation meanwhile: the whole step is taken again
        except Exception as wrong:
            log.exception("compose_failed", key=row.key)
            return Drop(f"could not be put into words: {type(wrong).__name__}", failed=True)
