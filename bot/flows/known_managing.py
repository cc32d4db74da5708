"""What a manager is shown of their people besides the board, and what a talk with one of them begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.okr.model import CheckIn, Objective, Person
from bot.okr.model_asking import ChangeRequest, Comment


@dataclass(frozen=True, slots=True)
class Managed:
    """The members of a team who are mine to look after, with what is theirs in cycles that are not closed."""

    people: tuple[Person, ...] = ()
    owned: tuple[Objective, ...] = ()
    silent_weeks: Mapping[str, int] = field(default_factory=dict)  # of the last prompts in a row, how many they left unanswered
    looked: tuple[Looked, ...] = ()


NO_MANAGED = Managed()


@dataclass(frozen=True, slots=True)
class Looked:
    """Who of a manager's people has looked back on a cycle, at the review that is wanted now: keys of people."""

    cycle: str
    right: tuple[str, ...] = ()  # said that all is still right
    changing: tuple[str, ...] = ()  # asked for a change since
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """What there was about one person since the last talk; `since` is None when there was none."""

    since: datetime | None = None
    owned: tuple[Objective, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()  # all of their key results, oldest first
    comments: tuple[Comment, ...] = ()
    requests: tuple[ChangeRequest, ...] = ()
    silent: int = 0


NO_BRIEF = Brief()
