"""How dates are written in English and in figures: one pattern a way, each with the rule that makes a span of days of it."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from bot.okr.reading.calendar_spans import (
    DAY,
    Span,
    coming_weekday,
    day_in,
    half_span,
    month_span,
    nearest_day,
    nearest_half,
    nearest_month,
    nearest_quarter,
    part_of,
    quarter_of,
    quarter_span,
    week_span,
    year_span,
)

Rule = Callable[[re.Match[str], date], Span | None]

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH_NAMES = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_MONTH = rf"(?P<month>{_MONTH_NAMES})\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\dA-Za-z%])"
_YEAR = r"(?:,?\s*(?P<year>(?:19|20)\d\d)(?!\d))?"
_PART = r"(?P<part>the\s+end|end|close(?=\s+of)|beginning|start|middle|mid|early|late)(?:\s+of|-|(?<=mid|rly|ate))?\s*(?:the\s+)?"
_PARTS: Final = {"end": "end", "close": "end", "late": "end", "middle": "middle", "mid": "middle"}
_LONG_WEEKDAY = r"monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_WEEKDAY = rf"(?P<weekday>{_LONG_WEEKDAY}|mon|tues?|wed|thur?s?|fri|sat|sun)\b\.?"
_UNIT = r"(?P<unit>week|month|quarter|year)"
_AHEAD: Final = {"this": 0, "current": 0, "the": 0, "coming": 1, "next": 1, "last": -1, "following": 1}
_REL = r"(?P<rel>this|current|next|following|coming|last)"


def _month_number(match: re.Match[str]) -> int:
    return _MONTHS.index(match["month"][:3].lower()) + 1


def _weekday_number(match: re.Match[str]) -> int:
    return _WEEKDAYS.index(match["weekday"][:3].lower())


def _part(match: re.Match[str], span: Span) -> Span:
    said = (match["part"] or "").lower().split()
    part = _PARTS.get(said[-1], "start") if said else None
    if part == "middle":
        first, last = part_of(span, part)
        middle = first + (last - first) // 2  # mid-March is a day, as the end of March is
        return middle, middle
    return part_of(span, part)


def _month_day(match: re.Match[str], today: date) -> Span | None:
    month, day = _month_number(match), int(match["day"])
    found = day_in(int(match["year"]), month, day) if match["year"] else nearest_day(month, day, today)
    return (found, found) if found else None


def _month_span(match: re.Match[str], today: date) -> Span:
    month = _month_number(match)
    return month_span(int(match["year"]), month) if match["year"] else nearest_month(month, today)


def _month_part(match: re.Match[str], today: date) -> Span:
    return _part(match, _month_span(match, today))


def _unit_span(unit: str, ahead: int, today: date) -> Span:
    match unit:
        case "week":
            return week_span(today, ahead)
        case "month":
            return month_span(today.year, today.month + ahead)
        case "quarter":
            return quarter_span(today.year, quarter_of(today) + ahead)
    return year_span(today.year + ahead)


def _relative_unit(match: re.Match[str], today: date) -> Span:
    return _unit_span(match["unit"].lower(), _AHEAD[match["rel"].lower()], today)


def _unit_part(match: re.Match[str], today: date) -> Span:
    ahead = _AHEAD[(match["rel"] or "this").lower()]
    span = _unit_span(match["unit"].lower(), ahead, today)
    if match["unit"].lower() == "week":
        span = span[0], span[0] + 4 * DAY
    return _part(match, span)


def _unit_end(match: re.Match[str], today: date) -> Span:
    first, last = _unit_span(match["unit"].lower(), 0, today)
    last = first + 4 * DAY if match["unit"].lower() == "week" else last
    return last, last


def _initials(match: re.Match[str], today: date) -> Span:
    unit = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}[match["initial"].lower()]
    if unit == "day":
        return today, today
    first, last = _unit_span(unit, 0, today)
    last = first + 4 * DAY if unit == "week" else last
    return last, last


def _quarter(match: re.Match[str], today: date) -> Span:
    year, quarter = match["year"] or match["later"], int(match["quarter"])
    return quarter_span(int(year), quarter) if year else nearest_quarter(quarter, today)


def _quarter_part(match: re.Match[str], today: date) -> Span:
    return _part(match, _quarter(match, today))


def _quarter_end(match: re.Match[str], today: date) -> Span:
    first, last = _quarter(match, today)
    return (first, first) if match["edge"] == "初" else (last, last)


def _named_quarter(match: re.Match[str], today: date) -> Span:
    return nearest_quarter(("first", "second", "third", "fourth").index(match["nth"].lower()) + 1, today)


def _half(match: re.Match[str], today: date) -> Span:
    year = match["year"] or match["later"]
    return half_span(int(year), int(match["half"])) if year else nearest_half(int(match["half"]), today)


def _weekday(match: re.Match[str], today: date) -> Span:
    weekday, rel = _weekday_number(match), (match["rel"] or "").lower()
    named_week = rel in ("next", "last", "following")
    day = week_span(today, _AHEAD[rel])[0] + weekday * DAY if named_week else coming_weekday(weekday, today)
    return day, day


def _near_day(match: re.Match[str], today: date) -> Span:
    said = match["near"].lower()
    shift = 2 if "day after" in said else {"tomorrow": 1, "yesterday": -1}.get(said, 0)
    return today + shift * DAY, today + shift * DAY


def _iso(match: re.Match[str], _today: date) -> Span | None:
    found = day_in(int(match["year"]), int(match["month"]), int(match["day"]))
    return (found, found) if found else None


def _figures(match: re.Match[str], today: date) -> Span | None:
    found = nearest_day(int(match["month"]), int(match["day"]), today)
    return (found, found) if found else None


def _last_of_month(match: re.Match[str], today: date) -> Span:
    first, last = _month_span(match, today)
    count = {"two": 2, "three": 3, "few": 3}.get(
        (match["count"] or "").lower(), int(match["count"]) if (match["count"] or "").isdigit() else 1
    )
    days = count * (7 if match["unit"].lower().startswith("week") else 1)
    return max(first, last - (days - 1) * DAY), last


def _week_of(match: re.Match[str], today: date) -> Span | None:
    found = _month_day(match, today)
    return week_span(found[0], 0) if found else None


def _from_now(match: re.Match[str], today: date) -> Span:
    days = int(match["count"]) * (7 if match["unit"].lower().startswith("week") else 1)
    return today + days * DAY, today + days * DAY


FIGURES: Final = (
    re.compile(
        rf"(?<!\d)(?P<month>\d{{1,2}})(?P<sign>[-/.])(?P<day>\d{{1,2}})(?!\d|%|(?P=sign)\d|\s*(?:天|小时|days?\b|hours?\b)|\s*(?:{_MONTH_NAMES}))",
        re.IGNORECASE,
    ),
    _figures,
)
_QUARTER = r"(?:(?P<year>20\d\d)\s*-?\s*)?(?<![A-Za-z])Q(?P<quarter>[1-4])(?![\dA-Za-z])(?:\s*(?:of\s+|[/,]\s*)?(?P<later>20\d\d)(?!\d))?"
_BY = r"(?:(?<=by )|(?<=before )|(?<=due )|(?<=until )|(?<=till )|(?<=on )|(?<=截止)|(?<=截止到)|(?<=截至)|(?<=于))"
_NAMED: Final = (
    (_MONTH, re.compile(_MONTH_NAMES, re.IGNORECASE)),
    ("(?P<weekday>", re.compile("|".join(_WEEKDAYS), re.IGNORECASE)),
    (_UNIT, re.compile(_UNIT, re.IGNORECASE)),
    ("", re.compile("")),
)
"""What a pattern has in it, and what then stands in every text that it fits."""


def patterns_for(plain: str) -> Iterator[tuple[re.Pattern[str], Rule]]:
    """Those that may fit a normalised text, each with its rule: most of them need a month, a weekday or a length of time by its name."""
    named = {part: bool(expression.search(plain)) for part, expression in _NAMED}
    return ((pattern, rule) for pattern, rule, needs in PATTERNS if named[needs])


def _needs(written: str) -> str:
    return next(part for part, _ in _NAMED if part in written)


PATTERNS: Final[tuple[tuple[re.Pattern[str], Rule, str], ...]] = tuple(
    (re.compile(written.replace(r"\s*", r"\s{0,3}").replace(r"\s+", r"\s{1,3}"), re.IGNORECASE), rule, _needs(written))
    for written, rule in (
        (r"(?<!\d)(?<!\d\.)(?P<year>(?:19|20)\d\d)(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)", _iso),
        (rf"\b{_MONTH}\s*{_DAY}(?!-(?!{_MONTH_NAMES})[A-Za-z]|\s*(?:x|per)\s*[A-Za-z]){_YEAR}", _month_day),
        (rf"(?<![\d.]){_DAY}(?:\s+of)?\s*\b{_MONTH}{_YEAR}", _month_day),
        (rf"\b{_PART}{_MONTH}{_YEAR}", _month_part),
        (rf"\bweek (?:of|starting|beginning)\s+(?:the\s+)?{_MONTH}\s*{_DAY}{_YEAR}", _week_of),
        (rf"\bweek (?:of|starting|beginning)\s+(?:the\s+)?{_DAY}(?:\s+of)?\s*{_MONTH}{_YEAR}", _week_of),
        (rf"\blast\s+(?:(?P<count>\d|two|three|few)\s+)?(?P<unit>days?|weeks?)\s+(?:of|in)\s+{_MONTH}{_YEAR}", _last_of_month),
        (
            rf"(?:(?<=by )|(?<=in )|(?<=before )|(?<=until )|(?<=during )|(?<=through )|(?<=of )|(?<=this )|(?<=next )){_MONTH}{_YEAR}",
            _month_span,
        ),
        (rf"\b{_MONTH}\s*(?P<year>20\d\d)(?!\d)", _month_span),
        (rf"\b(?:{_REL}|the)\s+{_UNIT}\b(?!')".replace("|the)", ")"), _relative_unit),
        (rf"\b{_PART}(?:{_REL}\s+)?{_UNIT}\b", _unit_part),
        (rf"\b{_UNIT}[- ]?end\b", _unit_end),
        (r"\bEO(?P<initial>[DWMQY])\b", _initials),
        (rf"\b{_PART}{_QUARTER}", _quarter_part),
        (rf"{_QUARTER}\s*(?P<edge>末|底|初|结束|end\b)", _quarter_end),
        (_QUARTER, _quarter),
        (r"\b(?P<nth>first|second|third|fourth) quarter\b", _named_quarter),
        (r"(?:(?P<year>20\d\d)\s*-?\s*)?(?<![A-Za-z])H(?P<half>[12])(?![\dA-Za-z])(?:\s*(?P<later>20\d\d))?", _half),
        (rf"\b{_WEEKDAY}\s+(?P<rel>next|following|this)\s+week\b", _weekday),
        (
            rf"\b{_WEEKDAY}(?=\s*(?:-|to|until|till|through|and|,)\s*(?:{_LONG_WEEKDAY}|[a-z]{{3,5}})\s+(?P<rel>next|following|this)\s+week\b)",
            _weekday,
        ),
        (rf"\b(?:{_REL}\s+){_WEEKDAY}", _weekday),
        (rf"\b(?P<rel>)(?P<weekday>{_LONG_WEEKDAY}|tues?|thur?s?|fri)\b", _weekday),
        (rf"(?P<rel>)(?:(?<=by )|(?<=on )|(?<=from )|(?<=to )|(?<=until )|(?<=till )|(?<=through )|(?<=-)){_WEEKDAY}", _weekday),
        (rf"(?P<rel>)\b{_WEEKDAY}(?=\s*(?:-|to|until|till|through|thru|~|\.\.)\s*(?:mon|tue|wed|thu|fri|sat|sun))", _weekday),
        (r"\b(?P<near>(?:the )?day after tomorrow|tomorrow|today|tonight|yesterday|this (?:morning|afternoon|evening))\b", _near_day),
        (r"\b(?P<count>\d{1,3})\s+(?P<unit>days?|weeks?)\s+from\s+(?:now|today)\b", _from_now),
        (rf"{_BY}(?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})(?![\d%/])", _figures),
        (r"(?<![\d./-])(?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?=\s*(?:前|之前|以前|截止|上线|交付))", _figures),
    )
)
