"""Who was asked in which week: where there was a prompt for them, of whoever carried something by then and was there (docs/method.md 9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.okr.access import is_away
from bot.okr.calendars import overrides_of
from bot.okr.localtime import to_local, to_utc
from bot.okr.model import Cycle, Person
from bot.okr.rhythm import FRIDAY, PROMPT_TIME, rhythm_of_key
from bot.okr.schedule import Kind, moments
from bot.okr.weeks import Week

Days = Mapping[str, Mapping[date, tuple[bool, str]]]


@dataclass(frozen=True, slots=True)
class Weeks:
    """(week, person) of those who checked in, and of those who left a week out; when who is asked: rhythms by person, own days by calendar.

    Whoever has no rhythm counts as asked on Fridays.
    """

    reporters: frozenset[tuple[str, str]] = frozenset()
    skipped: frozenset[tuple[str, str]] = frozenset()
    rhythms: Mapping[str, str] = field(default_factory=dict)
    days: Days = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prompt:
    """When a week was asked for, and the day on the wall."""

    at: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Asking:
    """One week of a cycle: its prompts by rhythm, and what was said in it.

    `carrying` says since when each person carries something (None: from the beginning).
    """

    week: str
    carrying: Mapping[str, datetime | None]
    rhythms: Mapping[str, str]
    prompts: Mapping[str, Prompt | None]
    friday: Mapping[str, Prompt | None]
    reporters: frozenset[str]
    skipped: frozenset[str]

    def asks(self, person: Person, timezone: str) -> bool:
        key = person.key
        if key not in self.carrying or key in self.skipped:
            return False
        rhythm = self.rhythms.get(key)
        prompt = self.friday[person.timezone or timezone] if rhythm is None else self.prompts[rhythm]
        since = self.carrying[key]
        return prompt is not None and (since is None or since < prompt.at) and not (person.leave and is_away(person, prompt.day))

    def answers(self, person: str) -> bool:
        return person in self.reporters


def askings(
    cycle: Cycle, weeks: Iterable[Week], said: Weeks, carrying: Mapping[str, datetime | None], zones: Iterable[str]
) -> tuple[Asking, ...]:
    """One for each week; `zones` are those of people without a rhythm."""
    reporters, skipped, keys = _by_week(said.reporters), _by_week(said.skipped), set(said.rhythms.values())
    return tuple(
        Asking(
            str(week),
            carrying,
            said.rhythms,
            {key: _running(cycle, _prompt(key, week, said.days)) for key in keys},
            {zone: _running(cycle, Prompt(to_utc(week.day(FRIDAY), PROMPT_TIME, zone), week.day(FRIDAY))) for zone in zones},
            frozenset(reporters.get(str(week), ())),
            frozenset(skipped.get(str(week), ())),
        )
        for week in weeks
    )


def _by_week(pairs: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for week, person in pairs:
        found.setdefault(week, []).append(person)
    return found


def _prompt(key: str, week: Week, days: Days) -> Prompt | None:
    rhythm = rhythm_of_key(key)
    prompt: Kind = "prompt"
    found = moments(rhythm, week, overrides_of(days, rhythm.calendar), (prompt,))
    return Prompt(found[0].at, to_local(found[0].at, rhythm.timezone).date()) if found else None


def _running(cycle: Cycle, prompt: Prompt | None) -> Prompt | None:
    """A cycle is asked for on its own days."""
    return prompt if prompt is not None and cycle.starts <= prompt.day <= cycle.ends else None
