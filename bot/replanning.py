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
from bot.okr.schedule import last_moment, next_moment
from bot.ports import Outgoing, Tx
from bot.ticking import PRIORITY, Ticking, team_rhythm


def replan(setup: Setup, tx: Tx, me: Person, deeds: tuple[Any, ...], now: datetime) -> None:
    """Whoever shares a rhythm that changed gets the new one, and each rhythm in use its next moments."""
    moved = False
    for deed in deeds:
        match deed:
            case SetOwn() if deed.timezone or deed.prompt_time or deed.calendar:
                _teams(setup, tx, {t.key for t in tx.teams() if t.lead == me.key}, now)
                ask_all_the_same(setup, tx, me, now)
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


def ask_all_the_same(setup: Setup, tx: Tx, before: Person, now: datetime) -> None:
    """Whoever moves past the moment of this week's prompt, to another zone or an earlier hour, is asked for it now; `before` they moved."""
    after = tx.person(before.key)
    if after is None or not after.active:
        return
    loader = Loader(tx, after, setup.company, now)
    was, new = loader.rhythm(before), loader.rhythm(after)
    coming = next_moment(was, "prompt", now, loader.overrides(was.calendar))
    passed = last_moment(new, "prompt", now, loader.overrides(new.calendar))
    if coming and passed and coming.period == passed.period:
        about = {"week": passed.period}
        key = f"prompt:{after.key}:{passed.period}"
        tx.post(
            Outgoing(key, now, "prompt", after.key, flow="checkin", about=about, priority=PRIORITY["prompt"], expires=passed.wanted_until)
        )


def _teams(setup: Setup, tx: Tx, keys: set[str] | frozenset[str], now: datetime) -> None:
    for team in tx.teams():
        if team.key in keys:
            tx.set_rhythm("team", team.key, rhythm_key(team_rhythm(setup, tx, team, now)))
