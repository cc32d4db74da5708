"""What a manager's plan leaves open: key results nobody supports, objectives without a parent, too much on one line, sums that fall short.

All of it is information (docs/method.md 6): what reports report is never taken for the manager's own number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.okr.model import KeyResult, Objective
from bot.okr.scoring import objective_progress

MANY_SUPPORTERS = 5
MANY_KEY_RESULTS = 12
NOT_ADDED = frozenset({"%", "pp", "x", None})
ADDED_UP = ("up", "at_least")


@dataclass(frozen=True, slots=True)
class Supported:
    """A key result with the objectives that serve it; `share` is the mean of their progress, None when none is known."""

    key_result: KeyResult
    by: tuple[Objective, ...]

    @property
    def share(self) -> float | None:
        return objective_progress(progress_of_objective(o) for o in self.by)

    @property
    def overloaded(self) -> bool:
        return len(self.by) > MANY_SUPPORTERS


@dataclass(frozen=True, slots=True)
class Short:
    """Where numbers are split and do not add up: what the parts come to, in the key result's unit."""

    key_result: KeyResult
    total: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole picture of one manager and their reports."""

    lines: tuple[Supported, ...]
    orphans: tuple[Objective, ...]
    short: tuple[Short, ...]
    overloaded: tuple[str, ...]  # keys of people with too many key results


def coverage(mine: Sequence[Objective], below: Sequence[Objective], me: str) -> Coverage:
    """`mine` are the manager's agreed objectives, `below` what their reports have agreed or submitted."""
    live = [kr for o in mine if o.state == "agreed" for kr in o.key_results if kr.state == "active" and kr.owner == me]
    counted = [o for o in below if o.state in ("submitted", "agreed")]
    lines = tuple(Supported(kr, tuple(o for o in counted if any(a.key_result == kr.id for a in o.aligned_to))) for kr in live)
    holders = [kr.owner for o in counted for kr in o.key_results if kr.state == "active"]
    many = tuple(sorted({who for who in holders if holders.count(who) > MANY_KEY_RESULTS}))
    return Coverage(lines, tuple(o for o in counted if not o.aligned_to), tuple(s for line in lines if (s := _short(line))), many)


def progress_of_objective(objective: Objective) -> float | None:
    """The mean of its live key results."""
    return objective_progress(kr.progress for kr in objective.key_results if kr.state == "active")


def _short(line: Supported) -> Short | None:
    """Only counts and sums of money that are to grow can be added up."""
    kr = line.key_result
    if kr.target is None or kr.unit in NOT_ADDED or kr.direction not in ADDED_UP:
        return None
    parts = [
        one.target
        for o in line.by
        for one in o.key_results
        if one.state == "active" and one.unit == kr.unit and one.direction in ADDED_UP and one.target is not None
    ]
    total = sum(parts)
    return Short(kr, total) if parts and total < kr.target else None
