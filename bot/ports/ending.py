"""What the bot asks of its memory about a cycle's end and about campaigns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from bot.okr.model import Objective
from bot.okr.model_ending import Broadcast, CampaignPlan, Gathering, Retro
from bot.ports.learning import LearningStore


class EndingStore(LearningStore, Protocol):
    """Looking back, campaigns, what is found by its words, and what is learnt of it all."""

    def retros(self, cycles: Iterable[str] | None = None, people: Iterable[str] | None = None) -> tuple[Retro, ...]:
        """Those of these people in these cycles (None: in all), or all there are; ordered by cycle, team, person."""

    def save_retro(self, retro: Retro) -> None: ...
    def gatherings(self, cycles: Iterable[str] | None = None) -> tuple[Gathering, ...]:
        """Those of these cycles, or all there are; ordered by cycle, team."""

    def save_gathering(self, gathering: Gathering) -> None: ...
    def broadcast(self, which: str) -> Broadcast | None: ...
    def broadcasts(self, limit: int | None = None) -> tuple[Broadcast, ...]:
        """Newest first."""

    def save_broadcast(self, broadcast: Broadcast) -> None: ...
    def campaign_plans(self) -> tuple[CampaignPlan, ...]: ...
    def save_campaign_plan(self, plan: CampaignPlan) -> None: ...
    def fates(self, keys: Iterable[str]) -> Mapping[str, tuple[str, str | None]]:
        """Of these rows of the outbox those that are there: state, and why where there is a reason."""

    def reporters(self, cycle: str, weeks: Iterable[str]) -> frozenset[tuple[str, str]]:
        """(week, person) of everybody who checked in on a key result of that cycle in these weeks."""

    def close_objectives(self, cycle: str) -> int:
        """What is agreed in that cycle is closed; how many were."""

    def objectives_with(self, words: str, limit: int) -> tuple[Objective, ...]:
        """Objectives in whose text, or in a key result's, these words stand as typed (case ignored); newest cycles first."""
