"""What a platform's address book says of a department by itself: the team that came from it follows its name and its leader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.company import Setup
from bot.conversation.event import Listed, ListedTeam
from bot.leaving import FOLLOWED
from bot.okr.model import Person, Team
from bot.ports import Done, Outgoing, Tx
from bot.ticking import refresh_rhythms

COLLEAGUES = 1
TOLD_AN_HOUR = 5


@dataclass(frozen=True, slots=True)
class TeamListing:
    """One department in one transaction. A team is the department's whose name, as last heard, it bears; what HR called it is kept."""

    setup: Setup
    tx: Tx
    now: datetime

    def hear(self, platform: str, listed: ListedTeam) -> None:
        """Told again it changes nothing."""
        known = self.tx.listed(platform, memory(listed.unit)) is not None
        found = self.follow(platform, listed)
        self.remember(platform, listed)
        if found is not None:
            self.save(platform, *found)
        elif listed.new and not known and listed.name and self._team(listed.name) is None:
            self._tell(platform, listed)

    def _tell(self, platform: str, listed: ListedTeam) -> None:
        """HR, who says whether it is a team; of many in an hour only the first are told one by one."""
        lead = self.tx.person_at(platform, listed.lead) if listed.lead else None
        about = {"platform": platform, "unit": listed.unit, "name": (listed.name or "").replace(";", " ")}
        about |= {"lead": lead.key} if lead and lead.active else {}
        about |= {"above": above} if (above := self.key_of(platform, listed.above, "")) else {}
        hour = f"department:{platform}:{self.now:%Y-%m-%dT%H}"
        for person in self.tx.with_role("hr"):
            keys = (f"{hour}:{number}:{person.key}" for number in range(TOLD_AN_HOUR))
            if free := next((key for key in keys if self.tx.outgoing(key) is None), None):
                row = Outgoing(free, self.now, "new_department", person.key, flow="new_department", about=about, priority=COLLEAGUES)
            else:
                row = Outgoing(f"{hour}:{person.key}", self.now, "new_departments", person.key, flow="new_departments", about=about)
            self.tx.post(replace(row, priority=COLLEAGUES))

    def follow(self, platform: str, listed: ListedTeam) -> tuple[Team, Team] | None:
        """The team before and after; None where nothing of it follows. Who leads follows only where the platform's leader led before."""
        before = self._before(platform, listed)
        team = self._team(before.name, listed.name)
        if team is None or not listed.active:
            return None
        after = team
        if listed.name and before.name == team.name and listed.name not in self._names():
            after = replace(after, name=listed.name)
        was = self.tx.person_at(platform, before.manager) if before.manager else None
        lead = self.tx.person_at(platform, listed.lead) if listed.lead else None
        if was and lead and lead.active and team.lead == was.key:
            after = replace(after, lead=lead.key)
        return (team, after) if after != team else None

    def remember(self, platform: str, listed: ListedTeam) -> None:
        before = self._before(platform, listed)
        now = Listed(listed.active, listed.name or before.name, manager=listed.lead or before.manager, unit=listed.above or before.unit)
        self.tx.save_listed(platform, memory(listed.unit), now)

    def save(self, platform: str, before: Team, after: Team) -> None:
        self.tx.save_team(after)
        changed = ", ".join(name for name in ("lead", "name", "parent") if getattr(before, name) != getattr(after, name))
        self.tx.log(Done(self.now, platform, FOLLOWED, after.key, changed))
        refresh_rhythms(self.setup, self.tx, self.now)

    def key_of(self, platform: str, unit: str | None, name: str) -> str | None:
        """The key of the team that is this department; None where there is none yet."""
        before = self.tx.listed(platform, memory(unit)) if unit else None
        team = self._team(before.name if before else None, name)
        return team.key if team else None

    def _before(self, platform: str, listed: ListedTeam) -> Listed:
        """What was last heard; where nothing was, what the platform says that it was."""
        return self.tx.listed(platform, memory(listed.unit)) or Listed(name=listed.was_name, manager=listed.was_lead)

    def _team(self, *names: str | None) -> Team | None:
        by_name: Mapping[str, Team] = {name: team for team in self.tx.teams() for name in (team.key, team.name)}
        return next((by_name[name] for name in names if name and name in by_name), None)

    def _names(self) -> set[str]:
        return {team.name for team in self.tx.teams()}


def moving(account: str) -> str:
    """Under which account it is remembered that somebody was moved to a department that is no team yet, and out of which team."""
    return f"moving:{account}"


def bring_in(tx: Tx, platform: str, unit: str, team: str) -> tuple[Person, ...]:
    """Whoever was moved to a department before it became a team is in that team now."""
    found = []
    for person in tx.people():
        account = person.accounts.get(platform)
        waiting = tx.listed(platform, moving(account)) if account else None
        if account and waiting and waiting.unit == unit and person.active and person.team == waiting.name:
            found.append(replace(person, team=team))
            tx.save_person(found[-1])
            tx.save_listed(platform, account, replace(tx.listed(platform, account) or Listed(), unit=unit))
            tx.save_listed(platform, moving(account), Listed())
    return tuple(found)


def memory(unit: str) -> str:
    """Under which account a department is remembered; no person's begins like this."""
    return f"department:{unit}"
