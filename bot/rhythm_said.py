"""Of which team a sentence says when it is asked: the one that it names, else the one that is led by who says it."""

from __future__ import annotations

from bot.okr.model import Person
from bot.ports import Tx
from bot.routing import Command


def rhythm_command(tx: Tx, me: Person, text: str) -> Command | None:
    """The flow with the team and the sentence; None for who leads no team and is not HR."""
    if not text:
        return None
    teams = tx.teams()
    led = [team for team in teams if team.lead == me.key]
    folded = text.casefold()
    named = sorted((team for team in teams if team.name.casefold() in folded), key=lambda team: -len(team.name))
    if not (led or "hr" in me.roles):
        return None
    team = named[0] if named else led[0] if len(led) == 1 else None
    if team is None:
        return Command("rhythm", {"said": text}) if led else None
    at = folded.find(team.name.casefold())
    rest = text if at < 0 else text[:at] + " " + text[at + len(team.name) :]
    return Command("rhythm", {"name": team.name, "said": rest.strip()})
