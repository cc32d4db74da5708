"""Loads what a flow says it needs, and nothing else, in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from bot.flows.known import Company, FlowSpec, Known
from bot.loading_accounts import load_accounts
from bot.loading_asking import load_asking
from bot.loading_ending import load_ending
from bot.loading_learning import load_learning
from bot.loading_managing import load_managing
from bot.loading_map import load_map
from bot.loading_near import with_near
from bot.loading_told import Told, load_told
from bot.loading_week import load_week
from bot.okr import cycles
from bot.okr.access import LEADING, Org, is_away, may_approve
from bot.okr.calendars import Overrides, overrides_of
from bot.okr.localtime import to_local
from bot.okr.model import Cycle, Objective, Person, Team
from bot.okr.rhythm import Rhythm
from bot.okr.weeks import Week
from bot.ports import Tx


@dataclass(slots=True)
class Loader:
    """One turn's loading: what is asked for twice is read once."""

    tx: Tx
    me: Person
    company: Company
    now: datetime
    names: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    today: date = field(init=False)  # in this person's time zone

    def __post_init__(self) -> None:
        self.today = to_local(self.now, self.company.timezone_of(self.me)).date()

    def load(self, spec: FlowSpec, about: Mapping[str, str]) -> Known:
        """What is known to a flow about to run."""
        open_cycles = tuple(c for c in self.tx.cycles() if not c.closed)
        people = {p.key: p for found in self.names.values() for p in found} | {self.me.key: self.me}
        mine = self._mine(open_cycles) if "mine" in spec.needs else ()
        told = load_told(self, mine, about.get("week")) if "week" in spec.needs else Told()
        known = Known(
            self.now,
            self.me,
            self.company,
            Org(people, today=self.today),
            open_cycles,
            mine,
            check_ins=told.check_ins,
            last=told.last,
            prompted=told.prompted,
            named=self.names,
        )
        if "parents" in spec.needs:
            known = self._parents(known)
        if "team" in spec.needs:
            known = self._team(known, about)
        if "subject" in spec.needs:
            known = self._subject(known, about)
        if "submission" in spec.needs:
            known = self._submission(known, about)
        if "waiting" in spec.needs:
            known = self._waiting(known)
        if "reports" in spec.needs:
            known = self._reports(known, about)
        known = load_week(self, known, spec, about)
        known = load_ending(self, known, spec, about)
        known = load_learning(self, known, spec, about)
        known = load_map(self, known, spec, about)
        known = load_managing(self, known, spec, about)
        known = load_accounts(self, known, spec, about)
        return self._with_owners(load_asking(self, known, spec.needs, about))

    def _mine(self, open_cycles: tuple[Cycle, ...]) -> tuple[Objective, ...]:
        """In the order in which key results are numbered through: what belongs to a cycle that is over, though open, comes last."""
        over = {c.key for c in open_cycles if c.ends < Week.of(self.today).monday}
        found = self.tx.owned([self.me.key], [c.key for c in open_cycles])
        return tuple(sorted(found, key=lambda o: o.cycle in over)) if over else found

    def org_around(self, person: Person, known: Org) -> Org:
        """The managers above somebody, the teams, and whoever is asked where there is no manager."""
        if person.key in known.around:
            return known
        found = dict(known.people) | {person.key: person}
        seen, at = {person.key}, person
        while at.manager and at.manager not in seen and (above := found.get(at.manager) or self.tx.person(at.manager)):
            seen.add(above.key)
            found[above.key] = at = above
        manager = found.get(person.manager or "")
        if manager and manager.stand_in and manager.stand_in not in found and (deputy := self.tx.person(manager.stand_in)):
            found[deputy.key] = deputy
        teams = known.teams or {t.key: t for t in self.tx.teams()}
        org = Org(found, teams, self.today, known.around | {person.key}, known.held)
        return org if manager and manager.active and manager.key != person.key else self.leading(org)

    def leading(self, org: Org) -> Org:
        """With everybody who is asked where nobody else can be, and who decides about a year."""
        if org.held >= set(LEADING):
            return org
        return replace(org.with_people(p for role in LEADING for p in self.tx.with_role(role)), held=org.held | set(LEADING))

    def _parents(self, known: Known) -> Known:
        """The manager's agreed objectives, the team lead's, the executives'."""
        org = self.org_around(self.me, known.org)
        above = {self.me.manager or "", *org.leads_of(self.me.team), *(p.key for p in self.tx.with_role("exec"))} - {"", self.me.key}
        agreed = (
            tuple(o for o in self.tx.objectives(owners=above, cycles=[c.key for c in known.cycles]) if o.state == "agreed") if above else ()
        )
        ordered = tuple(sorted(agreed, key=lambda o: (o.owner != self.me.manager, o.owner, o.position)))
        return replace(known, org=org, is_manager=bool(self.tx.reports(self.me.key)), others=ordered)

    def rhythm(self, person: Person, team: Team | None = None) -> Rhythm:
        """When somebody is asked: their own zone, calendar and hour, their team's weekday and weeks, inherited from the teams above."""
        unit = team or (self.tx.team(person.team) if person.team else None)
        weekday, at, every = self.team_hours(unit)
        company = self.company
        own = person.prompt_time if team is None else None
        return Rhythm(company.timezone_of(person), company.calendar_of(person), weekday, own or at, every)

    def team_hours(self, team: Team | None) -> tuple[int, time, int]:
        """Weekday, time, every how many weeks: of the nearest team upwards that says so, else the company's."""
        weekday: int | None = None
        at: time | None = None
        every: int | None = None
        seen: set[str] = set()
        while team and team.key not in seen:
            seen.add(team.key)
            weekday = team.weekday if weekday is None else weekday
            at, every = at or team.prompt_time, every or team.every_weeks
            team = self.tx.team(team.parent) if team.parent else None
        company = self.company
        return (company.prompt_weekday if weekday is None else weekday), at or company.prompt_time, every or company.every_weeks

    def overrides(self, calendar: str) -> Overrides:
        """The company's own days of a calendar, those of a region over those of its country."""
        return overrides_of(self.tx.days(), calendar)

    def _team(self, known: Known, about: Mapping[str, str]) -> Known:
        asked = about.get("team") or (None if about.get("name") else self.me.team)
        near = {t.key: t for t in self.tx.teams_around([asked])} if asked else {}
        teams = near if asked in near else {t.key: t for t in self.tx.teams()}
        team = self.which_team(teams, about)
        if team is None:
            return replace(known, org=replace(known.org, teams=teams))
        org = replace(known.org, teams=teams)
        members = self.tx.members(org.unit(team.key))
        lead = self.tx.person(team.lead) if team.lead else None
        everybody = tuple({p.key: p for p in (*members, *((lead,) if lead and lead.active else ()))}.values())
        running = [c.key for c in known.cycles if cycles.takes_check_ins(c, known.today)]
        shown = tuple(
            o for o in self.tx.owned([p.key for p in everybody], running) if o.state == "agreed" and o.owner in {p.key for p in everybody}
        )
        week = Week.parse(about["week"]) if about.get("week") else Week.of(known.today)
        krs = [kr.id for o in shown for kr in o.key_results]
        check_ins = {(c.key_result, c.week): c for c in self.tx.check_ins(krs, [str(week)])} if krs else {}
        last = self.tx.last_check_ins(krs, str(week)) if krs else {}
        answered = frozenset(c.by for c in check_ins.values())
        return replace(
            known,
            org=org.with_people(everybody),
            team=team,
            members=everybody,
            others=shown,
            check_ins=check_ins,
            last=last,
            answered=answered,
            week=week,
        )

    def which_team(self, teams: Mapping[str, Team], about: Mapping[str, str]) -> Team | None:
        """The one that is named, else the asker's own."""
        if key := about.get("team"):
            return teams.get(key)
        if name := about.get("name", "").casefold():
            return next((t for t in teams.values() if name in (t.key.casefold(), t.name.casefold())), None)
        led = [t for t in teams.values() if t.lead == self.me.key]
        return teams.get(self.me.team or "") or (led[0] if led else None)

    def _subject(self, known: Known, about: Mapping[str, str]) -> Known:
        if about.get("objective"):
            objective = self.tx.objectives(ids=[about["objective"]])
            asker = self.tx.person(about.get("by", ""))
            return replace(known, others=objective, org=known.org.with_people((asker,) if asker else ()))
        found = self.names.get(about.get("name", ""), ())
        if len(found) != 1:
            return with_near(self.tx, known, about.get("name", ""))
        subject = found[0]
        org = self.org_around(subject, known.org)
        theirs = self.tx.owned([subject.key], [c.key for c in known.cycles])
        return replace(known, subject=subject, org=org, others=tuple(o for o in theirs if o.owner == subject.key))

    def _submission(self, known: Known, about: Mapping[str, str]) -> Known:
        if "objectives" not in about:
            return self._waiting(known)
        owner = self.tx.person(about["owner"])
        people = {p.key: p for p in self.tx.people({about["owner"], self.me.key})}
        org = self.org_around(owner, Org(people)) if owner else known.org
        asked = self.tx.objectives(ids=about["objectives"].split(";"))
        above = {a.objective for o in asked for a in o.aligned_to} - {o.id for o in asked}
        return replace(known, org=org, others=(*asked, *(self.tx.objectives(ids=above) if above else ())))

    def _waiting(self, known: Known) -> Known:
        """Everything submitted that this person may decide: their reports' and, for HR and executives, of those without a manager."""
        managers = [p for p in self.tx.represented_by(self.me.key) if is_away(p, self.today)]
        owners = {p.key: p for manager in (self.me, *managers) for p in self.tx.reports(manager.key) if p.key != self.me.key}
        others: tuple[Objective, ...] = ()
        open_cycles = [c.key for c in known.cycles]
        if owners:
            others = tuple(o for o in self.tx.objectives(owners=owners, cycles=open_cycles) if o.state == "submitted")
        if self.me.roles & {"hr", "exec"}:
            others += self._unled(open_cycles, {o.id for o in others})
        return replace(known, org=known.org.with_people((*owners.values(), *managers)), others=others)

    def _reports(self, known: Known, about: Mapping[str, str]) -> Known:
        """The reports with their objectives, and what they said in that week."""
        members = self.tx.reports(self.me.key)
        others = self.tx.owned([p.key for p in members], [c.key for c in known.cycles]) if members else ()
        krs = [kr.id for o in others for kr in o.key_results]
        check_ins = {(c.key_result, c.week): c for c in self.tx.check_ins(krs, [about["week"]])} if krs else {}
        return replace(known, org=known.org.with_people(members), members=members, others=others, check_ins=check_ins)

    def _unled(self, open_cycles: list[str], seen: set[str]) -> tuple[Objective, ...]:
        submitted = [
            o
            for o in self.tx.objectives(cycles=open_cycles)
            if o.state == "submitted" and o.id not in seen and o.approver in (None, self.me.key)
        ]
        owners = {p.key: p for p in self.tx.people({o.owner for o in submitted})}
        return tuple(o for o in submitted if o.owner in owners and may_approve(self.me, o, self.org_around(owners[o.owner], Org())))

    def _with_owners(self, known: Known) -> Known:
        """The names of everybody who owns what is shown."""
        shown = (*known.mine, *known.others)
        keys = {o.owner for o in shown} | {kr.owner for o in shown for kr in o.key_results} | {e.by for o in shown for e in o.events}
        keys |= {c.person for o in shown for kr in o.key_results for c in kr.collaborators}
        keys |= {asked.person for report in known.check_ins.values() for asked in report.help if asked.person}
        missing = keys - set(known.org.people)
        if not missing and known.org.today == self.today:
            return known
        org = known.org.with_people(self.tx.people(missing) if missing else ())
        return replace(known, org=replace(org, today=self.today))
