"""Does what a flow came to: loads what the action names, applies the rules, stores the outcome, tells whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.acting_accounts import accounts_world
from bot.acting_asking import save_asking, with_above, world_for
from bot.acting_ending import ending_world, save_ending
from bot.acting_hr import follow_up, hr_world
from bot.acting_learning import learning_world
from bot.acting_week import save_week
from bot.announce import announce
from bot.concerning import Concerning
from bot.loading import Loader
from bot.loading_told import told_of
from bot.okr.access import Org
from bot.okr.actions import apply
from bot.okr.deeds import Action, Agree, Own, Report, Return, SaveDraft, SetOwn, Submit, TakeLeave, UndoReport, Withdraw
from bot.okr.deeds_accounts import AccountDeed
from bot.okr.deeds_asking import AskingDeed, SetNature
from bot.okr.deeds_ending import EndingDeed
from bot.okr.deeds_hr import HrDeed
from bot.okr.deeds_learning import LearningDeed
from bot.okr.deeds_time import TimeDeed
from bot.okr.deeds_week import CommentOn, SaveNotes, SkipWeek, UnskipWeek, WeekDeed
from bot.okr.model import Objective, Person
from bot.okr.rhythm import rhythm_key
from bot.okr.weeks import Week
from bot.okr.world import Applied, World
from bot.ports import Done, Outgoing, Tx

REDRAWN, TOO_OLD = 2, timedelta(days=13)
"""Boards of so many weeks before are redrawn: what is older some platforms would send anew."""


@dataclass(frozen=True, slots=True)
class Acting:
    """One person's deeds at one moment."""

    tx: Tx
    me: Person
    loader: Loader
    now: datetime

    def do(self, action: Action) -> Applied:
        """Applies and stores one action. Raises Refused; then nothing of it is stored."""
        world = self._world(action)
        applied = apply(action, self.me, world, self.now)
        for objective in applied.objectives:
            self.tx.save_objective(objective)
        for check_in in applied.check_ins:
            self.tx.save_check_in(check_in)
        for key_result, week in applied.dropped_check_ins:
            self.tx.drop_check_in(key_result, week)
        self._save_people(applied.people)
        if applied.link_code:
            self.tx.save_link_code(applied.link_code)
        save_week(applied, self.tx)
        save_asking(applied, self.tx)
        save_ending(applied, self.tx)
        if isinstance(action, HrDeed):
            follow_up(action, self.tx, self.loader, self.now)
        for subject in applied.subjects:
            self.tx.log(Done(self.now, self.me.key, applied.what, subject, applied.note))
        for outgoing in announce(action, applied, self.me, self.now):
            self.tx.post(outgoing)
        if isinstance(action, Report):
            Concerning(self.tx, self.me, self.loader, self.now).report(applied, world)
        if isinstance(action, Report | UndoReport | SkipWeek | UnskipWeek):
            self._redraw_boards(applied.note or "", self.me.team)
        if isinstance(action, SaveNotes):
            self._redraw_newest(action)
        if isinstance(action, SetNature) and action.visibility:
            self._redraw_lately()
        return applied

    def _save_people(self, people: tuple[Person, ...]) -> None:
        """With when they are asked; what waits for them may have to wait no longer, or longer."""
        for person in people:
            self.tx.save_person(person)
            self.tx.set_rhythm("person", person.key, rhythm_key(self.loader.rhythm(person)))
        if people:
            self.tx.look_again(people, self.now)

    def _redraw_lately(self) -> None:
        """What is not for everybody any more leaves every board that can still be redrawn, also those above and of weeks before."""
        today = Week.of(self.loader.today)
        for week in (today.plus(-ago) for ago in range(REDRAWN + 1)):
            original = self.tx.outgoing(f"board:{self.me.team}:{week}")
            if original is None or original.due > self.now - TOO_OLD:
                self._redraw_boards(str(week), self.me.team)

    def _redraw_newest(self, action: SaveNotes) -> None:
        """What is said of a week changes the boards that people look at now."""
        healthy = [note.owner for note in action.notes if note.kind == "health"]
        today = Week.of(self.loader.today)
        for team in dict.fromkeys((self.me.team, *healthy)):
            posted = (str(week) for week in (today, today.previous()) if self.tx.outgoing(f"board:{team}:{week}"))
            self._redraw_boards(next(posted, str(today)), team)

    def _redraw_boards(self, week: str, team_key: str | None) -> None:
        """A board of that week that is out already follows what came in later: that team's, and those above it."""
        seen: set[str] = set()
        key = team_key
        while key and key not in seen and (team := self.tx.team(key)):
            seen.add(key)
            posted = f"board:{team.key}:{week}"
            original = self.tx.outgoing(posted)
            still_to_be_drawn = original is not None and original.state == "ready" and original.message is None
            if original and original.state not in ("dropped", "failed") and not still_to_be_drawn:
                about = {"team": team.key, "week": week}
                redraw = Outgoing(
                    f"{posted}:{self.now.isoformat()}:{self.me.key}", self.now, "board", flow="team", about=about, edits=posted, priority=2
                )
                self.tx.post(replace(redraw, place=original.place))
            key = team.parent

    def _world(self, action: Action) -> World:
        """What the rules need to know to judge this deed."""
        if isinstance(action, TimeDeed):
            return World(Org({self.me.key: self.me}, {t.key: t for t in self.tx.teams()}))
        if isinstance(action, WeekDeed):
            return self._week(action)
        if isinstance(action, AccountDeed):
            return accounts_world(action, self.tx, self.me)
        if isinstance(action, AskingDeed):
            return world_for(action, self.tx, self.loader, self.me)
        if isinstance(action, EndingDeed):
            return ending_world(action, self.tx, self.loader, self.me)
        if isinstance(action, LearningDeed):
            return learning_world(action, self.tx, self.loader, self.me)
        return hr_world(action, self.tx, self.me) if isinstance(action, HrDeed) else self._own(action)

    def _week(self, action: WeekDeed) -> World:
        org = self._around(action.people)
        if isinstance(action, SaveNotes):
            org = replace(org, teams={t.key: t for t in self.tx.teams()})
        return World(org, {o.id: o for o in self.tx.objectives(ids=[action.objective])} if isinstance(action, CommentOn) else {})

    def _own(self, action: Own) -> World:
        match action:
            case SaveDraft():
                return self._drafts(tuple(o.id for o in action.objectives) + action.dropped)
            case Submit():
                return self._submission(action.objectives)
            case Withdraw() | Agree() | Return():
                return self._decision(action.objectives)
            case Report():
                return self._report(tuple(c.key_result for c in action.check_ins), action.check_ins[0].week if action.check_ins else "")
            case UndoReport():
                return self._report(action.key_results, action.week)
            case TakeLeave() | SetOwn():
                return World(Org({self.me.key: self.me}))

    def _around(self, people: tuple[str, ...]) -> Org:
        """These people with whoever is above them."""
        org = Org({p.key: p for p in self.tx.people({self.me.key, *people})})
        for key in people:
            if person := org.people.get(key):
                org = self.loader.org_around(person, org)
        return org

    def _drafts(self, ids: tuple[str, ...]) -> World:
        found = self.tx.objectives(ids=ids)
        return World(Org({self.me.key: self.me}), {o.id: o for o in found}, cycles={c.key: c for c in self.tx.cycles()})

    def _submission(self, ids: tuple[str, ...]) -> World:
        world = self._drafts(ids)
        touched = {o.cycle for o in world.objectives.values()}
        own = self.tx.objectives(owners=[self.me.key], cycles=touched)
        world = with_above(world, self.tx)
        around = self.loader.org_around(self.me, world.org)
        return replace(world, org=around, own=own)

    def _decision(self, ids: tuple[str, ...]) -> World:
        world = self._drafts(ids)
        owners = {o.owner for o in world.objectives.values()}
        people = {p.key: p for p in self.tx.people(owners | {self.me.key})}
        org = Org(people)
        for owner in owners & people.keys():
            org = self.loader.org_around(people[owner], org)
        return replace(world, org=org)

    def _report(self, key_results: tuple[str, ...], week: str) -> World:
        objectives = self._holding(key_results)
        told = told_of(self.loader, key_results, week)
        last = {(kr, week): check_in for kr, check_in in told.last.items()}
        cycles = {c.key: c for c in self.tx.cycles()}
        return World(Org({self.me.key: self.me}), {o.id: o for o in objectives}, (), told.check_ins, cycles, last)

    def _holding(self, key_results: tuple[str, ...]) -> tuple[Objective, ...]:
        """The objectives that hold these key results."""
        wanted = set(key_results)
        open_cycles = [c.key for c in self.tx.cycles() if not c.closed]
        return tuple(o for o in self.tx.owned([self.me.key], open_cycles) if wanted & {kr.id for kr in o.key_results})
