"""The numbers of participation, counted once for chat, file and export. Nobody is ranked (docs/method.md 11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date

from bot.okr.access import LIVE, Org, is_away
from bot.okr.localtime import to_local
from bot.okr.model import Cycle, Objective, Person
from bot.okr.model_ending import Stage
from bot.okr.participation import STAGES, everybody_eligible, stage_in
from bot.okr.participation_outline import Outline, Standings, outlined, standings
from bot.okr.participation_weeks import Asking, Weeks, askings
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
    objectives: Iterable[Objective],
    said: Weeks,
    today: date,
    timezone: str,
) -> Report:
    """`objectives` are all of the cycle, `today` is the company's."""
    return counted(cycle, org, outlined(objectives), said, today, timezone)


def counted(
    cycle: Cycle,
    org: Org,
    outline: Outline,
    said: Weeks,
    today: date,
    timezone: str,
) -> Report:
    """The same from an outline of the cycle's objectives."""
    last = _last_week(cycle, today)
    known = standings(outline)
    asked = everybody_eligible(cycle, org)
    zones = {p.timezone or timezone for p in asked if p.key not in said.rhythms}
    asking = askings(cycle, [last.plus(-back) for back in reversed(range(WEEKS))], said, known.carrying, zones)
    people = tuple(_people(asked, cycle, known, asking[-1], today, timezone))
    teams: dict[str, list[PersonRow]] = {}
    for row in people:
        teams.setdefault(row.team, []).append(row)
    carrying = [p for p in asked if p.key in known.carrying]
    weeks = tuple(_week(one, carrying, timezone) for one in asking)
    everybody = len([p for p in org.people.values() if p.active])
    return Report(
        cycle.key,
        str(last),
        tuple(_team(team, teams[team]) for team in sorted(teams)),
        people,
        tuple(week for week in weeks if week.asked),
        _shares(outline),
        everybody - len(asked),
    )


def _last_week(cycle: Cycle, today: date) -> Week:
    """The week before this one; of a cycle that is over its last."""
    return min(Week.of(today).previous(), Week.of(cycle.ends), key=lambda week: week.index)


def _people(
    asked: Iterable[Person],
    cycle: Cycle,
    known: Standings,
    last: Asking,
    today: date,
    timezone: str,
) -> Iterator[PersonRow]:
    for person in asked:
        key = person.key
        first = known.submitted.get(key)
        yield PersonRow(
            key,
            person.team or "",
            stage_in(known.states.get(key, ())),
            None if first is None else to_local(first, person.timezone or timezone).date() > cycle.drafts_due,
            is_away(person, today),
            last.asks(person, timezone),
            last.answers(key),
            not known.unscored[key] if key in known.unscored else None,
        )


def _team(team: str, rows: list[PersonRow]) -> TeamRow:
    stages = Counter(row.stage for row in rows)
    asked = [r for r in rows if r.owes]
    reported = [r for r in asked if r.reported]
    return TeamRow(
        team,
        len(rows),
        len([r for r in rows if r.away]),
        **{stage: stages[stage] for stage in STAGES},
        on_time=len([r for r in rows if r.late is False]),
        late=len([r for r in rows if r.late]),
        asked=len(asked),
        reported=len(reported),
        missing=len(asked) - len(reported),
        to_score=len([r for r in rows if r.scored is not None]),
        scored=len([r for r in rows if r.scored]),
    )


def _week(one: Asking, carrying: list[Person], timezone: str) -> WeekRow:
    asked = [p.key for p in carrying if one.asks(p, timezone)]
    return WeekRow(one.week, len(asked), len(one.reporters.intersection(asked)))


def _shares(outline: Outline) -> Shares:
    live = {key: (source, serves) for key, _, state, source, serves, *_ in outline.aims if state in LIVE}
    return Shares(
        len(live),
        len([1 for _, serves in live.values() if serves]),
        len([1 for source, _ in live.values() if source != "split"]),
        len([1 for objective, *_ in outline.hands if objective in live]),
        outline.served,
    )
