"""What an import would do, as a value: who is new, who changes, who stays; stored only when every row is good."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.exchange.problems import BadRow

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Platform:
    """How a platform's ids look: `account` and `channel` are what they begin with (empty: anything)."""

    name: str
    account: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan(Generic[T]):
    """What to store of one list. `notes` are lines for the operator."""

    name: str
    new: tuple[T, ...] = ()
    changed: tuple[T, ...] = ()
    unchanged: int = 0
    notes: tuple[str, ...] = ()

    @property
    def saved(self) -> tuple[T, ...]:
        return (*self.new, *self.changed)

    def __str__(self) -> str:
        return f"{self.name}: {len(self.new)} new, {len(self.changed)} changed, {self.unchanged} unchanged"


def compared(name: str, wanted: Iterable[T], known: Mapping[str, T], key: Callable[[T], str], notes: Iterable[str] = ()) -> Plan[T]:
    """Sorts what a file asks for into new, changed and unchanged."""
    every = list(wanted)
    new = tuple(one for one in every if key(one) not in known)
    changed = tuple(one for one in every if key(one) in known and known[key(one)] != one)
    return Plan(name, new, changed, len(every) - len(new) - len(changed), tuple(notes))


def loops(above: Mapping[str, str | None]) -> Mapping[str, tuple[str, ...]]:
    """Everybody who is above themselves, with the way round: key -> (key, their manager, …, key)."""
    found: dict[str, tuple[str, ...]] = {}
    settled: set[str] = set()
    for start in above:
        way: list[str] = []
        at: str | None = start
        while at is not None and at not in settled and at not in way:
            way.append(at)
            at = above.get(at)
        if at is not None and at in way:
            ring = way[way.index(at) :]
            for turn, member in enumerate(ring):
                found[member] = (*ring[turn:], *ring[:turn], member)
        settled.update(way)
    return found


def twice(seen: Iterable[tuple[int, str, str]], column: str) -> list[BadRow]:
    """Values that stand in several rows; `seen` are (line, value as compared, value as written)."""
    first: dict[str, int] = {}
    bad: list[BadRow] = []
    for line, folded, written in seen:
        if folded in first:
            bad.append(BadRow(line, column, f"“{written}” stands in line {first[folded]} already; each may stand only once"))
        first.setdefault(folded, line)
    return bad
