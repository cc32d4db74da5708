"""Hours said as bare numbers, where hours are spoken of: from 10 to 18, 10点到18点, after 8; and from when to when of a day."""

import re
from datetime import time
from typing import Final

from bot.okr.reading.clock import find_clocks
from bot.okr.reading.normalise import normalise

_HOUR: Final = r"(\d{1,2})(?::([0-5]\d))?\s?([ap]\.?m\b)?"
_FROM_TO: Final = re.compile(rf"(?<![\d:./-]){_HOUR}\s*(?:-|–|~|to|and|till|until|到|至)\s*{_HOUR}(?![\d:%/-])", re.IGNORECASE)
_BARE: Final = re.compile(
    r"\b(?:after|past|from|before|until|till|by) (?P<hour>\d{1,2})(?![\d:.,%]|\s?[ap]\.?m\b|\s\w*(?:day|week|min|hour|people))",
    re.IGNORECASE,
)
_NOON: Final = 12
_MORNING: Final = time(8)


def speaks_of_hours(text: str) -> bool:
    """Whether a sentence names an hour, or from when to when."""
    said = normalise(text)
    return bool(find_clocks(text) or _FROM_TO.search(said) or _BARE.search(said))


def hours_between(text: str, *, bare: bool) -> tuple[time, time] | None:
    """From when to when; `bare`: numbers without a sign are hours. An end before a beginning in the day is in the afternoon."""
    clocks = find_clocks(text)
    if len(clocks) == 2:
        first, last, known = clocks[0].at, clocks[1].at, clocks[1].half_known
    elif bare and (found := _FROM_TO.search(normalise(text))):
        hours = [(int(found[at]), int(found[at + 1] or 0), (found[at + 2] or "").lower()[:1]) for at in (1, 4)]
        if any(hour > 23 for hour, _, _ in hours):
            return None
        first, last = (time(_of_the_day(hour, half), minute) for hour, minute, half in hours)
        known = bool(hours[1][2])
    else:
        return None
    afternoon = not known and _MORNING <= first <= time(_NOON + 2) and last.hour < _NOON and last <= first
    return first, last.replace(hour=last.hour + _NOON) if afternoon else last


def hour_named(text: str) -> tuple[time, bool] | None:
    """The one hour of a sentence, with a sign of the clock or behind "after", and whether it is known which half of the day is meant."""
    clocks = find_clocks(text)
    if len(clocks) == 1:
        return clocks[0].at, clocks[0].half_known
    bare = _BARE.search(normalise(text)) if not clocks else None
    hour = int(bare["hour"]) if bare else 24
    return (time(hour), hour > _NOON) if hour < 24 else None


def _of_the_day(hour: int, half: str) -> int:
    """An hour of the day; `half` "a" or "p" where that was said."""
    return hour % _NOON + (_NOON if half == "p" else 0) if half else hour
