"""Which cycle somebody names: by its key, as the bot itself calls it, or by its days (Q1 2027, 2027年第一季度, next quarter)."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from bot.okr import cycles
from bot.okr.model import CycleKind
from bot.okr.reading.calendar_spans import quarter_of
from bot.okr.reading.dates import DateSpan, find_dates
from bot.okr.reading.normalise import normalise

_KINDS: Final[tuple[CycleKind, ...]] = ("month", "quarter", "half", "year")
_DIGITS: Final = str.maketrans("一二三四五六", "123456")
_PART: Final = r"(?P<part>\d{1,2}|[一二三四五六])"
# The kinds that no date says, as the bot counts them.
_COUNTED: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), form)
    for pattern, form in (
        (r"(?<![a-z])half (?P<part>[12]) of (?P<year>\d{4})\b", "{year}H{part}"),
        (r"(?<![a-z])two months (?P<part>[1-6]) of (?P<year>\d{4})\b", "{year}-B{part}"),
        (r"(?<![a-z])week (?P<part>\d{1,2}) of (?P<year>\d{4})\b", "{year}-W{part:0>2}"),
        (r"(?<!\d)(?P<year>\d{4})-(?P<part>\d)\s*$", "{year}-{part:0>2}"),
        (rf"(?P<year>\d{{4}})\s*年\s*第?\s*{_PART}\s*个?\s*半年", "{year}H{part}"),
        (rf"(?P<year>\d{{4}})\s*年\s*第?\s*{_PART}\s*个?\s*双月", "{year}-B{part}"),
        (rf"(?P<year>\d{{4}})\s*年\s*第?\s*{_PART}\s*周", "{year}-W{part:0>2}"),
    )
)
_KEY: Final = re.compile(r"(?<!\d)\d{4}(?:[QH]\d|-B\d|-W?\d{2})?\s*$", re.IGNORECASE)
_WITH_YEAR: Final = re.compile(r"\d{4}|[今明去]年|\byear")
_NUMBERED: Final = re.compile(r"[1-4一二三四]|first|second|third|fourth", re.IGNORECASE)


def named_cycle(text: str, today: date) -> str | None:
    """The key that the words name, of a cycle that may not exist; None where they name none, or only a quarter without its year."""
    plain = normalise(text)
    for pattern, form in _COUNTED:
        if found := pattern.search(plain):
            return form.format(year=found["year"], part=found["part"].translate(_DIGITS))
    for key, span in _whole(plain, today):
        if not _without_year(plain, key, span):
            return key
    alone = _KEY.search(plain)
    return alone[0].strip().upper() if alone else None


def named_quarter(text: str, today: date) -> int | None:
    """1 to 4, where a quarter is named by its number and without a year."""
    plain = normalise(text)
    return next((quarter_of(span.first) for key, span in _whole(plain, today) if _without_year(plain, key, span)), None)


def without_cycle(text: str, today: date) -> str:
    """The text without the cycle that it names; the text itself where it names none by its days or its number."""
    plain = normalise(text)
    found = next((match.span() for pattern, _ in _COUNTED if (match := pattern.search(plain))), None)
    found = found or next(((span.start, span.end) for _, span in _whole(plain, today)), None)
    return f"{text[: found[0]]} {text[found[1] :]}" if found else text


def _whole(plain: str, today: date) -> Iterator[tuple[str, DateSpan]]:
    """The mentions of days that are just a cycle's."""
    for span in find_dates(plain, today):
        for key in (cycles.current_key(kind, span.first) for kind in _KINDS):
            cycle = cycles.cycle_of(key)
            if (cycle.starts, cycle.ends) == (span.first, span.last):
                yield key, span


def _without_year(plain: str, key: str, span: DateSpan) -> bool:
    said = plain[span.start : span.end]
    return "Q" in key and bool(_NUMBERED.search(said)) and not _WITH_YEAR.search(said)
