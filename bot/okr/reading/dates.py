"""Days, months and quarters in what people type, so that a deadline is known and never taken for a metric."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from bot.okr.reading import date_chinese, date_english
from bot.okr.reading.calendar_spans import DAY
from bot.okr.reading.normalise import normalise

_BEFORE_BEHIND: Final = re.compile(r"\s*(?:之|以)?前(?!端|台|置)")
_BEFORE_AHEAD: Final = re.compile(r"\bbefore\s+(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A mention of days: `start`..`end` are places in the text, `first`..`last` the days meant, both included."""

    start: int
    end: int
    first: date
    last: date


@lru_cache(maxsize=256)  # a turn looks for them for several purposes
def find_dates(text: str, today: date) -> tuple[DateSpan, ...]:
    """Every mention of a day, week, month, quarter or year, in reading order and without overlaps.

    A year that is left out is the nearest that is not long gone; "before March" is the last day of February.
    """
    plain = normalise(text)
    return tuple(longest_first(_candidates(plain, today)))


def longest_first(found: Iterable[DateSpan]) -> Iterator[DateSpan]:
    """Of mentions that overlap, the one that begins first, and of those the longest."""
    reached = 0
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        if span.start >= reached:
            yield span
            reached = span.end


def _candidates(plain: str, today: date) -> Iterator[DateSpan]:
    for pattern, rule in (*date_chinese.patterns_for(plain), *date_english.patterns_for(plain)):
        for match in pattern.finditer(plain):
            try:
                days = rule(match, today)
            except (OverflowError, ValueError):  # beyond the calendar: no day at all
                continue
            if days is None:
                continue
            first, last = days
            if first != last and (_BEFORE_BEHIND.match(plain, match.end()) or _BEFORE_AHEAD.search(plain[: match.start()][-14:])):
                first = last = first - DAY
            yield DateSpan(match.start(), match.end(), first, last)
