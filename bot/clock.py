"""The only file that asks what time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class TurnableClock:
    """A clock that runs, from wherever it is turned to; for trying things out."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def turn(self, to: datetime) -> None:
        """From now on it is `to` and running."""
        self.offset = to - datetime.now(UTC)
