"""As much of a cycle's objectives as participation is counted from: plain tuples, because a large company has tens of thousands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.okr.access import LIVE
from bot.okr.model import KeyResult, Objective
from bot.okr.model_ending import Stage
from bot.okr.participation import stage_in

LAST = datetime.max.replace(tzinfo=UTC)

Aim = tuple[str, str, str, str, bool, datetime | None, datetime | None]
"""An objective: id, owner, state, source, whether it serves anything, when it was first submitted, when it was agreed."""
Hand = tuple[str, str, bool, datetime | None]
"""A key result that is not dropped: its objective's id, its owner, whether it has a score, when it came to this owner (None: with it)."""


@dataclass(frozen=True, slots=True)
class Outline:
    """All objectives of one cycle; `served`: live key results that a live objective of the cycle serves."""

    aims: tuple[Aim, ...] = ()
    hands: tuple[Hand, ...] = ()
    served: int = 0


@dataclass(frozen=True, slots=True)
class Standings:
    """By person: the states of their objectives, when one was first submitted.

    Of whoever carries live key results: whether a score lacks, and since when they carry any (None: not known).
    """

    states: Mapping[str, set[str]]
    submitted: Mapping[str, datetime]
    unscored: Mapping[str, bool]
    carrying: Mapping[str, datetime | None]

    def stages(self, person: str) -> frozenset[Stage]:
        """All that a campaign may call somebody by; the same as `participation.stages_of` makes of their objectives."""
        stage = stage_in(self.states.get(person, ()))
        return frozenset({stage, *(("not_scored",) if self.unscored.get(person) else ())})


def outlined(objectives: Iterable[Objective]) -> Outline:
    """The same as the store makes of what it holds."""
    aims: list[Aim] = []
    hands: list[Hand] = []
    lines: set[str] = set()
    serving: set[str] = set()
    for one in objectives:
        submitted = min((e.at for e in one.events if e.what == "submitted"), default=None)
        agreed = max((e.at for e in one.events if e.what == "agreed"), default=None)
        aims.append((one.id, one.owner, one.state, one.source, bool(one.aligned_to), submitted, agreed))
        active = [kr for kr in one.key_results if kr.state == "active"]
        hands += [(one.id, kr.owner, kr.score is not None, _taken_over(kr)) for kr in active]
        if one.state in LIVE:
            lines.update(kr.id for kr in active)
            serving.update(a.key_result for a in one.aligned_to if a.key_result)
    return Outline(tuple(aims), tuple(hands), len(lines & serving))


def _taken_over(key_result: KeyResult) -> datetime | None:
    return max((change.at for change in key_result.history if change.field == "owner"), default=None)


def standings(outline: Outline) -> Standings:
    states: dict[str, set[str]] = {}
    submitted: dict[str, datetime] = {}
    unscored: dict[str, bool] = {}
    carrying: dict[str, datetime | None] = {}
    live = {key: agreed for key, _, state, _, _, _, agreed in outline.aims if state in LIVE}
    for _, owner, state, _, _, first, _ in outline.aims:
        states.setdefault(owner, set()).add(state)
        if first is not None:
            submitted[owner] = min(first, submitted.get(owner, first))
    for objective, owner, scored, taken_over in outline.hands:
        if objective in live:
            unscored[owner] = unscored.get(owner, False) or not scored
            since, known = taken_over or live[objective], carrying.get(owner, LAST)
            carrying[owner] = None if since is None or known is None else min(since, known)
    return Standings(states, submitted, unscored, carrying)
