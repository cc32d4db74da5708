"""From when to when somebody is away, in one line of either language."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from bot.okr.reading.calendar_spans import DAY, WEEK, Span, day_in, month_span, nearest_day, week_span
from bot.okr.reading.date_english import FIGURES
from bot.okr.reading.dates import DateSpan, find_dates, longest_first
from bot.okr.reading.normalise import normalise
from bot.okr.reading.numerals import chinese_number, english_number
from bot.okr.reading.words import renamed

_TO = r"(?:\.{2,}|…|~+|-+|→|到|至|直到|to|until|till|through|thru)"
_LINK: Final = re.compile(rf"(?:\s*[(][^()]{{0,12}}[)])?\s*(?:起|开始)?(?:[请休]?假|休|出差|不在)?\s*{_TO}\s*(?:the\s+)?", re.IGNORECASE)
_ADJACENT: Final = re.compile(r"\s*(?:and|&|,|和|与|跟|、)?\s*", re.IGNORECASE)
_BARE_END: Final = re.compile(
    rf"\s*{_TO}\s*(?:(?P<day>\d{{1,2}})\s*(?:[日号]|st|nd|rd|th)?(?![\d:.%])(?!\s*(?:天|days?))|(?P<han>[一二三四五六七八九十]{{1,3}})[日号])",
    re.IGNORECASE,
)
_DAYS_BEFORE: Final = re.compile(r"(?<![\d.])(?:\d{1,2}(?:st|nd|rd|th|[日号])?\s*(?:,\s*and|,|、|and|&|和)\s*)+(?:the\s+)?$", re.IGNORECASE)
_WEEKDAY: Final = re.compile(r"周|星期|礼拜|\b(?:mon|tue|wed|thu|fri|sat|sun)", re.IGNORECASE)
_BARE_START: Final = re.compile(rf"(?<![\d.])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*{_TO}\s*(?:the\s+)?$", re.IGNORECASE)
_WEEKDAY_BESIDE: Final = re.compile(
    r"(?<=[\d日号])\s*[(](?:周|星期|礼拜)[一二三四五六日天][)]|(?<=\d)\s*[(](?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[)]", re.IGNORECASE
)
_UNTIL: Final = re.compile(r"(?:until|till|through|直到|到|至)\s*(?:the\s+)?$", re.IGNORECASE)
_LENGTH: Final = re.compile(
    r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3}|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten)\b)\s*-?\s*"
    r"(?:(?:working|business|full)\s+|个?工作)?(?:个)?"
    r"(?P<unit>天|(?<=[假休共期]\d)日|(?<=[假休共期][一二两三四五六七八九十])日|周|星期|礼拜|days?\b|weeks?\b)",
    re.IGNORECASE,
)
_DAY_ALONE: Final = re.compile(
    r"(?<![\d./月-])(?:(?P<day>\d{1,2})[号日](?!\d)|(?:the\s+)?(?P<nth>\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:week|quarter|floor|time)))",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
_THAT_WEEK: Final = re.compile(r"(?:节|日)?(?:那|这|当|所在的?)(?:一)?(?:个)?(?:周|星期)(?![一二三四五六日天末])")
_WEEK_OF: Final = re.compile(r"\bweek (?:of|starting|beginning)\s+(?:the\s+)?$", re.IGNORECASE)
_DAYS_AROUND: Final = re.compile(r"\s*节?(?:之|以)?(?P<side>前|后)(?:面)?的?(?P<count>\d{1,2}|[一二两三四五六七八九十])个?(?:工作)?[天日]")
_MORE_DAYS: Final = re.compile(
    r"(?:\s*(?:,|、|和|与|跟|及|and|&|,\s*and)\s*(?:the\s+)?\d{1,2}(?:st|nd|rd|th|[日号])?"
    r"(?![\d:.%月/-]|\s*(?:days?|weeks?|天|周|个)))+",
    re.IGNORECASE,
)
_WEEK_AFTER: Final = re.compile(r"(?:节)?(?:之|以)?后的?(?:第一|头一?)个?(?:周|星期)")
_BACK_AHEAD: Final = re.compile(r"\b(?:back|return(?:ing)?)(?:\s+(?:on|by|at work|in the office))*\s*$", re.IGNORECASE)
_BACK_BEHIND: Final = re.compile(r"\s*(?:才|再|就)?(?:回来|返岗|回公司|上班|复工)")
_LONGEST: Final = timedelta(days=400)
_HALF_A_YEAR: Final = timedelta(days=183)


def read_range(text: str, today: date) -> tuple[date, date] | None:
    """First and last day away, both included; None when the text does not say exactly one stretch of days."""
    plain = _plain(text)
    days = days_mentioned(plain, today)
    found = (_inside(plain, days) if len(days) == 1 else None) or _stretch(plain, days, today) or _inside(plain, days)
    if found is None or not timedelta(0) <= found[1] - found[0] <= _LONGEST:
        return None
    return found


def _plain(text: str) -> str:
    """Without the weekday that stands in brackets behind a day."""
    return _WEEKDAY_BESIDE.sub("", normalise(text)).strip()


def several_days(text: str, today: date) -> tuple[date, ...]:
    """Single days named one after another, in order of time: 2月6日、20日, Feb 6 and March 3; empty where a stretch is named."""
    plain = _plain(text)
    found: set[date] = set()
    reached = None
    for span in days_mentioned(plain, today):
        if reached is not None and not _ADJACENT.fullmatch(plain[reached : span.start]):
            return ()
        more = _MORE_DAYS.match(plain, span.end)
        days = [day_in(span.first.year, span.first.month, int(day)) for day in re.findall(r"\d{1,2}", more.group())] if more else []
        if span.first != span.last or None in days or _BARE_END.match(plain, span.end):
            return ()
        found |= {span.first, *(day for day in days if day)}
        reached = more.end() if more else span.end
    return tuple(sorted(found))


def days_mentioned(plain: str, today: date) -> tuple[DateSpan, ...]:
    """Every day or stretch of days that a normalised text names, where days are spoken of."""
    full = (*find_dates(plain, today), *_in_figures(plain, today), *_by_name(plain, today))
    return tuple(longest_first(full or _by_day(plain, today)))


def _inside(plain: str, days: tuple[DateSpan, ...]) -> Span | None:
    """这周请假,周三到周五; in December, the 3rd to the 5th: one mention says in which week or month the days of the others lie."""
    wide = [span for span in days if span.first < span.last]
    if len(wide) != 1:
        return None
    (around,) = wide
    rest = (plain[: around.start].rstrip(" ,") + " " + plain[around.end :].lstrip(" ,")).strip()
    found = _stretch(rest, days_mentioned(rest, around.first), around.first)
    return found if found and around.first <= found[0] <= found[1] <= around.last and found != (around.first, around.last) else None


def _in_figures(plain: str, today: date) -> Iterator[DateSpan]:
    """Month and day in figures alone: what elsewhere may be a fraction is a date where a date is asked for."""
    pattern, rule = FIGURES
    for match in pattern.finditer(plain):
        if days := rule(match, today):
            yield DateSpan(match.start(), match.end(), *days)


def _by_day(plain: str, today: date) -> Iterator[DateSpan]:
    """25号, the 27th: the next day of that number."""
    for match in _DAY_ALONE.finditer(plain):
        number = int(match["day"] or match["nth"])
        month = month_span(today.year, today.month + (number < today.day))[0]
        if found := day_in(month.year, month.month, number):
            yield DateSpan(match.start(), match.end(), found, found)


def _by_name(plain: str, today: date) -> Iterator[DateSpan]:
    """Holidays that have the same date every year; elsewhere than where days are asked for they are only a theme."""
    for expression, meant in renamed("leave", "holidays"):
        month, day = map(int, meant.split("-"))
        for match in expression.finditer(plain):
            if found := nearest_day(month, day, today):
                yield DateSpan(match.start(), match.end(), found, found)


def _stretch(plain: str, days: tuple[DateSpan, ...], today: date) -> Span | None:
    if len(days) == 1:
        return _one_date(plain, days[0], today)
    if len(days) != 2:
        return None
    first, second = days
    between = plain[first.end : second.start]
    if _BACK_AHEAD.search(between) or (between.strip() and _BACK_BEHIND.match(plain, second.end)):
        return first.first, _not_before(plain, second, first.last + DAY).first - DAY
    if _BETWEEN.search(plain[: first.start]) and _ADJACENT.fullmatch(between):
        return first.first, _not_before(plain, second, first.first).last
    if _LINK.fullmatch(between):
        return first.first, _not_before(plain, second, first.first).last
    if _ADJACENT.fullmatch(between):
        second = _not_before(plain, second, first.first)
        return (first.first, second.last) if second.first - first.last <= DAY else None
    return None


def _not_before(plain: str, span: DateSpan, start: date) -> DateSpan:
    """The second date, read from the first one on: a later week, month or year; what then lies far off stays as it is and is asked back."""
    if span.first >= start:
        return span
    said = plain[span.start : span.end]
    if _WEEKDAY.search(said):
        weeks = -((span.first - start) // WEEK)
        return DateSpan(span.start, span.end, span.first + weeks * WEEK, span.last + weeks * WEEK)
    alone = _within_month(start, span.last.day) if _DAY_ALONE.fullmatch(said) else None
    later = alone[1] if alone else day_in(span.last.year + 1, span.last.month, span.last.day)
    return DateSpan(span.start, span.end, later, later) if later and later - start <= _HALF_A_YEAR else span


def _one_date(plain: str, span: DateSpan, today: date) -> Span | None:
    if _THAT_WEEK.match(plain, span.end) or _WEEK_OF.search(plain[: span.start]):
        return week_span(span.first, 0)
    if _WEEK_AFTER.match(plain, span.end):
        return week_span(span.first, 1)
    if span.first > today and (_BACK_AHEAD.search(plain[: span.start]) or _BACK_BEHIND.match(plain, span.end)):
        return today, span.first - DAY
    if around := _DAYS_AROUND.match(plain, span.end):
        return _days_around(span, around)
    if more := _MORE_DAYS.match(plain, span.end):
        return _days_in_a_row(span, more)
    if before := _DAYS_BEFORE.search(plain[: span.start]):
        return _days_up_to(span, before)
    if bare := _BARE_END.match(plain, span.end):
        return _within_month(span.first, int(bare["day"] or chinese_number(bare["han"]) or 0))
    if bare := _BARE_START.search(plain[: span.start]):
        start = day_in(span.first.year, span.first.month, int(bare["day"]))
        return (start, span.last) if start else None
    rest = plain[: span.start] + " " + plain[span.end :]
    if length := _LENGTH.search(rest):
        return span.first, span.first + (_days(length) - 1) * DAY
    if _UNTIL.search(plain[: span.start]) and span.last >= today:
        return today, span.last
    return (today if span.first < today <= span.last else span.first), span.last


def _days_around(span: DateSpan, around: re.Match[str]) -> Span:
    """元旦前三天, 国庆后两天."""
    days = int(around["count"]) if around["count"].isdigit() else int(chinese_number(around["count"]) or 1)
    if around["side"] == "前":
        return span.first - days * DAY, span.first - DAY
    return span.last + DAY, span.last + days * DAY


def _days_in_a_row(span: DateSpan, more: re.Match[str]) -> Span | None:
    """Nov 23, 24 and 25: one stretch, or none at all."""
    last = span.last
    for day in re.findall(r"\d{1,2}", more.group()):
        last += DAY
        if last.day != int(day):
            return None
    return span.first, last


def _days_up_to(span: DateSpan, before: re.Match[str]) -> Span | None:
    """24, 25 and 26 December; 24、25号: one stretch, or none at all."""
    days = [int(day) for day in re.findall(r"\d{1,2}", before.group())]
    first = span.first - len(days) * DAY
    in_a_row = all((first + n * DAY).day == day for n, day in enumerate(days))
    return (first, span.last) if in_a_row else None


def _within_month(first: date, day: int) -> Span | None:
    last = day_in(first.year, first.month, day)
    if last and last < first:
        following = month_span(first.year, first.month + 1)[0]
        last = day_in(following.year, following.month, day)
    return (first, last) if last else None


def _days(length: re.Match[str]) -> int:
    said = length["count"].lower()
    number = int(said) if said.isdigit() else chinese_number(said) or english_number(said) or 1
    return max(1, int(number)) * (7 if length["unit"].lower()[0] in "周星礼w" else 1)
