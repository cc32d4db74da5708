"""What the bot asks of its memory about people: who they are, where they are reached, their teams and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Protocol

from bot.conversation.event import Place
from bot.okr.model import Person, Team


class PeopleStore(Protocol):
    """People, their accounts, teams, days."""

    def person(self, key: str) -> Person | None: ...
    def person_at(self, platform: str, account: str) -> Person | None: ...
    def person_by_email(self, email: str) -> Person | None: ...
    def people(self, keys: Iterable[str] | None = None) -> tuple[Person, ...]:
        """Those named, or everybody; ordered by key."""

    def names(self) -> tuple[str, ...]:
        """What everybody is called, those who have left too."""

    def people_named(self, name: str) -> tuple[Person, ...]:
        """Active people whose name, key or e-mail is this one, case and width ignored; else those whose first name it is.

        `Li Lei (support)` means the one of that team, or with that key.
        """

    def reports(self, manager: str) -> tuple[Person, ...]: ...
    def members(self, teams: Iterable[str]) -> tuple[Person, ...]: ...
    def with_role(self, role: str) -> tuple[Person, ...]: ...
    def save_person(self, person: Person) -> None: ...
    def seen_at(self, person: str, place: Place, at: datetime) -> None:
        """Where they wrote last: prompts follow them."""

    def direct_place(self, person: Person) -> Place | None:
        """Where to write to them: the platform they chose, else wrote from last, else any account."""

    def platforms(self) -> Mapping[str, str]:
        """On which platform that is, of everybody who has an account."""

    def team(self, key: str) -> Team | None: ...
    def teams(self) -> tuple[Team, ...]: ...
    def teams_around(self, keys: Iterable[str]) -> tuple[Team, ...]:
        """These teams, all below them and all above them; ordered by key."""

    def save_team(self, team: Team) -> None: ...
    def days(self) -> Mapping[str, Mapping[date, tuple[bool, str]]]:
        """Calendar -> day -> (working, name): what overrides the public calendars."""

    def save_day(self, calendar: str, day: date, working: bool, name: str) -> None: ...
    def drop_day(self, calendar: str, day: date) -> None: ...
    def setting(self, name: str) -> str | None:
        """A fact about the whole company or this database, None if it was never saved."""

    def save_setting(self, name: str, value: str) -> None: ...
