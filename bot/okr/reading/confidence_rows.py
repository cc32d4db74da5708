"""The confidences of several key results said together: 信心分别是 6、6、5; Confidence: KR1 8, KR2 5."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.okr.reading.units import read_scale, read_unit
from bot.okr.reading.words import alternatives

_PAIR: Final = re.compile(
    r"\s*(?:[,、;/]\s*)?(?:and\s|和)?\s*kr\s?-?(?P<number>\d{1,2})\s*(?:[:=]|是|is|at|→|to|到)?\s*(?P<value>10|[1-9])(?![\d.%])(?:\s?分|\s?/\s?10)?",
    re.IGNORECASE,
)
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Confidences:
    """One for each of several, in order, and the place in the text that says them."""

    values: tuple[int, ...]
    place: Place


def find_confidences(plain: str, start: int, count: int) -> Confidences | None:
    """A row of as many as there are key results to be confident of: 信心分别是 6、6、5, confidence 7, 8 and 6."""
    for match in _row().finditer(plain, start):
        values = tuple(int(n) for n in re.findall(r"\d+", match["row"]))
        if count > 1 and len(values) == count and all(1 <= n <= 10 for n in values):
            return Confidences(values, match.span())
    return None


@cache
def _row() -> re.Pattern[str]:
    name, link = alternatives("confidence", "name"), alternatives("confidence", "link")
    gap = r"(?:\s*+[,、;/]\s*+(?:and\s)?|\s++(?:and\s)?|\s*+和\s*+)"
    apart = r"\s*+(?:分别|依次|各|respectively)?\s*+"
    return re.compile(
        rf"(?:{name})s?{apart}(?:(?:{link}|are)\s*+){{0,2}}(?P<row>\d{{1,2}}(?:{gap}\d{{1,2}}(?!\d|\.\d|%|[一-龥]))+)(?:\s*+respectively)?",
        re.IGNORECASE,
    )


def confidences_by_number(plain: str) -> tuple[dict[int, int], Place | None]:
    """What stands behind "confidence:" by the number of each key result, and the place that says it: Confidence: KR1 8, KR2 5."""
    for heading in _heading().finditer(plain):
        found: dict[int, int] = {}
        place = heading.end()
        while (pair := _PAIR.match(plain, place)) and not _measures_more(plain, pair.end("value")):
            found[int(pair["number"])] = int(pair["value"])
            place = pair.end()
        if found:
            return found, (heading.start(), place)
    return {}, None


def _measures_more(plain: str, end: int) -> bool:
    """Whether a unit or a scale stands behind a number, so that it is no confidence."""
    _, scaled = read_scale(plain, end)
    unit = read_unit(plain, end)
    return scaled > end or (unit.kind != "number" and unit.name != "分")


@cache
def _heading() -> re.Pattern[str]:
    name = alternatives("confidence", "name")
    return re.compile(
        rf"(?:{name})s?\s?(?:指数|调整|变化|更新|changes?|updates?|now|levels?)?\s?[:,]?\s{{0,2}}(?=kr\s?-?\d)", re.IGNORECASE
    )
