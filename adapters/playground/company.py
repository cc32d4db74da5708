"""What the playground is told about the sample company: who is there, which channels, what time it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody one can be. `role` is employee, manager, hr, coach or exec; `team` its name; `account` the id on this platform."""

    key: str
    name: str
    role: str
    team: str
    account: str
    language: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A group chat that the bot is in; `team` is the name of the team whose board it shows."""

    address: str
    name: str
    team: str


class TurningClock(Protocol):
    """A clock with hands that can be turned; times are aware."""

    def now(self) -> datetime: ...
    def turn(self, to: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Company:
    """Everything the page asks of the rest of the bot, apart from conversation.

    `reset` starts the sample company over, clock included, in a language; `set_language` takes a person's key and a language tag.
    `language` is the one it was begun in; None where there is one company for all languages.
    `timezone` is the company's, an IANA name: the clock is shown and turned in it.
    """

    directory: Callable[[], Awaitable[Sequence[Member]]]
    channels: Callable[[], Awaitable[Sequence[Channel]]]
    clock: TurningClock
    reset: Callable[[str | None], Awaitable[None]]
    set_language: Callable[[str, str], Awaitable[None]]
    timezone: str = "Asia/Shanghai"
    language: Callable[[], str] | None = None
