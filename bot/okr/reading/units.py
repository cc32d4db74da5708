"""What stands behind a number: scale, percent sign, currency, length of time, measure word or English noun."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.okr.reading.quantity import Kind
from bot.okr.reading.words import any_written, pattern, renamed

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'’-]*(?![A-Za-z0-9'’-])")
_OUT_OF: Final = re.compile(r"\s?/\s?(5|10|100)(?![\d/%])")
_GAP: Final = re.compile(r"[ ]?\+?[ ]?(?:个?多|余|来)?")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is kept, its kind, and where it ends in the text."""

    name: str | None
    kind: Kind
    end: int


def read_scale(plain: str, at: int) -> tuple[Decimal, int]:
    """The power behind a number (万, k, million) and where it ends; 1 when there is none."""
    start = at + 1 if plain[at : at + 1] == " " else at
    if not any_written("numbers", "scales").match(plain, start):
        return Decimal(1), at
    for expression, meant in renamed("numbers", "scales"):
        if (match := expression.match(plain, start)) and not (start > at and meant == "10000" and match.group() in "wW"):
            return Decimal(meant), match.end()
    return Decimal(1), at


def read_unit(plain: str, at: int) -> Unit:
    """The unit that begins at a place of a normalised text, at most one space away."""
    start = gap.end() if (gap := _GAP.match(plain, at)) else at
    if match := pattern("units", "points").match(plain, start):
        return Unit("pp", "percent", match.end())
    if match := pattern("units", "percent").match(plain, start):
        return Unit("%", "percent", match.end())
    for section, kind in (("money", "money"), ("duration", "duration")):
        for expression, meant in renamed("units", section) if any_written("units", section).match(plain, start) else ():
            if match := expression.match(plain, start):
                return Unit(meant, "money" if kind == "money" else "duration", match.end())
    if match := pattern("units", "measure").match(plain, start):
        return Unit(match.group(), "count", match.end())
    if match := _OUT_OF.match(plain, at):
        return Unit("/" + match[1], "number", match.end())
    return _noun(plain, start) or Unit(None, "number", at)


def _noun(plain: str, start: int) -> Unit | None:
    """The counted English noun: up to three words, as far as the last plural."""
    words: list[re.Match[str]] = []
    place = start
    while len(words) < 3 and (word := _WORD.match(plain, place)):
        if pattern("units", "noun_ends").fullmatch(word.group()):
            break
        words.append(word)
        if plain[word.end() : word.end() + 1] != " ":
            break
        place = word.end() + 1
    for count in range(len(words), 0, -1):
        if _counted(words[count - 1].group()):
            end = words[count - 1].end()
            return Unit(plain[start:end], "count", end)
    return None


def _counted(word: str) -> bool:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))
    return plural or bool(pattern("units", "nouns").fullmatch(word))
