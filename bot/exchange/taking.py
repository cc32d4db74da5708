"""Reads a file and stores what it asks for, in one transaction; nobody is sent anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from bot.acting_ending import save_kept
from bot.company import Setup
from bot.conversation.event import Listed
from bot.exchange.days import COLUMNS as DAYS
from bot.exchange.days import known_days, plan_days
from bot.exchange.departments import Departments
from bot.exchange.directory import Directory
from bot.exchange.okrs import Standing, plan_okrs
from bot.exchange.people import people_columns, plan_people
from bot.exchange.plan import Platform
from bot.exchange.problems import BadFile
from bot.exchange.restore import Whole, whole
from bot.exchange.rows import Table, decoded, read_table
from bot.exchange.teams import COLUMNS as TEAMS
from bot.exchange.teams import plan_teams
from bot.leaving import left_by, note_leaving
from bot.listing_teams import TeamListing
from bot.okr.coach import advise
from bot.ports import Done, Profile, Tx
from bot.ticking import refresh_rhythms

OPERATOR = "okrbot import"


class Take(Protocol):
    """Stores what a file asks for, or with `dry` only checks it and says what it would: the lines for the operator. Raises BadFile."""

    def __call__(self, tx: Tx, *, dry: bool = False) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Taking:
    """One import. Each way gives a `Take`; what is wrong with the file as such is raised at once."""

    setup: Setup
    platforms: tuple[Platform, ...]
    now: datetime

    def people(self, data: bytes, ending: str) -> Take:
        """Raises BadFile, now or when it is taken."""
        return self.people_in(read_table(data, ending, people_columns(self.platforms)))

    def directory(self, platform: str, profiles: tuple[Profile, ...]) -> Take:
        """People as a platform lists them. Raises BadFile when it is taken."""

        def take(tx: Tx, *, dry: bool = False) -> tuple[str, ...]:
            people, teams = {p.key: p for p in tx.people()}, {t.key: t for t in tx.teams()}
            before = {p.account: said for p in profiles if (said := tx.listed(platform, p.account))}
            words = {key: left_by(tx, key) for key, person in people.items() if not person.active}
            left = {key: word for key, word in words.items() if word and word != OPERATOR}
            listing = TeamListing(self.setup, tx, self.now)
            units = {p.unit: key for p in profiles if p.unit and (key := listing.key_of(platform, p.unit, p.team or ""))}
            listed = Directory(platform, profiles, people, teams, self.setup.company, before, units, left).listed(tx.objectives())
            people_lines = self.people_in(listed.table, platform)(tx, dry=dry)
            keys = {row.cells[platform]: row.cells["key"] for row in listed.table.rows}
            lines = (*listed.notes, *Departments(listing, platform, profiles, units, keys).take(dry=dry), *people_lines)
            for profile in profiles if not dry else ():
                p = profile
                said_now = Listed(p.active, p.name, p.language, p.timezone, p.manager_account, p.unit)
                tx.save_listed(platform, profile.account, said_now)
            return lines

        return take

    def people_in(self, table: Table, by: str = OPERATOR) -> Take:
        """As `people`, from rows that are read already; `by` is whose word they are."""

        def take(tx: Tx, *, dry: bool = False) -> tuple[str, ...]:
            known = {p.key: p for p in tx.people()}
            plan = plan_people(table, known, {t.key: t for t in tx.teams()}, self.platforms)
            if not dry:
                for team in plan.made:
                    tx.save_team(team)
                for person in plan.people.saved:
                    tx.save_person(person)
                    note_leaving(tx, self.now, by, known.get(person.key), person)
                self.settle(tx, {"person": [p.key for p in plan.people.saved], "team": [t.key for t in plan.made]})
            return plan.lines()

        return take

    def teams(self, data: bytes, ending: str) -> Take:
        """Raises BadFile, now or when it is taken."""
        table = read_table(data, ending, TEAMS)

        def take(tx: Tx, *, dry: bool = False) -> tuple[str, ...]:
            plan = plan_teams(table, {t.key: t for t in tx.teams()}, {p.key for p in tx.people()}, self.platforms)
            if not dry:
                for team in plan.saved:
                    tx.save_team(team)
                self.settle(tx, {"team": [t.key for t in plan.saved]})
            return (str(plan),)

        return take

    def days(self, data: bytes, ending: str) -> Take:
        """Raises BadFile, now or when it is taken."""
        table = read_table(data, ending, DAYS)

        def take(tx: Tx, *, dry: bool = False) -> tuple[str, ...]:
            plan = plan_days(table, known_days(tx.days()), self.setup.company.calendar)
            if not dry:
                for day in plan.saved:
                    tx.save_day(day.calendar, day.day, day.working, day.name)
                self.settle(tx, {"day": [day.key for day in plan.saved]})
            return (str(plan),)

        return take

    def okrs(self, data: bytes, ending: str) -> Take:
        """Raises BadFile, now or when it is taken."""
        text = json_text(data, ending)
        coach = lru_cache(maxsize=None)(advise)  # judging takes far longer than storing: what was judged in a rehearsal is not judged again

        def take(tx: Tx, *, dry: bool = False) -> tuple[str, ...]:
            plan = plan_okrs(text, _standing(tx), self.setup.company.timezone, coach)
            if not dry:
                for cycle in plan.cycles.saved:
                    tx.save_cycle(cycle)
                for objective in plan.objectives.saved:
                    tx.save_objective(objective)
                for check_in in plan.check_ins.saved:
                    tx.save_check_in(check_in)
                self.settle(tx, {"cycle": [c.key for c in plan.cycles.saved], "objective": [o.id for o in plan.objectives.saved]})
            return plan.lines()

        return take

    def everything(self, data: bytes, ending: str) -> Take:
        """A whole export into an empty database; the audit trail comes along, and nothing is added to it. Raises BadFile."""
        found = whole(json_text(data, ending), self.platforms, self.setup.company.calendar)

        def take(tx: Tx, *, dry: bool = False) -> tuple[str, ...]:
            if tx.people() or tx.teams() or tx.cycles():
                raise BadFile.whole("needs an empty database, and this one is not; name a new one in OKRBOT_DATABASE_URL")
            if not dry:
                _store(found, tx)
                refresh_rhythms(self.setup, tx, self.now)
            return found.lines()

        return take

    def settle(self, tx: Tx, stored: Mapping[str, Iterable[str]]) -> None:
        """The audit trail, and the moments that depend on what changed."""
        subjects = [(name, subject) for name, subjects in stored.items() for subject in subjects]
        for name, subject in subjects:
            tx.log(Done(self.now, OPERATOR, "imported", subject, name))
        if subjects:
            refresh_rhythms(self.setup, tx, self.now)
        if {"person", "day"} & {name for name, _ in subjects}:
            tx.look_again(None, self.now)


def json_text(data: bytes, ending: str) -> str:
    """The text of a file that has to be JSON. Raises BadFile."""
    if ending.lower() != ".json":
        raise BadFile.whole(f"is no JSON file by its ending ({ending or 'it has none'}); export one with okrbot export FILE.json")
    return decoded(data)


def _standing(tx: Tx) -> Standing:
    objectives = {one.id: one for one in tx.objectives()}
    check_ins = tx.check_ins([key_result.id for one in objectives.values() for key_result in one.key_results])
    return Standing(
        {person.key: person for person in tx.people()},
        {team.key: team for team in tx.teams()},
        {cycle.key: cycle for cycle in tx.cycles()},
        objectives,
        {(check_in.key_result, check_in.week): check_in for check_in in check_ins},
    )


def _store(found: Whole, tx: Tx) -> None:
    for team in found.teams:
        tx.save_team(team)
    for person in found.people:
        tx.save_person(person)
    for day in found.days:
        tx.save_day(day.calendar, day.day, day.working, day.name)
    for cycle in found.cycles:
        tx.save_cycle(cycle)
    for objective in found.objectives:
        tx.save_objective(objective)
    for check_in in found.check_ins:
        tx.save_check_in(check_in)
    for done in found.actions:
        tx.log(done)
    for note in found.week_notes:
        tx.save_week_note(note)
    save_kept(found.endings, tx)
    for talk in found.talks:
        tx.restore_talk(talk)
