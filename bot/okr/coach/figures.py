"""The numbers of a sentence that measure something: dates, versions and names are no metrics (docs/method.md 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.okr.coach.lexicon import pattern
from bot.okr.reading import find_dates

Measure = Literal["share", "money", "time", "rate", "bound", "state", "count"]

DIGITS = re.compile(
    r"(?:[$€£¥]\s?|(?<![a-z])(?:rmb|usd|eur)\s?)?[+-]?(?<![\d.])\d(?:[\d,]*\d)?(?:\.\d+)?"
    r"(?:\s?(?:万亿|千万|百万|十万|万|亿|千(?!分)|百(?!分)|(?:k|m|bn|mn|b|million|billion|thousand|hundred)(?![a-z])))?"
)
SINGLE = re.compile(r"一|one")
MULTIPLE = re.compile(r"翻|半|倍|hal[fv]|doubl|tripl|quadrupl|fold|twice|fifth|tenth|third")
DATE, NAME = "\x00", "\x01"
ANY_DAY = date(2027, 1, 1)  # where a date stands does not depend on the day it is read


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that measures. `start`, `end` are offsets in the text, unit included.

    `relative`: a change to something that is not told by it ("by 20 %"). `old`: what was before ("up from 40 %").
    """

    start: int
    end: int
    measure: Measure
    relative: bool = False
    old: bool = False

    @property
    def strong(self) -> bool:
        """Whether the number says by itself that a state is measured; a bare count may count work just as well."""
        return self.measure != "count"


def masked(plain: str) -> str:
    """The text with dates (by NUL), times, versions and names (by another sign) blanked, every character in its place."""
    for date_span in find_dates(plain, ANY_DAY):
        if not pattern("past").match(plain, date_span.start):
            plain = _blanked(plain, date_span.start, date_span.end, DATE)
    for match in pattern("not_a_metric").finditer(plain):
        plain = _blanked(plain, match.start(), match.end(), NAME)
    return plain


def _blanked(text: str, start: int, end: int, sign: str) -> str:
    return text[:start] + sign * (end - start) + text[end:]


def figures(plain: str) -> tuple[Figure, ...]:
    """All that measures in a normalised, lower-case text, from left to right, none overlapping."""
    return figures_of(masked(plain))


def figures_of(text: str) -> tuple[Figure, ...]:
    """As `figures`, in a text whose dates and names are blanked already."""
    found: list[Figure] = []
    for start, end, worded in _spans(text):
        if (not found or start >= found[-1].end) and not SINGLE.fullmatch(text[start:end]):
            found.append(_figure(text, start, end, worded=worded))
    return tuple(found)


def _spans(text: str) -> list[tuple[int, int, bool]]:
    spans = [(m.start(), m.end(), True) for m in pattern("worded").finditer(text)]
    spans += [(m.start(), m.end(), False) for m in pattern("counted").finditer(text)]
    spans += [(m.start(), m.end(), False) for m in DIGITS.finditer(text)]
    return sorted(spans, key=lambda span: (span[0], -span[1]))


def _figure(text: str, start: int, end: int, *, worded: bool) -> Figure:
    head = text[max(0, start - 40) : start]
    measure, stop = _measure(text, start, end, head, worded=worded)
    bare = text[start:end]
    multiple = worded and bool(MULTIPLE.search(bare))
    relative = multiple or bare.startswith(("+", "-")) or bool(pattern("relative").search(head.rstrip()))
    relative = (
        relative
        or (measure == "share" and _adrift(text, end, head))
        or (measure in ("share", "state") and bool(pattern("relative_behind").match(text, stop)))
    )
    return Figure(start, stop, measure, relative, _is_old(text, start, stop))


def _adrift(text: str, end: int, head: str) -> bool:
    """A share behind a verb of change and its object, and no word that says to what: "grow subscribers 40%"."""
    clause = re.split(r"[,;]", head)[-1]
    change = pattern("becoming").search(clause)
    return (
        bool(change) and not _beside_bound(text, end, head) and not re.search(r" (?:with|for|among|in|on|where|who|that) |[后的中]", clause)
    )


def _measure(text: str, start: int, end: int, head: str, *, worded: bool) -> tuple[Measure, int]:
    """What kind of measure, and where its unit ends."""
    if worded:
        return "state", end
    for name in ("share", "money", "time"):
        unit = re.compile(rf"\s*(?:{pattern('unit', name).pattern})").match(text, end)
        if unit:
            return name, unit.end()
    if text[start] in "$€£¥" or (text[end - 1] in "万亿" and pattern("unit", "money_name").search(head)):
        return "money", end
    if re.compile(pattern("unit", "rate").pattern).match(text, end):
        return "rate", end
    if _beside_bound(text, end, head) or text[start:end] in ("0", "零"):
        return "bound", end
    word = re.compile(pattern("measure_word").pattern).match(text, end)
    return "count", word.end() if word else end


def _beside_bound(text: str, end: int, head: str) -> bool:
    before = re.search(rf"(?:{pattern('bound', 'before').pattern})\s*$", head)
    after = re.compile(rf"\s*[一-龥]{{0,2}}\s*(?:{pattern('bound', 'after').pattern})").match(text, end)
    return bool(before or after)


def _is_old(text: str, start: int, stop: int) -> bool:
    marks = list(pattern("baseline").finditer(text))
    told_before = any(mark.end() <= start and start - mark.end() <= 14 and not _has_digit(text[mark.end() : start]) for mark in marks)
    told_after = any(stop - 3 <= mark.start() <= stop + 1 for mark in marks)
    paired = re.compile(r"\s*(?:个?[一-龥]{0,2})?\s*(?:->|→|➜)").match(text, stop)
    return told_before or told_after or bool(paired)


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


def has_baseline(text: str) -> bool:
    """Whether the value before is told in a blanked text: from A to B, up from A, 去年 A, A → B."""
    return bool(pattern("baseline").search(text) or pattern("pair").search(text))
