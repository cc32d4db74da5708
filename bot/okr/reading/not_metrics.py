"""What looks like a number and is none: dates, versions, times of day, names such as KR1 or B2B, phone numbers, ordinals."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import accumulate
from typing import Final

from bot.okr.reading.dates import find_dates
from bot.okr.reading.words import pattern

Place = tuple[int, int]

_ANY_DAY: Final = date(2027, 1, 1)  # where a date stands does not depend on the day it is read
_YEAR: Final = re.compile(
    r"(?=20)(?:(?<=in )|(?<=by )|(?<=of )|(?<=for )|(?<=FY)|(?<=since )|(?<=than )|(?<=vs )|(?<=比)|(?<=较)|(?<=在)|(?<=至))"
    r"20[1-4]\d(?=\s*(?:$|[,.;:!?)，。；]|and\b|全年|的))",
    re.IGNORECASE,
)


def blocked(plain: str) -> tuple[Place, ...]:
    """Places in a normalised text where no metric can be."""
    return tuple(_blocked(plain))


def _blocked(plain: str) -> Iterator[Place]:
    for span in find_dates(plain, _ANY_DAY):
        yield span.start, span.end
    for expression in (pattern("numbers", "not_metrics"), _YEAR):
        for match in expression.finditer(plain):
            yield match.span()


class Taken:
    """Places that are taken, and whether others touch them."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = sorted(places)
        self._reach = list(accumulate((right for _, right in self._places), max))

    def overlaps(self, start: int, end: int) -> bool:
        """Whether any place shares a character with start..end."""
        before = bisect_left(self._places, (end, 0))
        return before > 0 and self._reach[before - 1] > start
