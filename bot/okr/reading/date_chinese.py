"""How dates are written in Chinese: one pattern a way, each with the rule that turns a match into a span of days."""

import re
from collections.abc import Callable
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
from bot.okr.reading.numerals import chinese_number

Rule = Callable[[re.Match[str], date], Span | None]

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(?P<year>\d{4}|[一二三四五六七八九〇零]{4}|今|明|去|后)\s*年\s*的?)"
_PART = r"(?:\s*(?P<part>底|末|初|中旬|上旬|下旬|中))?"
_HALF_DAY = r"(?:\s*(?:上午|下午|晚上|中午|早上|傍晚|一早|凌晨))?"
_WEEKDAYS: Final = "一二三四五六日"
_RELATIVE_YEAR: Final = {"去": -1, "今": 0, "本": 0, "明": 1, "后": 2}
_PARTS: Final = {"底": "end", "末": "end", "初": "start", "上旬": "first ten", "中": "middle", "中旬": "middle", "下旬": "last ten"}


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese_number(text) or 0)


def _year(match: re.Match[str], today: date) -> int | None:
    said = match["year"]
    if said is None:
        return None
    return today.year + _RELATIVE_YEAR[said] if said in _RELATIVE_YEAR else _sane_year(_number(said))


def _sane_year(year: int) -> int | None:
    return year if 1900 <= year <= 2999 else None


def _ahead(said: str | None) -> int:
    """下 is one ahead, 下下 two, 上 one back, 本, 这 and nothing the present."""
    said = said or ""
    return said.count("下") - said.count("上")


def _part(match: re.Match[str], span: Span) -> Span:
    return part_of(span, _PARTS.get(match["part"] or ""))


def _month_day(match: re.Match[str], today: date) -> Span | None:
    month, day, year = _number(match["month"]), _number(match["day"]), _year(match, today)
    found = day_in(year, month, day) if year else nearest_day(month, day, today)
    return (found, found) if found else None


def _month(match: re.Match[str], today: date) -> Span | None:
    month, year = _number(match["month"]), _year(match, today)
    if not 1 <= month <= 12:
        return None
    return _part(match, month_span(year, month) if year else nearest_month(month, today))


def _relative_month(match: re.Match[str], today: date) -> Span:
    return _part(match, month_span(today.year, today.month + _ahead(match["rel"])))


def _day_of_relative_month(match: re.Match[str], today: date) -> Span | None:
    first = month_span(today.year, today.month + _ahead(match["rel"]))[0]
    found = day_in(first.year, first.month, _number(match["day"]))
    return (found, found) if found else None


def _last_of_month(match: re.Match[str], today: date) -> Span | None:
    """十二月最后一周, 月底最后两天."""
    span = _month(match, today) if match["month"] else month_span(today.year, today.month + _ahead(match["rel"]))
    days = _number((match["count"] or "一").replace("两", "二")) * (1 if match["unit"] == "天" else 7)
    return (max(span[0], span[1] - (days - 1) * DAY), span[1]) if span and days else None


def _quarter(match: re.Match[str], today: date) -> Span | None:
    quarter, year = _number(match["quarter"]), _year(match, today)
    return _part(match, quarter_span(year, quarter) if year else nearest_quarter(quarter, today))


def _relative_quarter(match: re.Match[str], today: date) -> Span:
    return _part(match, quarter_span(today.year, quarter_of(today) + _ahead(match["rel"])))


def _half(match: re.Match[str], today: date) -> Span:
    year, half = _year(match, today), 1 if match["half"] == "上" else 2
    return half_span(year, half) if year else nearest_half(half, today)


def _whole_year(match: re.Match[str], today: date) -> Span | None:
    year = _year(match, today)
    return _part(match, year_span(year)) if year else None


def _this_year(match: re.Match[str], today: date) -> Span:
    return _part(match, year_span(today.year))


def _weekday(match: re.Match[str], today: date) -> Span:
    said = match["day"].replace("天", "日")
    monday, sunday = week_span(today, _ahead(match["rel"]))
    if said == "末":
        return sunday - DAY, sunday
    weekday = _WEEKDAYS.index(said)
    day = monday + weekday * DAY if match["rel"] else coming_weekday(weekday, today)
    return day, day


def _week(match: re.Match[str], today: date) -> Span:
    return week_span(today, _ahead(match["rel"]))


