"""Spans of days by name: months, quarters, weeks, and the year that somebody leaves out."""

from datetime import date, timedelta

Span = tuple[date, date]

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
LOOK_BACK = timedelta(days=90)


def day_in(year: int, month: int, day: int) -> date | None:
    """The date, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest_day(month: int, day: int, today: date) -> date | None:
    """A day of a month without its year: the first one that is not more than 90 days gone."""
    for year in range(today.year - 1, today.year + 9):
        found = day_in(year, month, day)
        if found and found >= today - LOOK_BACK:
            return found
    return None


def month_span(year: int, month: int) -> Span:
    """First and last day; the month may lie outside 1..12 and then counts into the neighbouring years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1) if year < date.max.year else date.max
    return date(year, month, 1), following - DAY


def nearest_month(month: int, today: date) -> Span:
    """A month without its year: the first that ended at most 90 days ago."""
    for year in (today.year - 1, today.year):
        span = month_span(year, month)
        if span[1] >= today - LOOK_BACK:
            return span
    return month_span(today.year + 1, month)


def quarter_span(year: int, quarter: int) -> Span:
    """First and last day of a quarter; the quarter may lie outside 1..4 like a month outside 1..12."""
    return month_span(year, 3 * quarter - 2)[0], month_span(year, 3 * quarter)[1]


def quarter_of(day: date) -> int:
    return (day.month + 2) // 3


def nearest_quarter(quarter: int, today: date) -> Span:
    """A quarter without its year: this year's, or the next year's once it has ended."""
    span = quarter_span(today.year, quarter)
    return span if span[1] >= today else quarter_span(today.year + 1, quarter)


def half_span(year: int, half: int) -> Span:
    return month_span(year, 6 * half - 5)[0], month_span(year, 6 * half)[1]


def nearest_half(half: int, today: date) -> Span:
    span = half_span(today.year, half)
    return span if span[1] >= today else half_span(today.year + 1, half)


def year_span(year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31)


def week_span(today: date, ahead: int) -> Span:
    """Monday to Sunday, `ahead` weeks from the one of today."""
    monday = today - today.weekday() * DAY + ahead * WEEK
    return monday, monday + 6 * DAY


def coming_weekday(weekday: int, today: date) -> date:
    """The next day with that weekday, today included; Monday is 0."""
    return today + (weekday - today.weekday()) % 7 * DAY


def part_of(span: Span, part: str | None) -> Span:
    """The "start", "middle" or "end" of a span as people mean it: the last day, the days around the middle, the first tenth."""
    first, last = span
    length = (last - first).days
    if part == "end":
        return last, last
    if part == "start":
        return first, first + length // 10 * DAY
    if part == "first ten":
        return first, first + 9 * DAY
    if part == "last ten":
        return first + 20 * DAY, last
    if part == "middle" and length <= 31:
        return first + 10 * DAY, first + 19 * DAY
    if part == "middle":
        return first + length // 3 * DAY, first + length * 2 // 3 * DAY
    return span
