"""What the flows are given by which a company learns: a team's memo, examples, how ready the company is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.okr.model import Objective
from bot.okr.model_learning import Improvement, Readiness


@dataclass(frozen=True, slots=True)
class Learning:
    """What a flow did not ask for is empty."""

    now: str = ""  # the cycle that runs
    following: str = ""  # the one that improvements are proposed for
    memo: tuple[Improvement, ...] = ()  # of the team, as far as I may see; or those that a card is about
    waiting: tuple[Improvement, ...] = ()  # that I decide
    lists: Mapping[str, tuple[Improvement, ...]] = field(default_factory=dict)  # cycle that is drafted -> what my team has accepted for it
    examples: tuple[Objective, ...] = ()  # that I may see
    marked: frozenset[str] = frozenset()  # ids of all objectives that are examples
    readiness: tuple[Readiness, ...] = ()  # newest first


NO_LEARNING = Learning()
