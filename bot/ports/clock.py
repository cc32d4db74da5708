"""What the bot asks of time."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is, in UTC."""

    def now(self) -> datetime: ...
