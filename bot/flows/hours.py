"""A time of day as an answer: 17:30, 5pm, 下午五点半, a bare hour."""

from __future__ import annotations

from datetime import time

from bot.conversation.form import Kind, Unclear, plain
from bot.okr.reading import find_clocks

AFTERNOON = 7
"""A bare hour before this one means the afternoon: nobody is asked for a check-in at five in the morning."""


def clock_kind() -> Kind:
    """A time of day, kept as `HH:MM`."""
    return Kind(hour_said, numeric=True, max_length=40)


def hour_said(text: str) -> str:
    """The one time of day in a text, as `HH:MM`. Raises Unclear."""
    found = find_clocks(text)
    if len(found) == 1:
        return f"{afternoon(found[0].at, half_known=found[0].half_known):%H:%M}"
    bare = plain(text).replace(":", "")
    if found or not bare.isdecimal() or len(bare) not in (1, 2, 4) or int(bare[:2]) > 23 or int(bare[2:] or 0) > 59:
        raise Unclear("settings.what_time")
    return f"{afternoon(time(int(bare[:2]), int(bare[2:] or 0)), half_known=len(bare) == 4):%H:%M}"


def afternoon(at: time, *, half_known: bool) -> time:
    """The time meant, where the half of the day was not said."""
    return at.replace(hour=at.hour + 12) if not half_known and 0 < at.hour < AFTERNOON else at
