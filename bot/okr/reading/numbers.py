"""Every number in a text that could measure something, with its unit, in figures and in words of both languages."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final

from bot.okr.reading.normalise import normalise
from bot.okr.reading.not_metrics import Taken, blocked
from bot.okr.reading.numerals import CHINESE, ENGLISH, chinese_number, english_number
from bot.okr.reading.quantity import Kind, Quantity, exact
from bot.okr.reading.shares import find_shares
from bot.okr.reading.units import Unit, read_scale, read_unit
from bot.okr.reading.words import any_written, renamed

_FIGURES: Final = re.compile(r"(?<![\w.])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)|(?<![A-Za-z0-9_.])\d+(?:\.\d+)?", re.ASCII)
_CHINESE: Final = re.compile(rf"[{CHINESE}]+(?:点[零一二三四五六七八九]+)?")
_ENGLISH: Final = re.compile(rf"\b{ENGLISH}\b", re.IGNORECASE)
_COUNTING: Final = "一二两三四五六七八九十"
_ROUND: Final = re.compile(
    r"(?P<zero>零)(?=到|至|起步|发生|发生率|重大|事故|投诉|故障|缺陷|差错|漏|延期|宕机|违规|死亡|伤亡|→|-)"
    r"|(?:突破|超过|达到?|超|近|过|破)\s?(?P<large>千万|百万|十万|亿|万)(?![一别要级能分])"
)
_SIGNED: Final = re.compile(r"(?:^|[\s(一-龥:=→>])([-+])$")
_HALF_TIME: Final = re.compile(
    r"(?:(?P<whole>\d{1,3}|[一两二三四五六七八九])\s?个)?半个?(?P<unit>小时|钟头|天|年)|\bhalf an? (?P<en>hour|day|year|month)",
    re.IGNORECASE,
)
_ONE_STEP: Final = re.compile(
    r"\b(?:lost|signed|won|closed|added|hired|gained|just) (?:another )?one\b(?! of\b)|\bone (?:more|extra|new|additional)\b", re.IGNORECASE
)
_DIGIT = "zero|one|two|three|four|five|six|seven|eight|nine"
_POINT: Final = re.compile(rf"\s(?i:point)\s((?i:{_DIGIT})(?:\s(?i:{_DIGIT}))*)\b")
_AND_HALF: Final = re.compile(rf"(?<![\w.])(?P<n>\d{{1,3}}|{ENGLISH}) and a half\b", re.IGNORECASE)
_HALF_BEHIND: Final = re.compile(r"(?P<n>\d{1,3}|[一二两三四五六七八九十])\s?个?(?:小时|钟头|天|年)半(?![天年月小个])")
_ONE_LENGTH: Final = re.compile(
    r"\b(?:(?:by|down|up)(?= an? )|(?:minute|hour|day|week|month)s? to) (?P<one>one|an?)(?= (?:hour|day|minute|week|month|point)\b)",
    re.IGNORECASE,
)
_LARGEST: Final = 10**15  # beyond it stands an identifier
_ABOUT: Final = re.compile(r"-?ish\b", re.IGNORECASE)
_LETTER: Final = re.compile(r"[A-Za-z]")


@lru_cache(maxsize=256)  # a turn reads its text for several purposes
def find_numbers(text: str) -> tuple[Quantity, ...]:
    """All quantities in reading order, none overlapping. Dates, versions, years, names such as KR1 and times are left out."""
    plain = normalise(text)
    closed = blocked(plain)
    found: list[Quantity] = []
    for finder in (_and_halves, _halves, find_shares, _in_figures, _in_chinese, _round, _in_english):
        taken = Taken((*closed, *((q.start, q.end) for q in found)))
        fresh = sorted(finder(plain), key=lambda q: (q.start, -q.end))
        found.extend(_free(fresh, taken))
    return tuple(sorted(found, key=lambda q: q.start))


def _free(fresh: list[Quantity], taken: Taken) -> Iterator[Quantity]:
    reached = 0
    for quantity in fresh:
        if quantity.start >= reached and not taken.overlaps(quantity.start, quantity.end):
            reached = quantity.end
            yield quantity


def _and_halves(plain: str) -> Iterator[Quantity]:
    """Five and a half hours, 四小时半, down by an hour."""
    for match in _AND_HALF.finditer(plain):
        number = int(match["n"]) if match["n"].isdigit() else english_number(match["n"])
        if number is not None:
            yield from _quantity(plain, match.start(), match.end(), number + Decimal("0.5"))
    for match in _HALF_BEHIND.finditer(plain):
        whole = int(match["n"]) if match["n"].isdigit() else chinese_number(match["n"])
        if whole is not None:
            yield Quantity(exact(Decimal(whole) + Decimal("0.5")), read_unit(plain, match.end("n")).name, *match.span(), "duration")
    for match in _ONE_LENGTH.finditer(plain):
        yield from _quantity(plain, match.start("one"), match.end("one"), Decimal(1))


def _halves(plain: str) -> Iterator[Quantity]:
    """半小时, 一个半小时, half an hour: half of a length of time is none of a hundred."""
    for match in _HALF_TIME.finditer(plain):
        unit = read_unit(plain, match.start("unit" if match["unit"] else "en"))
        whole = chinese_number(match["whole"] or "零") if not (match["whole"] or "零").isdigit() else int(match["whole"])
        if unit.kind == "duration" and whole is not None:
            yield Quantity(exact(Decimal(whole) + Decimal("0.5")), unit.name, match.start(), unit.end, "duration")


def _in_figures(plain: str) -> Iterator[Quantity]:
    for match in _FIGURES.finditer(plain):
        number = Decimal(match.group().replace(",", ""))
        scale, end = read_scale(plain, match.end())
        end, number = _shorthand(plain, end, number, scale)
        yield from _quantity(plain, match.start(), end, number)


def _shorthand(plain: str, end: int, number: Decimal, scale: Decimal) -> tuple[int, Decimal]:
    """2 万 5 is 25000: a single digit right behind a Chinese scale counts tenths of it."""
    if scale >= 10**3 and plain[end - 1 : end] in "万千" and re.match(r"\d(?![\d.,%A-Za-z])", plain[end:]):
        return end + 1, number * scale + int(plain[end]) * scale / 10
    return end, number * scale


def _in_chinese(plain: str) -> Iterator[Quantity]:
    for match in _CHINESE.finditer(plain):
        number = chinese_number(match.group())
        if number is None:
            continue
        unit = read_unit(plain, match.end())
        has_unit = unit.kind in ("count", "duration", "money", "percent") and any(c in _COUNTING for c in match.group())
        if has_unit or _stands_alone(match.group()):
            yield from _quantity(plain, match.start(), match.end(), Decimal(number))


def _round(plain: str) -> Iterator[Quantity]:
    """零事故, 突破千万, 过亿: what stands alone only behind or before such words."""
    for match in _ROUND.finditer(plain):
        number = chinese_number(match["zero"] or match["large"])
        if number is not None:
            yield from _quantity(plain, *match.span("zero" if match["zero"] else "large"), Decimal(number))


def _stands_alone(numeral: str) -> bool:
    """五万 and 两千三百 are numbers by themselves; 一, 千万 and 十 may be parts of words."""
    return len(numeral) > 1 and any(c in _COUNTING for c in numeral) and any(c in "十百千万亿点" for c in numeral)


def _in_english(plain: str) -> Iterator[Quantity]:
    for match in _ENGLISH.finditer(plain):
        number = english_number(match.group())
        if number is not None and (match.group().lower() != "one" or _ONE_STEP.search(plain, max(0, match.start() - 20), match.end() + 6)):
            tenths = _POINT.match(plain, match.end())
            spelled = "".join(str(english_number(word)) for word in tenths[1].split()) if tenths else "0"
            scale, end = read_scale(plain, tenths.end() if tenths else match.end())
            yield from _quantity(plain, match.start(), end, (number + Decimal(f"0.{spelled}")) * scale)


def _quantity(plain: str, start: int, end: int, number: Decimal) -> Iterator[Quantity]:
    end = about.end() if (about := _ABOUT.match(plain, end)) else end
    unit = read_unit(plain, end)
    if unit.end == end and _LETTER.match(plain, end):
        return  # 5G, 4S, 3D: letters that belong to the figure and are no unit
    start, currency = _currency(plain, start)
    if signed := _SIGNED.search(plain[max(0, start - 2) : start]):
        start, number = start - 1, -number if signed[1] == "-" else number
        if currency is None:
            start, currency = _currency(plain, start)
    if abs(number) > _LARGEST:
        return
    name, kind = _named(unit, currency)
    last = unit.end + (plain[unit.end : unit.end + 1] == "+")
    yield Quantity(exact(number), name, start, last, kind)


def _named(unit: Unit, currency: str | None) -> tuple[str | None, Kind]:
    if currency and unit.kind in ("number", "count"):
        return currency, "money"
    return unit.name, unit.kind


def _currency(plain: str, start: int) -> tuple[int, str | None]:
    """A currency sign or code right before a number, and where it begins."""
    ahead = plain[max(0, start - 5) : start]
    if not any_written("units", "currency").search(ahead):
        return start, None
    for expression, meant in renamed("units", "currency"):
        for match in expression.finditer(ahead):
            if not ahead[match.end() :].strip():
                return start - len(ahead) + match.start(), meant
    return start, None
