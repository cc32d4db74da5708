"""Where a limit's free moments are noted: in a row that replicas share, or, where moments cannot be shared, each in its own part of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.pacing import Pacer, part_of
from bot.ports import Tx

TERM = timedelta(seconds=10)  # so long a replica is counted after it was last seen sending
SETTLE = timedelta(seconds=2)  # so long the others are given to learn of a new one before it sends what is not an answer


@dataclass(frozen=True, slots=True)
class Page:
    """What one transaction finds. `own`: the moments are this replica's alone. `part`: of the app's count, so many are its own.

    `settled`: it may use them.
    """

    free: datetime | None
    own: bool = False
    part: int = 0
    settled: bool = True


@dataclass(slots=True)
class Sharing:
    """This replica's part in what several share."""

    replica: str
    pacer: Pacer
    _seen: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)  # since when it counts there, and until when
    _free: dict[str, datetime] = field(default_factory=dict)

    def open(self, tx: Tx, platform: str, now: datetime) -> Page:
        """The moments of the platform's app; nobody else takes any of them until the transaction ends."""
        pace = self.pacer.paces[platform]
        if pace.share is None:
            return Page(tx.pace(platform, ""))
        names = tx.senders(platform, now, now + 2 * TERM)
        since, until = self._seen.get(platform, (now, now))
        if self.replica not in names:
            since = now
        if self.replica not in names or not now + TERM / 2 < until <= now + TERM:
            until = now + TERM
            tx.join_senders(platform, self.replica, until)
            names = tuple(sorted({*names, self.replica}))
        if len(names) == 1:
            since = now - SETTLE
        self._seen[platform] = since, until
        part = part_of(int(pace.app[0]), names.index(self.replica), len(names))
        return Page(self._free.get(platform), True, part, not since <= now < since + SETTLE)

    def note(self, tx: Tx, platform: str, page: Page, free: datetime) -> None:
        """The moments before `free` are taken."""
        if not page.own:
            tx.set_pace(platform, "", free)

    def close(self, platform: str, page: Page, free: datetime | None) -> None:
        """What the transaction found and took is so: it is on disk."""
        if page.own:
            self.pacer.share(platform, page.part)
            if free is not None:
                self._free[platform] = free
