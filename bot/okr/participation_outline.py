"""As much of a cycle's objectives as participation is counted from: plain tuples, because a large company has tens of thousands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.okr.access import LIVE
from bot.okr.model import Objective

Aim = tuple[str, str, str, str, bool, datetime | None]
"""An objective: id, owner, state, source, whether it serves anything, when it was first submitted."""
Hand = tuple[str, str, int, int]
"""Who owns key results of an objective: the objective's id, the owner, how many that are not dropped, how many of these without a score."""


@dataclass(frozen=True, slots=True)
class Outline:
    """All objectives of one cycle; `served`: live key results that a live objective of the cycle serves."""

    aims: tuple[Aim, ...] = ()
    hands: tuple[Hand, ...] = ()
    served: int = 0


@dataclass(frozen=True, slots=True)
class Standings:
    """By person: states of their objectives, when one was first submitted; of whoever carries live key results, whether a score lacks."""

    states: Mapping[str, set[str]]
    submitted: Mapping[str, datetime]
    unscored: Mapping[str, bool]


def outlined(objectives: Iterable[Objective]) -> Outline:
    """The same as the store makes of what it holds."""
    aims: list[Aim] = []
    hands: list[Hand] = []
    lines: set[str] = set()
    serving: set[str] = set()
    for one in objectives:
        first = min((e.at for e in one.events if e.what == "submitted"), default=None)
        aims.append((one.id, one.owner, one.state, one.source, bool(one.aligned_to), first))
        active = [kr for kr in one.key_results if kr.state == "active"]
        without = Counter(kr.owner for kr in active if kr.score is None)
        hands += [(one.id, owner, n, without[owner]) for owner, n in Counter(kr.owner for kr in active).items()]
        if one.state in LIVE:
            lines.update(kr.id for kr in active)
            serving.update(a.key_result for a in one.aligned_to if a.key_result)
    return Outline(tuple(aims), tuple(hands), len(lines & serving))


def standings(outline: Outline) -> Standings:
    states: dict[str, set[str]] = {}
    submitted: dict[str, datetime] = {}
    unscored: dict[str, bool] = {}
    live = {key for key, _, state, *_ in outline.aims if state in LIVE}
    for _, owner, state, _, _, first in outline.aims:
        states.setdefault(owner, set()).add(state)
        if first is not None:
            submitted[owner] = min(first, submitted.get(owner, first))
    for objective, owner, _, without in outline.hands:
        if objective in live:
            unscored[owner] = unscored.get(owner, False) or without > 0
    return Standings(states, submitted, unscored)
