"""How a report begins, and what is said of all that it does not name."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.okr.reading.clauses import EMOJI
from bot.okr.reading.normalise import normalise
from bot.okr.reading.numbers import find_numbers
from bot.okr.reading.words import alternatives, pattern

_LONGEST = 1000


def may_report(text: str) -> bool:
    """Whether a sentence holds anything that a report is made of, and is no wish for an objective (让续约率达到 85%)."""
    plain = normalise(text)
    if len(plain) > _LONGEST or pattern("report", "wish").match(plain.strip()):
        return False
    words = any(pattern("report", name).search(plain) for name in ("same", "finished", "not_started"))
    return words or bool(find_numbers(plain))


@dataclass(frozen=True, slots=True)
class Opening:
    """Where the report begins behind "weekly report:" or "correction:", whether it corrects, and whether it is about the week before."""

    place: int = 0
    correction: bool = False
    last_week: bool = False


def opening(plain: str) -> Opening:
    """How a normalised report begins."""
    found = Opening()
    while (match := _heading().match(plain, found.place)) and match.end() > found.place:
        correction, last_week = (match[name] is not None for name in ("correction", "last_week"))
        found = Opening(match.end(), found.correction or correction, found.last_week or last_week)
    return found


@cache
def _heading() -> re.Pattern[str]:
    heading, correction, last_week = (alternatives("report", name) for name in ("heading", "correction", "last_week"))
    end = rf"(?:{EMOJI}{{1,3}}\s{{0,3}}|\s{{0,3}}[:,.!;~-]{{1,3}}\s{{0,3}}|\s{{1,3}}|(?=kr|第)|$)"
    said = rf"(?:(?P<correction>{correction})|(?P<last_week>{last_week})|{heading})"
    return re.compile(rf"\s{{0,3}}(?:[-*•]\s{{1,3}})?{said}{end}", re.IGNORECASE)


@lru_cache(maxsize=256)
def find_rest_same(plain: str) -> tuple[tuple[int, int], ...]:
    """Where it is said of all the others, or of all, that they are as before."""
    return tuple(match.span() for match in _rest_same().finditer(plain))


@cache
def _rest_same() -> re.Pattern[str]:
    who = f"{alternatives('report', 'rest')}|{alternatives('report', 'everything')}"
    filler, same = alternatives("report", "same_filler"), alternatives("report", "same")
    but = rf"(?:{same})(?:\s{{0,2}}(?:{filler})){{0,3}}(?=\s{{1,3}}(?:except|apart from|but(?! (?:my )?conf)|other than|besides)\b)"
    behind = rf"(?:{same})\s{{1,3}}(?:on|for|in|to|with|of)\s{{1,3}}(?:{alternatives('report', 'rest')})"
    stated = rf"(?:{who})[\s:,]{{0,3}}(?:(?:{filler})\s{{0,2}}){{0,4}}(?:{same})(?:\s{{0,2}}(?:{filler})){{0,4}}+(?![A-Za-z])"
    return re.compile(rf"(?<![A-Za-z])(?:{but}|{behind}|{alternatives('report', 'nothing_else')})|{stated}", re.IGNORECASE)
