"""How messages that fall due at once are spread over time where a platform's limit asks for it: the moment of each, foreseen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

T = TypeVar("T")
Limits = Mapping[str, tuple[float, float]]
"""By platform: so many messages in so many seconds."""


@dataclass(frozen=True, slots=True)
class Wish(Generic[T]):
    """A message for `what`, to be sent from `at` on; lower `priority` first, then the earlier, then by `order`.

    `good`: the first instant from one on at which it may be sent, None when it is not wanted any more.
    """

    what: T
    platform: str
    at: datetime
    priority: int
    order: str
    good: Callable[[datetime], datetime | None]


@dataclass(frozen=True, slots=True)
class Share(Generic[T]):
    """A message that is sent `at`, of those that could be sent from `since` on; None: the limit leaves no time for it."""

    what: T
    since: datetime
    at: datetime | None


def spread(wishes: Iterable[Wish[T]], limits: Limits) -> Iterator[Share[T]]:
    """The share of each, platform by platform, as delivery would send them."""
    found: dict[str, list[Wish[T]]] = defaultdict(list)
    for wish in wishes:
        found[wish.platform].append(wish)
    for platform, theirs in found.items():
        count, seconds = limits.get(platform, (1.0, 0.0))
        yield from _one_after_another(theirs, timedelta(seconds=seconds / count))


def _one_after_another(wishes: list[Wish[T]], every: timedelta) -> Iterator[Share[T]]:
    coming = [(wish.at, number, wish) for number, wish in enumerate(wishes)]
    heapify(coming)
    waiting: list[tuple[int, datetime, str, int, Wish[T]]] = []
    now: datetime | None = None
    while coming or waiting:
        if not waiting:
            now = coming[0][0] if now is None else max(now, coming[0][0])
        assert now is not None
        while coming and coming[0][0] <= now:
            at, number, wish = heappop(coming)
            heappush(waiting, (wish.priority, at, wish.order, number, wish))
        _, since, _, number, wish = heappop(waiting)
        good = wish.good(now)
        if good is not None and good > now:
            heappush(coming, (good, number, wish))
            continue
        yield Share(wish.what, since, good and now)
        if good is not None:
            now += every
