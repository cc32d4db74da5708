"""A small company with a running quarter, to try things out with: made from a file for each language, dated around any day."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from bot.okr import reading
from bot.okr.cycles import current_key, cycle_of, next_key
from bot.okr.localtime import to_utc
from bot.okr.model import Alignment, CheckIn, Cycle, Happening, KeyResult, Objective, Person, Team
from bot.okr.model_learning import Example, Improvement
from bot.okr.rhythm import PROMPT_TIME
from bot.okr.scoring import progress_of
from bot.okr.weeks import Week


@dataclass(frozen=True, slots=True)
class Sample:
    """Everything the company begins with."""

    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    cycles: tuple[Cycle, ...]
    objectives: tuple[Objective, ...]
    check_ins: tuple[CheckIn, ...]
    improvements: tuple[Improvement, ...] = ()
    examples: tuple[Example, ...] = ()


def sample(language: str, today: date, timezone: str, platform: str) -> Sample:
    """The company as of a day; everybody's account on `platform` is their key, every team's channel its key."""
    data = tomllib.loads(resources.files("bot.sample").joinpath(f"company-{language}.toml").read_text("utf-8"))
    key = current_key("quarter", today)
    cycle = cycle_of(key)
    people = tuple(_person(one, language, platform) for one in data["people"])
    teams = tuple(Team(**one, board_platform=platform, board_channel=one["key"]) for one in data["teams"])
    weeks = _weeks(today, cycle)
    at = to_utc(cycle.starts, PROMPT_TIME, timezone)
    objectives = tuple(_objectives(data["objectives"], cycle, {p.key: p for p in people}, at))
    reports = tuple(_reports(data["objectives"], objectives, weeks, timezone))
    standing = tuple(_standing(o, reports) for o in objectives)
    memo = tuple(_improvements(data["improvements"], cycle, at))
    shown = tuple(Example(o.id, data["marks"], at) for one, o in zip(data["objectives"], objectives, strict=True) if one.get("example"))
    return Sample(people, teams, (cycle, cycle_of(next_key(key))), standing, reports, memo, shown)


def _person(one: Mapping[str, Any], language: str, platform: str) -> Person:
    roles = frozenset({"employee", *one.get("roles", ())})
    return Person(
        one["key"],
        one["name"],
        f"{one['key']}@example.com",
        one.get("manager"),
        one.get("team"),
        roles,
        language,
        accounts={platform: one["key"]},
    )


def _weeks(today: date, cycle: Cycle) -> tuple[Week, ...]:
    """The last three weeks before this one, as far as they lie in the cycle."""
    running = Week.of(today)
    return tuple(w for n in (3, 2, 1) if (w := running.plus(-n)).monday >= cycle.starts - timedelta(days=6))


def _objectives(listed: list[dict[str, Any]], cycle: Cycle, people: Mapping[str, Person], at: datetime) -> Iterator[Objective]:
    for one in listed:
        owner = people[one["owner"]]
        objective = f"{owner.key}.{cycle.key}.1"
        above = (Alignment(f"{one['serves']}.{cycle.key}.1"),) if one.get("serves") else ()
        key_results = tuple(_key_result(objective, k, kr, owner.key, cycle) for k, kr in enumerate(one["key_results"], start=1))
        steps = (Happening(at, owner.key, "submitted"), Happening(at, owner.manager or owner.key, "agreed"))
        yield Objective(
            objective,
            owner.key,
            cycle.key,
            one["text"],
            owner.team,
            one["kind"],
            state="agreed",
            aligned_to=above,
            key_results=key_results,
            events=steps,
        )


def _improvements(listed: list[dict[str, Any]], cycle: Cycle, at: datetime) -> Iterator[Improvement]:
    """What a team has taken onto its memo for this cycle."""
    for n, one in enumerate(listed, start=1):
        key = f"{one['team']}.{cycle.key}.{one['by']}.{n}"
        yield Improvement(key, one["team"], cycle.key, one["by"], at, one["text"], "accepted", one["lead"], at)


def _key_result(objective: str, k: int, one: Mapping[str, Any], owner: str, cycle: Cycle) -> KeyResult:
    read = reading.read_key_result(one["text"], cycle.starts, cycle.starts, cycle.ends)
    return KeyResult(
        f"{objective}.{k}", objective, one["text"], owner, k, (), read.unit, read.baseline, read.target, read.direction, due=cycle.ends
    )


def _reports(listed: list[dict[str, Any]], objectives: tuple[Objective, ...], weeks: tuple[Week, ...], timezone: str) -> Iterator[CheckIn]:
    for one, objective in zip(listed, objectives, strict=True):
        for said, kr in zip(one["key_results"], objective.key_results, strict=True):
            for n, week in enumerate(weeks, start=len(said["values"]) - len(weeks)):
                value = float(said["values"][n])
                words = {"next": said.get("next"), "blocker": said.get("blocker")} if week == weeks[-1] else {}
                share = progress_of(value, kr.baseline, kr.target, kr.direction)
                yield CheckIn(
                    kr.id, str(week), to_utc(week.day(4), PROMPT_TIME, timezone), kr.owner, value, share, said["confidence"][n], **words
                )


def _standing(objective: Objective, reports: tuple[CheckIn, ...]) -> Objective:
    newest = {report.key_result: report for report in reports}
    return replace(
        objective,
        key_results=tuple(
            replace(kr, current=r.value, progress=r.progress, confidence=r.confidence) if (r := newest.get(kr.id)) else kr
            for kr in objective.key_results
        ),
    )
