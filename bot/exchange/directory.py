"""People as a platform lists them, as rows of an import: matched by account, then by e-mail; what HR wrote is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.conversation import event
from bot.exchange.cells import LANGUAGES
from bot.exchange.departments import team_key
from bot.exchange.rows import Row, Table
from bot.flows.known import Company
from bot.okr.localtime import valid_timezone
from bot.okr.model import Objective, Person, Team
from bot.ports import Profile


@dataclass(frozen=True, slots=True)
class Listed:
    """`table` goes through the import of people; `notes` tell whoever previews it what happens to whom."""

    table: Table
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """A platform's list beside what is known."""

    platform: str
    profiles: tuple[Profile, ...]
    people: Mapping[str, Person]
    teams: Mapping[str, Team]
    company: Company
    before: Mapping[str, event.Listed] = field(default_factory=dict)  # account -> how it was listed when it was last heard of
    units: Mapping[str, str] = field(default_factory=dict)  # the platform's id of a department -> the key of the team that it is
    left_by: Mapping[str, str] = field(default_factory=dict)  # key of who left by a platform's word -> that platform

    def listed(self, objectives: Iterable[Objective] = ()) -> Listed:
        """One row a person; of leavers, those who are known are deactivated and their key results named for handing over."""
        keys = dict(self._keys())
        rows: list[Row] = []
        notes: list[str] = []
        for number, profile in enumerate(self.profiles, 1):
            key = keys.get(profile.account)
            if key is None:
                continue
            known = self.people.get(key)
            rows.append(Row(number, self._cells(profile, key, known, keys)))
            notes += self._notes(profile, known, keys, objectives)
        missing = [p for p in self.people.values() if p.active and p.accounts.get(self.platform) and p.accounts[self.platform] not in keys]
        notes += [f"{p.name} ({p.key}) is not listed there any more; nothing is changed" for p in missing]
        return Listed(Table(tuple(rows), {}), tuple(notes))

    def _keys(self) -> Iterator[tuple[str, str]]:
        """Account -> key; somebody new gets the first half of their e-mail address, or the account, as key."""
        by_account = {p.accounts[self.platform]: p for p in self.people.values() if self.platform in p.accounts}
        by_email = {p.email.casefold(): p for p in self.people.values() if p.email and self.platform not in p.accounts}
        taken = set(self.people)
        for profile in self.profiles:
            known = by_account.get(profile.account) or by_email.pop((profile.email or "").casefold(), None)
            if known is None and not profile.active:
                continue  # somebody who left before we met
            key = known.key if known else self._fresh(profile, taken)
            taken.add(key)
            yield profile.account, key

    @staticmethod
    def _fresh(profile: Profile, taken: set[str]) -> str:
        short = (profile.email or "").partition("@")[0]
        return short if short and short not in taken else profile.account

    def _cells(self, profile: Profile, key: str, known: Person | None, keys: Mapping[str, str]) -> dict[str, str]:
        cells = {"key": key, self.platform: profile.account, "active": "yes" if self._active(profile, known) else "no"}
        before = self.before.get(profile.account)
        if known is None or (before is not None and profile.name and known.name == before.name):
            cells["name"] = profile.name or key
        if profile.email and not (known and known.email):
            cells["email"] = profile.email
        manager = keys.get(profile.manager_account or "")
        if manager and manager != key:
            cells["manager"] = manager
        if profile.team:
            cells["team"] = self.units.get(profile.unit or "") or self._team(profile.team)
        language = next((one for one in LANGUAGES if (profile.language or "")[:2].casefold() == one[:2]), None)
        if language and language != self.company.language and not (known and known.language):
            cells["language"] = language
        zone = profile.timezone or ""
        if valid_timezone(zone) and zone != self.company.timezone and not (known and known.timezone):
            cells["timezone"] = zone
        return cells

    def _active(self, profile: Profile, known: Person | None) -> bool:
        """A platform's word that somebody left counts once; who left by a platform's word comes back, who left by HR's does not."""
        if known is None:
            return True
        if known.active:
            before = self.before.get(profile.account)
            return profile.active or (before is not None and not before.active)
        return profile.active and known.key in self.left_by

    def _team(self, name: str) -> str:
        """The key of the team of that name; a new one gets its name as key."""
        if name in self.teams:
            return name
        return next((team.key for team in self.teams.values() if team.name == name), team_key(name))

    def _notes(self, profile: Profile, known: Person | None, keys: Mapping[str, str], objectives: Iterable[Objective]) -> Iterator[str]:
        key = keys[profile.account]
        if known is None:
            yield f"new: {profile.name} ({key}), {profile.account}"
        elif not known.active and self._active(profile, known):
            yield f"back: {known.name} ({key}) is active again; left {self.left_by[key]} before"
        elif not known.active and profile.active:
            yield f"{known.name} ({key}) is listed there and not active here, as HR wrote; a file with active yes brings them back"
        elif known.active and not self._active(profile, known):
            yield f"left: {known.name} ({key}) is deactivated"
            held = [kr for one in objectives if one.state == "agreed" for kr in one.key_results if kr.owner == key and kr.state == "active"]
            yield from (f"  to be handed over by {known.manager or 'HR'}: {kr.id} {kr.text}" for kr in held)
        elif self.platform not in known.accounts:
            yield f"linked by e-mail: {known.name} ({key}), {profile.account}"
