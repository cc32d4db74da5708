"""The numbers of participation, counted once for chat, file and export. Nobody is ranked (docs/method.md 11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from bot.okr.access import LIVE, Org
from bot.okr.cycles import takes_check_ins
from bot.okr.localtime import to_local
from bot.okr.model import Cycle, Objective, Person
from bot.okr.model_ending import Stage
from bot.okr.participation import by_person, eligible, stage_of, unscored
from bot.okr.weeks import Week

WEEKS = 6


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person who takes part. `late`: first submitted after drafts were due; None: not yet. `owes`: is asked every week.

    `scored` is None for whoever has nothing to score.
    """

    person: str
    team: str
    stage: Stage
    late: bool | None
    away: bool
    owes: bool
    reported: bool
    scored: bool | None


@dataclass(frozen=True, slots=True)
class TeamRow:
    """How many people of one team; the people of the teams below are counted there."""

    team: str
    eligible: int = 0
    away: int = 0
    no_draft: int = 0
    drafting: int = 0
    returned: int = 0
    submitted: int = 0
    agreed: int = 0
    on_time: int = 0
    late: int = 0
    asked: int = 0
    reported: int = 0
    missing: int = 0
    to_score: int = 0
    scored: int = 0


@dataclass(frozen=True, slots=True)
class WeekRow:
    """How many were asked for a week, and how many answered."""

    week: str
    asked: int
    reported: int


@dataclass(frozen=True, slots=True)
class Shares:
    """Of live objectives: how many serve something above, how many came from below; of live key results, how many others serve."""

    objectives: int = 0
    aligned: int = 0
    own: int = 0
    key_results: int = 0
    carried: int = 0


@dataclass(frozen=True, slots=True)
class Weeks:
    """(week, person) of those who checked in, and of those who left a week out."""

    reporters: frozenset[tuple[str, str]] = frozenset()
    skipped: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything of one cycle. `left_out` are active people who are not asked to write; `week` is the last whole one."""

    cycle: str
    week: str
    teams: tuple[TeamRow, ...]
    people: tuple[PersonRow, ...]
    weeks: tuple[WeekRow, ...]
    shares: Shares
    left_out: int = 0

    @property
    def total(self) -> TeamRow:
        """All teams together."""
        numbers = [field.name for field in fields(TeamRow) if field.name != "team"]
        return TeamRow("", **{name: sum(getattr(row, name) for row in self.teams) for name in numbers})


def report(
    cycle: Cycle,
    org: Org,
    objectives: tuple[Objective, ...],
    said: Weeks,
    today: date,
    timezone: str,
) -> Report:
    """`objectives` are all of the cycle, `today` is the company's."""
    last = _last_week(cycle, today)
    written = by_person(objectives)
    asked = [p for p in org.people.values() if eligible(p, cycle, org)]
    people = tuple(_person(p, cycle, written.get(p.key, ()), str(last), said, today, timezone) for p in sorted(asked, key=lambda p: p.key))
    teams = {row.team for row in people}
    weeks = tuple(_week(cycle, last.plus(-back), people, org, said) for back in reversed(range(WEEKS)))
    everybody = len([p for p in org.people.values() if p.active])
    return Report(
        cycle.key,
        str(last),
        tuple(_team(team, [row for row in people if row.team == team]) for team in sorted(teams)),
        people,
        tuple(week for week in weeks if week.asked),
        _shares(objectives),
        everybody - len(asked),
    )


def _last_week(cycle: Cycle, today: date) -> Week:
    """The week before this one; of a cycle that is over its last."""
    return min(Week.of(today).previous(), Week.of(cycle.ends), key=lambda week: week.index)


def _person(
    person: Person,
    cycle: Cycle,
    theirs: tuple[Objective, ...],
    week: str,
    said: Weeks,
    today: date,
    timezone: str,
) -> PersonRow:
    own = [o for o in theirs if o.owner == person.key]
    carries = any(kr.owner == person.key and kr.state == "active" for o in theirs if o.state in LIVE for kr in o.key_results)
    submitted = [to_local(e.at, person.timezone or timezone).date() for o in own for e in o.events if e.what == "submitted"]
    owes = carries and takes_check_ins(cycle, Week.parse(week).day(4)) and (week, person.key) not in said.skipped
    return PersonRow(
        person.key,
        person.team or "",
        stage_of(own),
        min(submitted) > cycle.drafts_due if submitted else None,
        _away(person, today),
        owes and not _away(person, Week.parse(week).day(4)),
        (week, person.key) in said.reporters,
        not unscored(person.key, theirs) if carries else None,
    )


def _away(person: Person, day: date) -> bool:
    return any(leave.start <= day <= leave.end for leave in person.leave)


def _team(team: str, rows: list[PersonRow]) -> TeamRow:
    stages = {stage: len([r for r in rows if r.stage == stage]) for stage in ("no_draft", "drafting", "returned", "submitted", "agreed")}
    asked = [r for r in rows if r.owes]
    reported = [r for r in asked if r.reported]
    return TeamRow(
        team,
        len(rows),
        len([r for r in rows if r.away]),
        **stages,
        on_time=len([r for r in rows if r.late is False]),
        late=len([r for r in rows if r.late]),
        asked=len(asked),
        reported=len(reported),
        missing=len(asked) - len(reported),
        to_score=len([r for r in rows if r.scored is not None]),
        scored=len([r for r in rows if r.scored]),
    )


def _week(
    cycle: Cycle,
    week: Week,
    people: tuple[PersonRow, ...],
    org: Org,
    said: Weeks,
) -> WeekRow:
    friday, key = week.day(4), str(week)
    if not takes_check_ins(cycle, friday):
        return WeekRow(key, 0, 0)
    asked = [
        r.person for r in people if r.scored is not None and (key, r.person) not in said.skipped and not _away(org.people[r.person], friday)
    ]
    return WeekRow(key, len(asked), len([one for one in asked if (key, one) in said.reporters]))


def _shares(objectives: Iterable[Objective]) -> Shares:
    live = [o for o in objectives if o.state in LIVE]
    lines = [kr.id for o in live for kr in o.key_results if kr.state == "active"]
    served: Mapping[str, None] = dict.fromkeys(a.key_result for o in live for a in o.aligned_to if a.key_result)
    return Shares(
        len(live),
        len([o for o in live if o.aligned_to]),
        len([o for o in live if o.source != "split"]),
        len(lines),
        len([line for line in lines if line in served]),
    )
