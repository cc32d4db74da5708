"""Objectives of a file that serve themselves over others: every one that stands in such a circle is named, with the way round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.okr.model import Alignment, Objective


def circle(objective: Objective, aim: Alignment, every: Mapping[str, Objective]) -> tuple[str, ...]:
    """The ids from an objective over this alignment back to itself; empty when it does not come back (docs/method.md 6)."""
    before: dict[str, str] = {aim.objective: objective.id}
    waiting = [aim.objective]
    while waiting:
        at = waiting.pop(0)
        if at == objective.id:
            return _back(objective.id, before)
        for above in _above(every.get(at)):
            if above not in before:
                before[above] = at
                waiting.append(above)
    return ()


def _back(key: str, before: Mapping[str, str]) -> tuple[str, ...]:
    way = [key, before[key]]
    while way[-1] != key:
        way.append(before[way[-1]])
    return tuple(reversed(way))


def _above(objective: Objective | None) -> Iterable[str]:
    return (aim.objective for aim in objective.aligned_to) if objective else ()
