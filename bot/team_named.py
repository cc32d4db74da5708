"""Which team a sentence names: whole words, and only what is plainly meant as a name where the team could be anybody's everyday word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.conversation.whole_words import stands
from bot.okr.model import Team


@dataclass(frozen=True, slots=True)
class TeamNamed:
    """A team, the word that names it, and the sentence without that word.

    `plainly`: the word is written as the name is, begins the sentence, or has "team" beside it; "please support us" names nobody plainly.
    """

    team: Team
    name: str
    rest: str
    plainly: bool


def teams_named(text: str, teams: Iterable[Team], units: tuple[str, ...]) -> tuple[TeamNamed, ...]:
    """Every team that the sentence names: those plainly meant first, then the longest name. `units`: team, 部门."""
    said = unicodedata.normalize("NFKC", text)
    found = [one for team in teams for name in dict.fromkeys((team.name, team.key)) if (one := _named(said, team, name, units))]
    return tuple(sorted(found, key=lambda one: (not one.plainly, -len(one.name))))


def team_meant(text: str, teams: Iterable[Team], units: tuple[str, ...], *, own: Team | None) -> TeamNamed | None:
    """The team that is named. Who has a team of their own means another one only where that is plain."""
    found = teams_named(text, teams, units)
    return next((one for one in found if one.plainly or own is None or one.team.key == own.key), None)


def _named(said: str, team: Team, name: str, units: tuple[str, ...]) -> TeamNamed | None:
    name = unicodedata.normalize("NFKC", name).strip()
    at = stands(name, said) if len(name) > 1 and name.casefold() in said.casefold() else None
    if at is None:
        return None
    before, behind = said[: at.start()].rstrip(), said[at.end() :].lstrip()
    beside = any(re.match(rf"(?:{re.escape(unit)})(?![a-z])", behind, re.IGNORECASE) for unit in units)
    as_written = not name.isascii() or (at[0] == name and not name.islower())
    rest = f"{said[: at.start()]} {said[at.end() :]}".strip()
    return TeamNamed(team, at[0], rest, as_written or beside or not before)
