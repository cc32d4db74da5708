"""What the bot asks of its memory about what a company learns from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

from bot.okr.model_learning import Example, Improvement, Readiness


class LearningStore(Protocol):
    """Improvements on the teams' memos, examples, how ready the company is."""

    def improvements(self, by: Literal["id", "team"] | None = None, keys: Iterable[str] = ()) -> tuple[Improvement, ...]:
        """Those in which that field is one of the keys, or all there are; oldest first."""

    def undecided_improvements(self, lead: str) -> tuple[Improvement, ...]:
        """Those proposed, or left for later, in the teams that this person leads; oldest first."""

    def save_improvement(self, improvement: Improvement) -> None: ...
    def examples(self) -> tuple[Example, ...]:
        """All that are, or were, shown; newest first."""

    def save_example(self, example: Example) -> None: ...
    def readiness(self) -> tuple[Readiness, ...]:
        """Newest first."""

    def save_readiness(self, readiness: Readiness) -> None: ...
