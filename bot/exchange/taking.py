"""Reads a file and stores what it asks for, in one transaction; nobody is sent anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.company import Setup
from bot.exchange.days import COLUMNS as DAYS
from bot.exchange.days import known_days, plan_days
from bot.exchange.people import people_columns, plan_people
from bot.exchange.plan import Platform
from bot.exchange.rows import Table, read_table
from bot.exchange.teams import COLUMNS as TEAMS
from bot.exchange.teams import plan_teams
from bot.ports import Done, Tx
from bot.ticking import refresh_rhythms

OPERATOR = "okrbot import"
Take = Callable[[Tx], tuple[str, ...]]
"""Stores what a file asks for, or only says what it would (its plan): the lines for the operator."""


@dataclass(frozen=True, slots=True)
class Taking:
    """One import: with `dry` nothing is stored."""

    setup: Setup
    platforms: tuple[Platform, ...]
    now: datetime
    dry: bool = False

    def people(self, data: bytes, ending: str) -> Take:
        """Raises BadFile, now or when it is run."""
        return self.people_in(read_table(data, ending, people_columns(self.platforms)))

    def people_in(self, table: Table) -> Take:
        """As `people`, from rows that are read already."""

        def take(tx: Tx) -> tuple[str, ...]:
            plan = plan_people(table, {p.key: p for p in tx.people()}, {t.key: t for t in tx.teams()}, self.platforms)
            if not self.dry:
                for team in plan.made:
                    tx.save_team(team)
                for person in plan.people.saved:
                    tx.save_person(person)
                self.settle(tx, {"people": [p.key for p in plan.people.saved], "teams": [t.key for t in plan.made]})
            return plan.lines()

        return take

    def teams(self, data: bytes, ending: str) -> Take:
        """Raises BadFile, now or when it is run."""
        table = read_table(data, ending, TEAMS)

        def take(tx: Tx) -> tuple[str, ...]:
            plan = plan_teams(table, {t.key: t for t in tx.teams()}, {p.key for p in tx.people()}, self.platforms)
            if not self.dry:
                for team in plan.saved:
                    tx.save_team(team)
                self.settle(tx, {"teams": [t.key for t in plan.saved]})
            return (str(plan),)

        return take

    def days(self, data: bytes, ending: str) -> Take:
        """Raises BadFile, now or when it is run."""
        table = read_table(data, ending, DAYS)

        def take(tx: Tx) -> tuple[str, ...]:
            plan = plan_days(table, known_days(tx.days()), self.setup.company.calendar)
            if not self.dry:
                for day in plan.saved:
                    tx.save_day(day.calendar, day.day, day.working, day.name)
                self.settle(tx, {"days": [day.key for day in plan.saved]})
            return (str(plan),)

        return take

    def settle(self, tx: Tx, stored: Mapping[str, Iterable[str]]) -> None:
        """The audit trail, and the moments that depend on what changed."""
        subjects = [(name, subject) for name, subjects in stored.items() for subject in subjects]
        for name, subject in subjects:
            tx.log(Done(self.now, OPERATOR, f"imported_{name}", subject))
        if subjects:
            refresh_rhythms(self.setup, tx, self.now)