def _near_day(match: re.Match[str], today: date) -> Span:
    shifts = {"前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
    day = today + shifts[match["near"]] * DAY
    return day, day


def _near_days(match: re.Match[str], today: date) -> Span:
    return (today + DAY, today + 2 * DAY) if match["near"] == "明后" else (today, today + DAY)


def _after(match: re.Match[str], today: date) -> Span | None:
    count, unit = _number(match["count"].replace("两", "二")), match["unit"]
    days = count * (7 if unit in ("周", "星期") else 30 if unit == "月" else 1)
    return (today + days * DAY, today + days * DAY) if days else None


def _day_of_month(match: re.Match[str], today: date) -> Span | None:
    found = day_in(today.year, today.month, int(match["day"]))
    if found and found < today:
        following = month_span(today.year, today.month + 1)[0]
        found = day_in(following.year, following.month, int(match["day"]))
    return (found, found) if found else None


def patterns_for(plain: str) -> tuple[tuple[re.Pattern[str], Rule], ...]:
    """Those that may fit a normalised text, each with its rule: none where there is no Chinese in it."""
    return PATTERNS if _CHINESE.search(plain) else ()


_CHINESE: Final = re.compile("[一-龥]")
_NOT_WEEKDAY = r"(?!次|场|个|篇|回|版|均|活|报|会)"
PATTERNS: Final[tuple[tuple[re.Pattern[str], Rule], ...]] = tuple(
    (re.compile(written.replace(r"\s*", r"\s{0,3}")), rule)  # a long gap is no part of a date, and would be slow to search
    for written, rule in (
        (rf"{_YEAR}?\s*(?P<month>{_N})\s*月\s*(?P<day>\d{{1,2}}(?!\d)|{_N}(?=\s*[日号]))\s*[日号]?{_HALF_DAY}", _month_day),
        (rf"{_YEAR}?\s*(?P<month>{_N})\s*月份?{_PART}(?!\s*\d{{1,2}}\s*[日号]|活|均|报|费|薪|会|龄|供)", _month),
        (rf"(?P<rel>本|这个?|当|下下个?|下个?|上个?)月{_PART}(?!活|均)", _relative_month),
        (r"(?P<rel>(?<!每))月(?P<part>底|末|初|中旬)", _relative_month),
        (rf"(?P<rel>本|这个?|下下个?|下个?)月\s*(?P<day>{_N})\s*[日号]{_HALF_DAY}", _day_of_relative_month),
        (
            rf"{_YEAR}?(?:(?P<month>{_N})\s*|(?P<rel>本|这个?|下个?))?月份?(?P<part>)(?:底|末)?的?最后(?P<count>{_N}|两)?个?(?P<unit>天|周|星期)",
            _last_of_month,
        ),
        (rf"{_YEAR}?\s*第?\s*(?P<quarter>[一二三四1-4])\s*季(?:度|(?=末|底)){_PART}", _quarter),
        (rf"(?P<rel>本|这个?|当|下个?|上个?)季度?{_PART}", _relative_quarter),
        (r"(?P<rel>(?<!每))季度?(?P<part>末|底|初)", _relative_quarter),
        (rf"{_YEAR}?\s*(?P<half>上|下)半年", _half),
        (rf"{_YEAR}{_PART}(?!前|后|内|来)", _whole_year),
        (r"(?:本|全)?年(?P<part>底|末|中|初)", _this_year),
        (
            rf"(?<!每)(?P<rel>下下个?|下个?|上上个?|上个?|本|这个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末]){_NOT_WEEKDAY}{_HALF_DAY}",
            _weekday,
        ),
        (r"(?P<rel>下下个?|下个?|上上个?|上个?|本|这个?)(?:周|星期|礼拜)", _week),
        (rf"(?P<near>大后|今|明|后|昨|前)(?:天|日|晚|早)(?!志){_HALF_DAY}", _near_day),
        (r"(?P<near>明后|今明)两?天", _near_days),
        (rf"(?P<count>{_N}|两)\s*个?(?P<unit>天|日|周|星期|月)(?:之|以)?后", _after),
        (r"(?<![\d.])(?P<day>\d{1,2})\s*号\s*(?=前|之前|以前|截止|交付|上线|完成|结束)", _day_of_month),
    )
)
