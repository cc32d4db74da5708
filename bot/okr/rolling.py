"""What the progress of those comes to who carry a part of a key result: a suggestion for its owner, never its number (docs/method.md 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.okr.coverage import ADDED_UP, NOT_ADDED, progress_of_objective
from bot.okr.model import KeyResult, Objective
from bot.okr.scoring import objective_progress, progress_of, value_of

WIDE = 20
"""Units: along a longer way nobody reports tenths."""


@dataclass(frozen=True, slots=True)
class RolledUp:
    """The value in the key result's unit (None for a deliverable), the progress 0..1, and each part: whose, with its progress."""

    value: float | None
    progress: float | None
    parts: tuple[tuple[str, float | None], ...]


def rolled_up(kr: KeyResult, serving: Iterable[Objective]) -> RolledUp | None:
    """What the agreed objectives that serve it come to; None while nobody has reported.

    Where counts were split and add up, their sum; else the mean progress, and the value at that share of the way.
    """
    found = [o for o in serving if o.state == "agreed" and any(a.key_result == kr.id for a in o.aligned_to)]
    parts = tuple((o.owner, progress_of_objective(o)) for o in found)
    share = objective_progress(progress for _, progress in parts)
    if share is None:
        return None
    way = (kr.baseline, kr.target, kr.direction)
    value = _total(kr, found)
    value = value_of(share, *way) if value is None else value
    if value is None:
        return RolledUp(None, share, parts)
    value = _rounded(value, kr)
    return RolledUp(value, progress_of(value, *way), parts)


def _total(kr: KeyResult, found: Sequence[Objective]) -> float | None:
    """The sum of the parts' values; None where they cannot be added, do not come to the whole, or one of them is not known."""
    if kr.target is None or kr.unit in NOT_ADDED or kr.direction not in ADDED_UP:
        return None
    lines = [
        one
        for o in found
        for one in o.key_results
        if one.state == "active" and one.unit == kr.unit and one.direction in ADDED_UP and one.target is not None
    ]
    if {one.objective for one in lines} != {o.id for o in found} or sum(one.target or 0 for one in lines) < kr.target:
        return None
    values = [one.current for one in lines if one.current is not None]
    return sum(values) if len(values) == len(lines) else None


def _rounded(value: float, kr: KeyResult) -> float:
    """As finely as people would say it."""
    way = abs((kr.target or 0) - (kr.baseline or 0))
    digits = 0 if way >= WIDE else 1 if way >= 2 else 2
    rounded = round(value, digits)
    return int(rounded) if rounded == int(rounded) else rounded
