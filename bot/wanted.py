"""Whether somebody still wants to hear what was posted for them, now that it can be sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.flows.known import active_key_results
from bot.okr.cycles import has_days_in
from bot.okr.model import Objective, Person
from bot.okr.signals import asks, at_risk
from bot.okr.weeks import Week
from bot.ports import Outgoing, Tx
from bot.stuck_drafts import stuck_for


@dataclass(frozen=True, slots=True)
class Wanted:
    """Asked in the transaction that composes the row."""

    tx: Tx
    now: datetime
    today: date  # where the person is

    def why_not(self, row: Outgoing, person: Person) -> str:
        """The reason to drop the row; empty when it is wanted."""
        match row.kind:
            case "prompt" | "reminder":
                return self._not_asked(person, row.about["week"])
            case "digest":
                return "" if self.has_news(person, Week.parse(row.about["week"])) else "no report owns a key result"
            case "nudge":
                return self._not_nudged(person, row.about)
            case "alert":
                return self._not_alerted(person, row.about)
            case "memo":
                return self._decided(row.about["first"])
            case "example":
                shown = any(one.objective == row.about["objective"] and one.shown for one in self.tx.examples())
                return "" if shown is (row.about["shown"] == "yes") else "changed before it was told"
            case _:
                return ""

    def _decided(self, improvement: str) -> str:
        """Somebody has decided it by now."""
        return "" if any(one.state == "proposed" for one in self.tx.improvements("id", [improvement])) else "decided already"

    def _mine(self, person: Person, week: Week) -> list[str]:
        running = [c.key for c in self.tx.cycles() if not c.closed and has_days_in(c, week)]
        return [kr.id for _, kr in active_key_results(self.tx.owned([person.key], running), person.key)]

    def _not_asked(self, person: Person, week: str) -> str:
        """It is answered, the week is left out, or there is nothing to report."""
        mine = self._mine(person, Week.parse(week))
        if not mine:
            return "no key result to report on"
        if self.tx.check_ins(mine, [week]):
            return "answered already"
        return "the week is left out" if any(n.kind == "skip" for n in self.tx.week_notes([person.key], [week])) else ""

    def _not_nudged(self, person: Person, about: Mapping[str, str]) -> str:
        if about["what"] == "checkin":
            return self._not_asked(person, about["week"])
        open_cycles = [c.key for c in self.tx.cycles() if not c.closed]
        written = [o for o in self.tx.objectives(owners=[person.key], cycles=open_cycles) if o.state in ("submitted", "agreed")]
        return "submitted already" if written and about.get("cycle", written[0].cycle) in {o.cycle for o in written} else ""

    def _not_alerted(self, person: Person, about: Mapping[str, str]) -> str:
        """Corrected before it could be told, and the help that was asked is not wanted any more either."""
        risky = [one for one in about["risk"].split(";") if one]
        helped = [(kr, words) for kr, words in json.loads(about["help"])]
        reports = {r.key_result: r for r in self.tx.check_ins([*risky, *(kr for kr, _ in helped)], [about["week"]])}
        last = self.tx.last_check_ins(risky, about["week"]) if risky else {}
        low = any(at_risk(reports[kr], last.get(kr)) for kr in risky if kr in reports)
        asked = any(asks(reports[kr], person.key, words) for kr, words in helped if kr in reports)
        return "" if low or asked else "corrected before it was told"

    def has_news(self, manager: Person, week: Week) -> bool:
        """Whether anybody whom this person looks after had something agreed by that week's end, waits for an answer, or is stuck."""
        open_cycles = [c.key for c in self.tx.cycles() if not c.closed]
        people = [p.key for p in (*self.tx.reports(manager.key), *coached(self.tx, manager))]
        owned = self.tx.owned(people, open_cycles) if people else ()
        agreed = any(o.state == "submitted" for o in owned) or any(
            _agreed_by(o, week) for key in people for o, _ in active_key_results(owned, key)
        )
        return agreed or stuck_for(self.tx, manager.key, people, self.now, self.today)


def _agreed_by(objective: Objective, week: Week) -> bool:
    """Whether it counted before the week was over; what was imported has counted ever since."""
    agreed = [event.at.date() for event in objective.events if event.what == "agreed"]
    return not agreed or min(agreed) <= week.sunday


def coached(tx: Tx, coach: Person) -> tuple[Person, ...]:
    """The people of the teams, and of the teams below them, whose coach somebody is."""
    teams = {t.key: t for t in tx.teams()}
    mine = {t.key for t in teams.values() if t.coach == coach.key}
    if not mine:
        return ()
    grown = True
    while grown:
        below = {t.key for t in teams.values() if t.parent in mine and not t.coach} - mine
        mine |= below
        grown = bool(below)
    return tuple(p for p in tx.members(mine) if p.key != coach.key)
