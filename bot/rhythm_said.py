"""Of which team a sentence says when it is asked: the one that it names, else the one that is led by who says it."""

from __future__ import annotations

from bot.okr.model import Person
from bot.ports import Tx
from bot.routing import Command
from bot.team_named import team_meant


def rhythm_command(tx: Tx, me: Person, text: str, units: tuple[str, ...] = ()) -> Command | None:
    """The flow with the team and the sentence; None for who leads no team and is not HR. `units`: what every team is called."""
    if not text:
        return None
    teams = tx.teams()
    led = [team for team in teams if team.lead == me.key]
    if not (led or "hr" in me.roles):
        return None
    own = led[0] if len(led) == 1 else None
    if named := team_meant(text, teams, units, own=own):
        return Command("rhythm", {"name": named.team.name, "said": named.rest})
    if own is None:
        return Command("rhythm", {"said": text}) if led else None
    return Command("rhythm", {"name": own.name, "said": text})
