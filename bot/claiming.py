"""Takes from the outbox what may go now, gives it its words and its slot in time; in steps so short that no turn waits for them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from bot.company import Setup
from bot.composing import Composed, Composing, Drop, Wait
from bot.pacing import Pacer, Spent, slots
from bot.ports import Clash, Clock, Outgoing, Store, Tx
from bot.sending import LEASE, Going, api_of
from bot.sharing import Page, Sharing

STEP = 0.015  # seconds that one claim may take
FEWEST, MOST = 4, 100
MOST_UNDER_WAY = 64  # messages on one platform

log = structlog.get_logger("delivery")


@dataclass(frozen=True, slots=True)
class Claimed:
    """What may go; `more`: there was as much as was asked for, so there may be more."""

    going: tuple[Going, ...]
    more: bool = False


@dataclass(slots=True)
class Claiming:
    """Claims for this replica."""

    setup: Setup
    store: Store
    clock: Clock
    pacer: Pacer
    replica: str
    sharing: Sharing = field(init=False)
    _batch: int = field(default=10, init=False)

    def __post_init__(self) -> None:
        self.sharing = Sharing(self.replica, self.pacer)

    def most(self, platform: str) -> int:
        """How many messages may be under way there: where calls are counted closely, none is to wait long behind others."""
        return min(MOST_UNDER_WAY, 2 * part) if (part := self.pacer.part(platform)) else MOST_UNDER_WAY

    async def claim(self, platform: str, most: int) -> Claimed:
        """Up to `most` rows with words and slots; those that have to wait or are not wanted any more are settled."""
        now = self.clock.now()
        spent, edits_spent = self.pacer.spent(platform, "", now), self.pacer.spent(platform, "edit", now)

        def work(tx: Tx) -> tuple[Claimed, Page, datetime | None]:
            began = time.perf_counter()
            page = self.sharing.open(tx, platform, now)
            limit = self.pacer.limit(platform, "", page.part)
            found = slots(page.free, now, limit, self.pacer.start(platform), spent=spent, most=min(most, self._batch))
            rows, more = self._claimed(tx, platform, now, found.count) if found.count and page.settled else ((), False)
            posts = [row for row in rows if not api_of(row)]
            taken = found.only(len(posts)).until if posts or spent.count else None
            if taken is not None:
                self.sharing.note(tx, platform, page, taken)
            going = [Going(row, now + LEASE, self.replica, wait) for row, wait in zip(posts, found.waits(now), strict=False)]
            going += self._redrawn(tx, platform, now, edits_spent, [row for row in rows if api_of(row)])
            if rows:
                self._learn(time.perf_counter() - began)
            return Claimed(tuple(going), more), page, taken

        claimed, page, taken = await self.store.write(work)
        self.sharing.close(platform, page, taken)
        return claimed

    def _learn(self, took: float) -> None:
        """How many rows fit into a step, from how long these took."""
        self._batch = max(FEWEST, min(MOST, int(self._batch * min(2.0, STEP / max(took, 1e-6)))))

    def _redrawn(self, tx: Tx, platform: str, now: datetime, spent: Spent, rows: list[Outgoing]) -> list[Going]:
        """What redraws goes at the pace of redrawing; what is over waits in the outbox."""
        if not rows and not spent.count:
            return []
        limit, start = self.pacer.limit(platform, "edit"), self.pacer.start(platform)
        found = slots(tx.pace(platform, "edit"), now, limit, start, spent=spent, most=len(rows))
        tx.set_pace(platform, "edit", found.until)
        later = max(now, slots(found.until, now, limit, 0, most=0).first)
        for row in rows[found.count :]:
            tx.settle(row.id, "ready", now, due=later, owner=self.replica)
        return [Going(row, now + LEASE, self.replica, wait) for row, wait in zip(rows, found.waits(now), strict=False)]

    def _claimed(self, tx: Tx, platform: str, now: datetime, limit: int) -> tuple[tuple[Outgoing, ...], bool]:
        """The rows that may go, and whether there may be more."""
        ready, composing = [], Composing(self.setup, tx, now)
        rows = tx.claim((platform,), now, now + LEASE, self.replica, limit)
        for row in rows:
            match self._words(composing, row):
                case Composed(message, place):
                    if row.message is None:
                        tx.composed(row.id, message, place, row.person)
                    ready.append(replace(row, message=message, place=place))
                case Wait(until):
                    tx.settle(row.id, "ready", now, due=until, owner=self.replica)
                case Drop(reason, failed):
                    tx.settle(row.id, "failed" if failed else "dropped", now, error=reason, owner=self.replica)
                    log.info("failed" if failed else "dropped", key=row.key, kind=row.kind, error=reason)
        return tuple(ready), len(rows) == limit

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
