"""Loads and counts participation: for HR and executives in chat, for the file they take away, for the export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.flows.known import Known
from bot.links import STORED_AS, TO_OPEN, Grant, sign
from bot.loading_campaign import meant
from bot.okr.access import Org
from bot.okr.model import Cycle
from bot.okr.participation_report import WEEKS, Report, counted
from bot.okr.participation_weeks import Weeks
from bot.okr.weeks import Week
from bot.ports import Tx

if TYPE_CHECKING:
    from bot.loading import Loader

SEES = frozenset({"hr", "exec"})


def load_report(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """The numbers of the cycle meant, and addresses of the file, for the asker alone."""
    every = loader.tx.cycles()
    known = replace(known, cycles=every)
    if not known.me.roles & SEES:
        return known
    cycle = meant(every, about, known)
    org = Org(known.org.people, {t.key: t for t in loader.tx.teams()}, known.org.today)
    known = replace(known, org=org, ending=replace(known.ending, cycle=cycle))
    if cycle is None:
        return known
    everybody = replace(org, people={p.key: p for p in loader.tx.roster()})
    found = participation(loader.tx, cycle, everybody, known.today, loader.company.timezone)
    return replace(known, ending=replace(known.ending, report=found), links=_links(loader, known, cycle.key))


def participation(tx: Tx, cycle: Cycle, org: Org, today: date, timezone: str) -> Report:
    """All numbers of one cycle, from what is stored; `org` holds everybody, the roster is enough."""
    last = min(Week.of(today).previous(), Week.of(cycle.ends), key=lambda week: week.index)
    weeks = [str(last.plus(-back)) for back in range(WEEKS)]
    said = Weeks(tx.reporters(cycle.key, weeks), tx.skipped(weeks), tx.person_rhythms(), tx.days())
    return counted(cycle, org, tx.outline(cycle.key), said, today, timezone)


def _links(loader: Loader, known: Known, cycle: str) -> Mapping[str, str]:
    """Where the bot has pages of its own, the same numbers as files."""
    address, secret = loader.company.public_url, loader.tx.setting(STORED_AS)
    if not address or not secret:
        return {}
    token = sign(secret, Grant("report", known.me.key, known.now + TO_OPEN, cycle), known.now)
    return {ending: f"{address.rstrip('/')}/report/{token}/okr-report.{ending}" for ending in ("xlsx", "csv")}
