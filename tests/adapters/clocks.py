"""A clock for adapters under test: it stands still until it is moved, and platform and adapter go by the same one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


class StillClock:
    """The time of everybody in a test."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
