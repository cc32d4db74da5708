"""Of which team a sentence says when it is asked: the one that it names, else the one that is led by who says it."""

from __future__ import annotations

import re

from bot.okr.model import Person, Team
from bot.ports import Tx
from bot.routing import Command


def rhythm_command(tx: Tx, me: Person, text: str) -> Command | None:
    """The flow with the team and the sentence; None for who leads no team and is not HR."""
    if not text:
        return None
    teams = tx.teams()
    led = [team for team in teams if team.lead == me.key]
    named = sorted((team for team in teams if _place(team, text)), key=lambda team: -len(team.name))
    if not (led or "hr" in me.roles):
        return None
    team = named[0] if named else led[0] if len(led) == 1 else None
    if team is None:
        return Command("rhythm", {"said": text}) if led else None
    at = _place(team, text)
    rest = f"{text[: at.start()]} {text[at.end() :]}" if at else text
    return Command("rhythm", {"name": team.name, "said": rest.strip()})


def _place(team: Team, text: str) -> re.Match[str] | None:
    """Where the team's name stands by itself: there is no IT in "switch"."""
    return re.search(rf"(?<![a-z0-9]){re.escape(team.name)}(?![a-z0-9])", text, re.IGNORECASE) if team.name else None
