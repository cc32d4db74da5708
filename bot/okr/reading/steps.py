"""Which of several figures says where things stand: 新签 3 家，累计 123 家; a step is taken from the last level (docs/method.md 9)."""

import re
from functools import cache
from itertools import pairwise

from bot.okr.reading.quantity import Quantity
from bot.okr.reading.words import alternatives, pattern


def by_weight(plain: str, quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """What is said to be the level first, then in reading order, steps last. Of "from 26 to 30" the second counts."""
    for first, second in pairwise(quantities):
        if pattern("report", "onward").fullmatch(plain[first.end : second.start].strip()):
            return (second, *(q for q in quantities if q is not second))
    steps = [q for q in quantities if step(plain, q)]
    if not steps:
        return tuple(sorted(quantities, key=lambda q: not _ends("totals").search(plain[: q.start])))
    levels = [q for q in quantities if q not in steps]
    return (*sorted(levels, key=lambda q: not _is_level(plain, q)), *steps)


def step(plain: str, quantity: Quantity) -> int:
    """1 for a step up (新增 5 家, 5 more), -1 for one down, 0 for a level."""
    ahead = plain[: quantity.start]
    if _ends("step_down").search(ahead):
        return -1
    if _ends("step_up").search(ahead) or plain[quantity.start : quantity.start + 1] == "+" or re.search(r"[(,]\s*\+\s*$", ahead):
        return 1
    if plain[quantity.start : quantity.start + 1] == "-" or _begins(plain, quantity.end, "less_behind"):
        return -1
    return 1 if _begins(plain, _number_end(plain, quantity), "step_behind") or _begins(plain, quantity.end, "more_behind") else 0


def _is_level(plain: str, quantity: Quantity) -> bool:
    return bool(_begins(plain, quantity.end, "level_behind") or _ends("level").search(plain[: quantity.start]))


def _number_end(plain: str, quantity: Quantity) -> int:
    """Where the figures end: the counted noun may hold the word that is looked for ("12 new customers")."""
    digits = re.match(r"[+-]?[\d.,]+|[A-Za-z]+(?:-[A-Za-z]+)?", plain[quantity.start : quantity.end])
    return quantity.start + digits.end() if digits else quantity.end


def _begins(plain: str, place: int, name: str) -> bool:
    """Whether such words follow a place."""
    return _starts(name).match(plain, place) is not None


@cache
def _starts(name: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{alternatives('report', name)})", re.IGNORECASE)


@cache
def _ends(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('report', name)})\s*$", re.IGNORECASE)
