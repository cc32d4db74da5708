"""Where two figures are said for one: 5 到 6 小时, five or six, 七八家; the truth lies between them, and neither is it."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from bot.okr.reading.normalise import normalise
from bot.okr.reading.numbers import find_numbers
from bot.okr.reading.numerals import chinese_number
from bot.okr.reading.quantity import Quantity
from bot.okr.reading.unit_match import convert
from bot.okr.reading.units import read_scale, read_unit
from bot.okr.reading.words import alternatives, pattern

_EITHER: Final = re.compile(r"[-~]+|or|或者?", re.IGNORECASE)
_TO: Final = re.compile(r"到|至|to", re.IGNORECASE)
_BOTH: Final = re.compile(r"and|和|与", re.IGNORECASE)
_FROM: Final = re.compile(r"(?:从|由|自|from|was|原来)\s*(?:的|at)?\s*$", re.IGNORECASE)
_NUMERAL = "(?:[一二两三四五六七八九]|十[一二三四五六七八九]?)"
_WORDED: Final = re.compile(
    rf"(?<![第\d一二两三四五六七八九十百千万])(?P<low>{_NUMERAL})\s?(?P<link>到|至|或者?|[-~])?\s?(?P<high>{_NUMERAL})"
)


def spread(text: str, known: tuple[float | None, ...] = (), unit: str | None = None) -> str | None:
    """The words of a figure that is said as two, between which it lies; None where one is said.

    `known`: levels that the metric has had, in `unit`: "4 到 6 家" of what stood at 4 says where it went.
    """
    plain = normalise(text)
    for worded in estimates(plain):
        return text[worded.start : worded.end]
    found = between(plain, find_numbers(plain), known, unit)
    return text[found[0].start : found[1].end] if found else None


def between(
    plain: str, quantities: tuple[Quantity, ...], known: tuple[float | None, ...] = (), unit: str | None = None
) -> tuple[Quantity, Quantity] | None:
    """Two figures between which the truth lies: 28 到 30 分钟, 76%-78%, 5 or 6; neither is where things stand."""
    for first, second in pairwise(quantities):
        link = plain[first.end : second.start].strip()
        if first.unit not in (None, second.unit) and second.unit is not None:
            continue
        if _EITHER.fullmatch(link) or (_BOTH.fullmatch(link) and _estimated(plain, first, second)):
            return first, second
        if _TO.fullmatch(link) and not _moved(plain, first, second, known, unit):
            return first, second
    return None


def _estimated(plain: str, first: Quantity, second: Quantity) -> bool:
    around = plain[max(0, first.start - 20) : first.start] + " " + plain[second.end : second.end + 4]
    return bool(pattern("report", "between").search(around))


def _moved(plain: str, first: Quantity, second: Quantity, known: tuple[float | None, ...], unit: str | None) -> bool:
    """Whether "5 to 6" says from where to where: it goes down, begins where it stood, or a word says so."""
    ahead = plain[: first.start]
    if _FROM.search(ahead) or _goes().search(ahead):
        return True
    if _estimated(plain, first, second):
        return False
    low = convert(first.value, first.unit or second.unit, unit)
    return first.value > second.value or low in known or first.value in known


@cache
def _goes() -> re.Pattern[str]:
    words = "|".join(alternatives("report", name) for name in ("rose", "step_up", "step_down", "goes"))
    return re.compile(rf"(?:{words})\s*$", re.IGNORECASE)


def estimates(plain: str) -> Iterator[Quantity]:
    """Estimates in Chinese numerals, each as one quantity of its lower figure: 五六个小时, 七到八家; 二三线 measures nothing."""
    for match in _WORDED.finditer(plain):
        low, high = chinese_number(match["low"]), chinese_number(match["high"])
        if low is None or high is None or not (low < high if match["link"] else high == low + 1 < 10):
            continue
        _, end = read_scale(plain, match.end())
        measured = read_unit(plain, end)
        tenths = plain[match.end() : match.end() + 1] == "成"
        if measured.kind != "number" or end > match.end() or tenths:
            yield Quantity(float(low), "%" if tenths else measured.name, match.start(), max(measured.end, match.end() + tenths), "count")


def with_estimates(plain: str, quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """The quantities of a text, with its estimates in the place of what was found in them."""
    worded = tuple(estimates(plain))
    kept = (q for q in quantities if not any(q.start < one.end and one.start < q.end for one in worded))
    return tuple(sorted((*kept, *worded), key=lambda q: q.start))
