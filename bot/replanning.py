"""When somebody changes when people are written to, what comes next is planned anew in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.company import Setup
from bot.loading import Loader
from bot.okr.access import Org
from bot.okr.deeds import SetOwn
from bot.okr.deeds_hr import MakeTeam
from bot.okr.deeds_time import DropDay, SetDay, SetTeamRhythm
from bot.okr.model import Person
from bot.okr.rhythm import rhythm_key
from bot.ports import Tx
from bot.ticking import Ticking, team_rhythm


def replan(setup: Setup, tx: Tx, me: Person, deeds: tuple[Any, ...], now: datetime) -> None:
    """Whoever shares a rhythm that changed gets the new one, and each rhythm in use its next moments."""
    moved = False
    for deed in deeds:
        match deed:
            case SetOwn() if deed.timezone or deed.prompt_time or deed.calendar:
                _teams(setup, tx, {t.key for t in tx.teams() if t.lead == me.key}, now)
                moved = True
            case SetTeamRhythm():
                unit = Org({}, {t.key: t for t in tx.teams()}).unit(deed.team)
                _teams(setup, tx, unit, now)
                for person in tx.members(unit):
                    tx.set_rhythm("person", person.key, rhythm_key(Loader(tx, person, setup.company, now).rhythm(person)))
                moved = True
            case MakeTeam():
                moved = True
            case SetDay() | DropDay():
                tx.look_again(None, now)
                moved = True
    if moved:
        Ticking(setup, tx, now).plan()


def _teams(setup: Setup, tx: Tx, keys: set[str] | frozenset[str], now: datetime) -> None:
    for team in tx.teams():
        if team.key in keys:
            tx.set_rhythm("team", team.key, rhythm_key(team_rhythm(setup, tx, team, now)))
