"""What a platform's address book says of somebody by itself: who has left leaves here too, what is the platform's follows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.company import Setup
from bot.conversation.event import Event, Listed
from bot.flows.known import Company
from bot.leaving import FOLLOWED, LEFT
from bot.listing_teams import TeamListing, moving
from bot.loading import Loader
from bot.okr.localtime import valid_timezone
from bot.okr.model import Person
from bot.okr.rhythm import rhythm_key
from bot.ports import Done, Outgoing, Tx
from bot.replanning import ask_all_the_same
from bot.ticking import Ticking, team_rhythm

COLLEAGUES = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """One change of an address book in one transaction.

    Somebody unknown stays unknown: people come in by an import, which HR previews. Nobody comes back by themselves either.
    """

    setup: Setup
    tx: Tx
    now: datetime

    def hear(self, event: Event, listed: Listed) -> None:
        """Told again, or by a second platform, it changes nothing."""
        platform, account = event.place.platform, event.sender.account
        person = self.tx.person_at(platform, account)
        if person is None:
            return
        before = self.tx.listed(platform, account) or Listed()
        moved, unit = self._team(person, platform, before, listed)
        self.tx.save_listed(platform, account, replace(listed, unit=unit) if listed.active else replace(before, active=False))
        if not person.active:
            return
        if listed.active:
            told = followed(person, before, listed, self.setup.company) | self._manager(person, platform, before, listed)
            self._follow(person, platform, moved | told)
        elif before.active:  # who was brought back does not leave again by the same word
            self._leave(person, platform)

    def _leave(self, person: Person, platform: str) -> None:
        self.tx.save_person(replace(person, active=False))
        self.tx.set_rhythm("person", person.key, None)
        self.tx.log(Done(self.now, platform, LEFT, person.key))
        for heir in self._told(person) if self._holds(person) else ():
            about = {"person": person.key}
            key = f"left:{person.key}:{self.now.isoformat()}:{heir}"
            self.tx.post(Outgoing(key, self.now, "left", heir, flow="left", about=about, priority=COLLEAGUES))

    def _holds(self, person: Person) -> bool:
        """Whether there is anything agreed that somebody has to take over."""
        owned = self.tx.owned([person.key], [c.key for c in self.tx.cycles() if not c.closed])
        theirs = (o for o in owned if o.state == "agreed")
        return any(o.owner == person.key or any(kr.owner == person.key and kr.state == "active" for kr in o.key_results) for o in theirs)

    def _told(self, person: Person) -> tuple[str, ...]:
        """The manager; where there is none, HR."""
        manager = self.tx.person(person.manager) if person.manager else None
        if manager is not None and manager.active and manager.key != person.key:
            return (manager.key,)
        return tuple(sorted(one.key for one in self.tx.with_role("hr") if one.key != person.key))

    def _follow(self, person: Person, platform: str, changed: dict[str, Any]) -> None:
        if not changed:
            return
        before, person = person, replace(person, **changed)
        self.tx.save_person(person)
        self.tx.log(Done(self.now, platform, FOLLOWED, person.key, ", ".join(sorted(changed))))
        if changed.keys() & {"timezone", "team"}:
            self._replan(person)
            ask_all_the_same(self.setup, self.tx, before, self.now)

    def _team(self, person: Person, platform: str, before: Listed, listed: Listed) -> tuple[dict[str, Any], str | None]:
        """The team of the department that they are in now, if they were in that of the one before; and the department to remember.

        In a department that is no team yet they wait until it is one; `okrbot doctor` says so, and an import makes the team.
        """
        account = person.accounts[platform]
        if listed.unit and (self.tx.listed(platform, moving(account)) or Listed()).unit not in (None, listed.unit):
            self.tx.save_listed(platform, moving(account), Listed())
        if not listed.unit or listed.unit == before.unit:
            return {}, before.unit
        teams = TeamListing(self.setup, self.tx, self.now)
        was, now = (teams.key_of(platform, unit, "") for unit in (before.unit, listed.unit))
        if person.team != was:
            return {}, listed.unit
        if now is None:
            self.tx.save_listed(platform, moving(account), Listed(name=person.team, unit=listed.unit))
            return {}, before.unit
        return ({"team": now} if now != was else {}), listed.unit

    def _manager(self, person: Person, platform: str, before: Listed, listed: Listed) -> dict[str, Any]:
        """Whoever leads them there now, if it was the platform that said who leads them."""
        if not listed.manager or listed.manager == before.manager:
            return {}
        said = self.tx.person_at(platform, before.manager) if before.manager else None
        manager = self.tx.person_at(platform, listed.manager)
        own = person.manager is not None and (said is None or said.key != person.manager)
        if own or manager is None or not manager.active or manager.key == person.manager or self._above(person, manager):
            return {}
        return {"manager": manager.key}

    def _above(self, person: Person, manager: Person) -> bool:
        """Whether the person is the manager, or above them."""
        at: Person | None = manager
        seen: set[str] = set()
        while at is not None and at.key not in seen:
            if at.key == person.key:
                return True
            seen.add(at.key)
            at = self.tx.person(at.manager) if at.manager else None
        return False

    def _replan(self, person: Person) -> None:
        """Their prompts, and the boards of the teams that they lead, go by their new time zone or team."""
        self.tx.set_rhythm("person", person.key, rhythm_key(Loader(self.tx, person, self.setup.company, self.now).rhythm(person)))
        for team in self.tx.teams():
            if team.lead == person.key:
                self.tx.set_rhythm("team", team.key, rhythm_key(team_rhythm(self.setup, self.tx, team, self.now)))
        Ticking(self.setup, self.tx, self.now).plan()


def followed(person: Person, before: Listed, listed: Listed, company: Company) -> dict[str, Any]:
    """Name, time zone and language, each only where the platform says something new and what stands here was the platform's word.

    What was said by HR or by the person differs from what the platform said before, and is kept.
    """
    found: dict[str, Any] = {}
    if listed.name and listed.name != before.name and person.name == before.name:
        found["name"] = listed.name
    zone, stood = listed.timezone, person.timezone or company.timezone
    if zone and valid_timezone(zone) and zone not in (stood, before.timezone) and stood == (before.timezone or company.timezone):
        found["timezone"] = zone if zone != company.timezone else None
    spoken, was, speaks = _language(listed.language), _language(before.language), company.language_of(person)
    if spoken and spoken not in (speaks, was) and speaks == (was or company.language):
        found["language"] = spoken if spoken != company.language else None
    return found


def _language(said: str | None) -> str | None:
    return {"zh": "zh-CN", "en": "en"}.get((said or "")[:2].lower())
