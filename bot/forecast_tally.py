"""What a forecast says: who is written to when, one after another where a platform's limit asks for it, and who is left out why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from bot.okr.model import Person, Team
from bot.okr.schedule import Kind
from bot.spreading import Limits, Wish, spread

Why = Literal[
    "inactive", "no_account", "no_key_result", "leave", "day_off", "quiet", "answered", "skipped", "sent", "later", "no_news",
    "no_channel", "no_objective", "not_open", "limit",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sending:
    """One kind, from one instant on, to several people, or several teams; `timezone` is theirs, `moments` is when each is written to."""

    at: datetime
    kind: Kind
    timezone: str
    to: tuple[Person | Team, ...]
    moments: tuple[datetime, ...]

    @property
    def until(self) -> datetime:
        """When the last of them is written to."""
        return max(self.moments)


@dataclass(frozen=True, slots=True)
class Meant:
    """A message before the platforms' limits are asked; `day` is the local one of its moment."""

    kind: Kind
    timezone: str
    to: Person | Team
    day: date
    period: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who is not written to; `moments` is empty when that holds for all."""

    who: Person | Team
    why: Why
    moments: tuple[tuple[Kind, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """In order of time; those left out in order of their keys."""

    sendings: tuple[Sending, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def of(self, person: str) -> Forecast:
        """What concerns this person, each message at their own moment."""
        own = (
            Sending(at, one.kind, one.timezone, (to,), (at,))
            for one in self.sendings
            for to, at in zip(one.to, one.moments, strict=True)
            if isinstance(to, Person) and to.key == person
        )
        out = tuple(one for one in self.left_out if isinstance(one.who, Person) and one.who.key == person)
        return Forecast(tuple(sorted(own, key=lambda one: one.at)), out)


@dataclass(slots=True)
class Tally:
    """What was found so far."""

    wishes: list[Wish[Meant]] = field(default_factory=list)
    sent: dict[tuple[datetime, Kind, str], list[tuple[Person | Team, datetime]]] = field(default_factory=lambda: defaultdict(list))
    out: dict[tuple[str, Why], list[tuple[Kind, date]]] = field(default_factory=lambda: defaultdict(list))
    who: dict[str, Person | Team] = field(default_factory=dict)
    asked: dict[tuple[str, str], datetime] = field(default_factory=dict)  # (person, period) -> when their prompt is sent at the soonest

    def spread(self, limits: Limits) -> None:
        """Everything that is wished for gets its moment, or is left out."""
        for share in spread(self.wishes, limits):
            meant = share.what
            if share.at is None:
                self.leave_out(meant.to, "limit", (meant.kind, meant.day))
            else:
                self.sent[share.since, meant.kind, meant.timezone].append((meant.to, share.at))
                if meant.kind == "prompt":
                    self.asked[meant.to.key, meant.period] = share.at

    def leave_out(self, who: Person | Team, why: Why, *moments: tuple[Kind, date]) -> None:
        name = f"{type(who).__name__} {who.key}"
        self.who[name] = who
        self.out[name, why] += moments

    def forecast(self) -> Forecast:
        sendings = (Sending(*key, *zip(*sorted(to, key=lambda one: (one[1], one[0].key)), strict=True)) for key, to in self.sent.items())
        out = (LeftOut(self.who[name], why, tuple(moments)) for (name, why), moments in self.out.items())
        return Forecast(
            tuple(sorted(sendings, key=lambda one: (one.at, one.kind, one.timezone))),
            tuple(sorted(out, key=lambda one: (isinstance(one.who, Team), one.who.key, one.why))),
        )
