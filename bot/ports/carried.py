"""What the bot asks of its memory for a view over the whole company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from bot.okr.model import Objective, Person, Visibility
from bot.okr.participation_outline import Outline


class CarriedStore(Protocol):
    """Thousands of objectives and people at once, as far as a map or a report needs them. None of it is to be saved again."""

    def carried(self, cycles: Iterable[str]) -> tuple[Objective, ...]:
        """Agreed and closed objectives of these cycles with the key results that count: words, owners, alignment, how they stand."""

    def roster(self) -> tuple[Person, ...]:
        """Everybody with name, manager, team, whether they are active, time zone and leave; without accounts and roles."""

    def owners(self, cycles: Iterable[str]) -> frozenset[tuple[str, str]]:
        """(person, cycle) of everybody who owns a key result that counts: an active one of an agreed objective of these cycles."""

    def holders(self, cycles: Iterable[str]) -> frozenset[tuple[str, str, Visibility]]:
        """(owner, cycle, visibility) of every agreed objective of these cycles that has an active key result."""

    def writers(self, cycles: Iterable[str]) -> frozenset[str]:
        """Everybody with an objective of these cycles that is drafted, submitted or returned."""

    def answered(self, cycles: Iterable[str], week: str) -> frozenset[str]:
        """Everybody who reported for a week on a key result that counts in these cycles."""

    def outline(self, cycle: str) -> Outline:
        """What participation in a cycle is counted from."""

    def person_rhythms(self) -> Mapping[str, str]:
        """By what rhythm everybody active is asked."""

    def newest_deed(self) -> str:
        """Names the last thing that was done to any OKR, by an import too: while it stays the same, so do they."""
