"""Who hears of a report: the manager and the coach when confidence is low, whoever is asked for help; each of them once, in one message."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.loading import Loader
from bot.okr import access
from bot.okr.model import CheckIn, Objective, Person
from bot.okr.reporting import objective_with
from bot.okr.signals import at_risk
from bot.okr.world import Applied, World
from bot.ports import Done, Outgoing, Tx

COLLEAGUES = 1


@dataclass(slots=True)
class Heard:
    """What one person is to hear of one report: key results at risk, and help asked of them as (key result, words)."""

    risk: list[str] = field(default_factory=list)
    help: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Concerning:
    """One person's report at one moment."""

    tx: Tx
    me: Person
    loader: Loader
    now: datetime

    def report(self, applied: Applied, world: World) -> None:
        """Posts one message to everybody concerned, of what they have not heard yet."""
        for hearer, heard in self._hearers(applied, world).items():
            if heard.risk or heard.help:
                self.tx.post(self._row(hearer, heard, applied))
                for key_result, what in self._heard(hearer, heard):
                    self.tx.log(Done(self.now, self.me.key, "told", key_result, f"{applied.note} {what}"))

    def _hearers(self, applied: Applied, world: World) -> dict[str, Heard]:
        found: dict[str, Heard] = {}
        for report in applied.check_ins:
            concerned = tuple(self._concerned(report, world))
            told = {d.note for d in self.tx.done(subject=report.key_result) if d.what == "told"} if concerned else set()
            for hearer, what in concerned:
                heard = found.setdefault(hearer, Heard())
                if f"{report.week} {_said(hearer, what)}" in told:
                    continue
                if what is None:
                    heard.risk.append(report.key_result)
                elif (report.key_result, what) not in heard.help:
                    heard.help.append((report.key_result, what))
        return found

    def _concerned(self, report: CheckIn, world: World) -> Iterator[tuple[str, str | None]]:
        """Who is to hear of it; with the words where help is asked of them."""
        if at_risk(report, world.last.get((report.key_result, report.week))):
            objective = objective_with(report.key_result, world.objectives.values())
            yield from ((who, None) for who in watching(self.tx, self.me, objective, self.loader.today))
        for asked in report.help:
            if asked.person not in (None, self.me.key):
                yield str(asked.person), asked.text

    def _heard(self, hearer: str, heard: Heard) -> Iterator[tuple[str, str]]:
        yield from ((key_result, _said(hearer, None)) for key_result in heard.risk)
        yield from ((key_result, _said(hearer, words)) for key_result, words in heard.help)

    def _row(self, hearer: str, heard: Heard, applied: Applied) -> Outgoing:
        home = {kr.id: o.id for o in applied.objectives for kr in o.key_results}
        touched = [*heard.risk, *(key_result for key_result, _ in heard.help)]
        about = {
            "by": self.me.key,
            "week": applied.note or "",
            "risk": ";".join(heard.risk),
            "help": json.dumps(heard.help, ensure_ascii=False),
            "objectives": ";".join(dict.fromkeys(home[one] for one in touched)),
        }
        about["told"] = _short(json.dumps(about, sort_keys=True) + self.now.isoformat())
        about["at"] = self.now.isoformat()
        return Outgoing(f"alert:{hearer}:{about['told']}", self.now, "alert", hearer, flow="alert", about=about, priority=COLLEAGUES)


def watching(tx: Tx, person: Person, objective: Objective, today: date) -> tuple[str, ...]:
    """Who looks after somebody's work: the nearest manager above who is still here (else who leads the nearest team), whoever stands in
    for them while they are away, and the nearest team's coach unless the objective is for the managers alone; never the person."""
    leads, coaches, seen = [], [], set()
    key = person.team
    while key and key not in seen and (team := tx.team(key)):
        seen.add(key)
        leads += [team.lead] if team.lead else []
        coaches += [team.coach] if team.coach else []
        key = team.parent
    here = {p.key: p for p in tx.people({*leads, *coaches}) if p.active and p.key != person.key}
    manager = _above(tx, person) or next((here[one] for one in leads if one in here), None)
    stand_in = tx.person(manager.stand_in) if manager and manager.stand_in and access.is_away(manager, today) else None
    coach = [one for one in coaches if one in here][:1] if access.coach_hears(objective) else []
    people = (*((manager,) if manager else ()), *((stand_in,) if stand_in and stand_in.active else ()))
    return tuple(dict.fromkeys(one for one in (*(p.key for p in people), *coach) if one != person.key))


def _above(tx: Tx, person: Person) -> Person | None:
    """The manager, or where they have left theirs."""
    seen, key = {person.key}, person.manager
    while key and key not in seen:
        seen.add(key)
        above = tx.person(key)
        if above is None or above.active:
            return above
        key = above.manager
    return None


def _said(hearer: str, words: str | None) -> str:
    return f"risk {hearer}" if words is None else f"help {hearer} {_short(words)}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
