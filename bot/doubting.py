"""What may have gone out is asked about; only what is surely not there is sent again, and what nobody can say is the operator's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.ports import Adapter, Clock, Later, Never, Outgoing, Post, Store
from bot.sending import LEASE, TRIES

BATCH = 100

log = structlog.get_logger("delivery")


@dataclass(slots=True)
class Doubting:
    """Asks the platforms, one question after another."""

    store: Store
    clock: Clock
    adapters: Mapping[str, Adapter]
    _blocked: dict[str, datetime] = field(default_factory=dict)

    async def step(self) -> bool:
        """Asks what is to be asked now; whether there was anything. What costs nothing is looked at first: mostly there is nothing."""
        now = self.clock.now()
        asked = await self.store.read(lambda tx: tx.next_asked(tuple(self.adapters)))
        if asked is None or asked > now:
            return False
        await self.store.write(lambda tx: tx.lost(now))
        open_to_ask = [name for name in self.adapters if self._blocked.get(name, now) <= now]
        rows = await self.store.read(lambda tx: tx.uncertain(open_to_ask, now, BATCH))
        for row in rows:
            await self._ask(row)
        return bool(rows)

    def forget_waits(self) -> None:
        """Moments that were told by a clock which has been set back since mean nothing."""
        self._blocked.clear()

    async def _ask(self, row: Outgoing) -> None:
        now = self.clock.now()
        if row.place is None or row.message is None:
            await self._again(row, now)
            return
        if self._blocked.get(row.place.platform, now) > now:
            return
        post = Post(row.key, row.place, row.message, row.via, row.edits_receipt, row.only, row.tries, row.due)
        try:
            receipt = await self.adapters[row.place.platform].find(post)
        except Later as later:
            until = now + timedelta(seconds=later.seconds)
            if later.scope != "conversation":
                self._blocked[row.place.platform] = until
            await self._ask_later(row, until)
        except Never as never:
            await self._give_up(row, f"unknown whether it arrived: {never.reason}")
        except Exception:
            log.exception("find_failed", key=row.key)
            await self._ask_later(row, now + LEASE)
        else:
            await (self._found(row, receipt) if receipt else self._again(row, now))

    async def _found(self, row: Outgoing, receipt: str) -> None:
        await self.store.write(lambda tx: tx.settle(row.id, "sent", self.clock.now(), receipt=receipt, owner=""))
        log.info("sent", key=row.key, kind=row.kind, found=True)

    async def _ask_later(self, row: Outgoing, until: datetime) -> None:
        await self.store.write(lambda tx: tx.settle(row.id, "uncertain", self.clock.now(), due=until, owner=""))

    async def _give_up(self, row: Outgoing, reason: str) -> None:
        """Nobody can be asked: the operator sees it, and it holds nothing back."""
        now = self.clock.now()
        await self.store.write(lambda tx: tx.give_up(row.id, now, reason))
        log.warning("uncertain", key=row.key, kind=row.kind, platform=row.place.platform if row.place else "", error=reason)

    async def _again(self, row: Outgoing, now: datetime) -> None:
        if row.tries >= TRIES:
            error = f"tried {row.tries} times without an answer"
            await self.store.write(lambda tx: tx.settle(row.id, "failed", now, error=error, owner=""))
            log.warning("failed", key=row.key, kind=row.kind, error=error)
            return
        await self.store.write(lambda tx: tx.settle(row.id, "ready", now, due=now, error="was not there", owner=""))
