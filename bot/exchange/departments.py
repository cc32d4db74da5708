"""The departments in which a platform lists people, as teams: a new one with its leader and what it belongs to; others follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.conversation.event import ListedTeam
from bot.listing_teams import TeamListing
from bot.okr.model import Team
from bot.ports import Profile


@dataclass(frozen=True, slots=True)
class Departments:
    """One import. `units`: the departments that were a team before it -> the team's key; `keys`: account -> key."""

    listing: TeamListing
    platform: str
    profiles: tuple[Profile, ...]
    units: Mapping[str, str]
    keys: Mapping[str, str]

    def take(self, *, dry: bool) -> Iterator[str]:
        """A line for each team that comes with a leader, or is called or led otherwise by now; unless `dry` it is stored."""
        found = {p.unit: ListedTeam(p.unit, p.team, p.unit_lead, above=p.unit_above) for p in self.profiles if p.unit and p.team}
        made: dict[str, Team] = {}
        for unit in found.values():
            if unit.unit not in self.units:
                team = self._made(unit, found, made)
                made.setdefault(team.key, team)
        yield from self._stored(made, dry=dry)
        for unit in found.values():
            changed = self.listing.follow(self.platform, unit) if unit.unit in self.units else None
            if changed:
                yield _told(*changed)
            if not dry and changed:
                self.listing.save(self.platform, *changed)
            if not dry:
                self.listing.remember(self.platform, unit)

    def _made(self, unit: ListedTeam, found: Mapping[str, ListedTeam], made: Mapping[str, Team]) -> Team:
        """The team that people named by this import, with what else the platform says of it."""
        key = team_key(unit.name or "")
        above = found.get(unit.above or "")
        parent = self.units.get(unit.above or "") or (team_key(above.name or "") if above else None)
        seen, at = {key}, parent
        while at and at not in seen and at in made:
            seen.add(at)
            at = made[at].parent
        return Team(key, unit.name or key, None if at in seen else parent, self.keys.get(unit.lead or ""))

    def _stored(self, made: Mapping[str, Team], *, dry: bool) -> Iterator[str]:
        for key, team in made.items():
            said = ([f"led by {team.lead}"] if team.lead else []) + ([f"part of {team.parent}"] if team.parent else [])
            if said:
                yield f"new team {key}: {', '.join(said)}"
            before = None if dry else self.listing.tx.team(key)
            if before and said:
                self.listing.save(self.platform, before, replace(before, lead=team.lead, parent=team.parent))


def team_key(name: str) -> str:
    """A team that people name gets its name as key; a semicolon separates names."""
    return name.replace(";", " ")


def _told(before: Team, after: Team) -> str:
    named = [f"called {after.name}"] if after.name != before.name else []
    led = [f"led by {after.lead}"] if after.lead != before.lead else []
    return f"team {before.name} ({before.key}): now {', '.join([*named, *led])}"
