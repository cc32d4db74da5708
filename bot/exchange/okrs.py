"""OKRs out of a file in the export's shape: checked as a whole, completed where the file leaves something open, then a plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from bot.exchange.circles import circle
from bot.exchange.documents import list_in, load
from bot.exchange.filling import Coach, Filling
from bot.exchange.limits import within_limits
from bot.exchange.modelled import cycle_from
from bot.exchange.plan import Plan, compared, twice
from bot.exchange.problems import BadFile, BadRow
from bot.exchange.shape import CycleShape, ObjectiveShape
from bot.exchange.shape_base import Shape
from bot.okr.access import Org
from bot.okr.coach import advise
from bot.okr.cycles import in_order
from bot.okr.model import CheckIn, Cycle, Objective, Person, Team
from bot.okr.participation import Rules, rules_for

S = TypeVar("S", bound=Shape)


@dataclass(frozen=True, slots=True)
class Entry(Generic[S]):
    """One entry of a list: where it begins, what it is called in the file, what it holds."""

    line: int
    path: str
    shape: S


Read = Sequence[tuple[Entry[ObjectiveShape], Objective, tuple[CheckIn, ...]]]
"""Entries with what was made of them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store holds already."""

    people: Mapping[str, Person]
    teams: Mapping[str, Team] = field(default_factory=dict)
    cycles: Mapping[str, Cycle] = field(default_factory=dict)
    objectives: Mapping[str, Objective] = field(default_factory=dict)
    check_ins: Mapping[tuple[str, str], CheckIn] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OkrPlan:
    """What to store, cycles first."""

    cycles: Plan[Cycle]
    objectives: Plan[Objective]
    check_ins: Plan[CheckIn]
    notes: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        return (str(self.cycles), str(self.objectives), str(self.check_ins), *self.notes)


def plan_okrs(text: str, known: Standing, timezone: str, coach: Coach = advise) -> OkrPlan:
    """What the file would change; `timezone` is the company's. Raises BadFile with everything that is wrong."""
    bad: list[BadRow] = []
    cycle_entries, objective_entries = entries(text, "cycles", CycleShape, bad), entries(text, "objectives", ObjectiveShape, bad)
    cycles = {cycle.key: cycle for cycle in _cycles(cycle_entries, known, bad)}
    filling = Filling(known.people, {**known.cycles, **cycles}, known.objectives, known.check_ins, timezone, coach)
    read = [(entry, *filling.objective(entry.shape)) for entry in objective_entries]
    bad += faults(read, known, {entry.shape.key for entry in cycle_entries})
    if bad:
        raise BadFile(bad)
    org = Org(known.people, known.teams)

    def rules(one: Objective) -> Rules:
        owner = known.people.get(one.owner)
        return rules_for(owner.team if owner else None, filling.cycles[one.cycle], org)

    kept, notes = within_limits([objective for _, objective, _ in read], known.objectives, rules)
    advised = tuple(filling.advised(objective, shape) for objective, shape in zip(kept, (e.shape for e, *_ in read), strict=True))
    said = [check_in for _, _, check_ins in read for check_in in check_ins]
    return OkrPlan(
        compared("cycles", cycles.values(), known.cycles, lambda cycle: cycle.key),
        compared("objectives", advised, known.objectives, lambda objective: objective.id),
        compared("check-ins", said, {f"{kr} {week}": one for (kr, week), one in known.check_ins.items()}, _week_of),
        notes,
    )


def entries(text: str, name: str, shape: type[S], bad: list[BadRow]) -> list[Entry[S]]:
    """A list of the document; one that is not there is empty. What cannot be read is added to `bad`."""
    document = load(text)
    if isinstance(document, dict) and document.get(name) is None:
        return []
    found: list[Entry[S]] = []
    for number, (line, item) in enumerate(list_in(text, name).items):
        path = f"{name}[{number}]"
        try:
            found.append(Entry(line, path, shape.model_validate(item)))
        except ValidationError as wrong:
            bad += [BadRow(line, _path(path, error["loc"]), _said(error)) for error in wrong.errors(include_url=False)]
    return found


def faults(read: Read, known: Standing, cycles: Collection[str]) -> Iterator[BadRow]:
    """What is said twice, and what refers to something that is nowhere; `cycles` are those that the file names."""
    for entry, objective, check_ins in read:
        yield from (BadRow(entry.line, f"{entry.path}{at}", what) for at, what in _wrong(objective, check_ins, known, cycles))
    yield from twice(((entry.line, objective.id, objective.id) for entry, objective, _ in read), "id")
    ids = ((entry.line, one.id, one.id) for entry, objective, _ in read for one in objective.key_results)
    yield from twice(ids, "id")
    yield from _aims_at_nothing(read, known)


def _path(start: str, location: Iterable[int | str]) -> str:
    return start + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)


def _said(error: Any) -> str:
    said = str(error["msg"])
    given = error.get("input")
    shown = f" (“{str(given)[:40]}”)" if isinstance(given, str | int | float) else ""
    return f"{said[:1].lower()}{said[1:]}{shown}"


def _cycles(found: list[Entry[CycleShape]], known: Standing, bad: list[BadRow]) -> Iterator[Cycle]:
    bad += twice(((entry.line, entry.shape.key, entry.shape.key) for entry in found), "key")
    for entry in found:
        try:
            cycle = cycle_from(entry.shape, known.cycles.get(entry.shape.key))
        except ValueError:
            bad.append(
                BadRow(entry.line, f"{entry.path}.key", f"“{entry.shape.key}” is no cycle; write 2026Q4, 2026H2, 2026, 2026-11 or 2026-W47")
            )
            continue
        if not in_order(cycle):
            order = "drafting_opens ≤ starts ≤ scoring_opens ≤ ends, and drafts_due between the first and the last"
            bad.append(BadRow(entry.line, entry.path, f"its days are out of order; they must be {order}"))
        yield cycle


def _wrong(objective: Objective, check_ins: Iterable[CheckIn], known: Standing, cycles: Collection[str]) -> Iterator[tuple[str, str]]:
    """What an entry refers to and is not there: (path within it, what is wrong)."""
    if objective.cycle not in known.cycles and objective.cycle not in cycles:
        yield ".cycle", f"there is no cycle “{objective.cycle}”; add it to cycles"
    if objective.team and objective.team not in known.teams:
        yield ".team", f"no team has the key “{objective.team}”; import teams first or correct it"
    for at, person in _people_in(objective, check_ins):
        if person not in known.people:
            yield at, f"nobody has the key “{person}”; import people first or correct it"
    weeks = [(check_in.key_result, check_in.week) for check_in in check_ins]
    for key_result, week in sorted({one for one in weeks if weeks.count(one) > 1}):
        yield "", f"{key_result} has two check-ins for {week}; each week may stand only once"


def _people_in(objective: Objective, check_ins: Iterable[CheckIn]) -> Iterator[tuple[str, str]]:
    yield ".owner", objective.owner
    for number, one in enumerate(objective.key_results):
        if one.owner != objective.owner:
            yield f".key_results[{number}].owner", one.owner
        for at, collaborator in enumerate(one.collaborators):
            yield f".key_results[{number}].collaborators[{at}].person", collaborator.person
    for check_in in check_ins:
        yield f" check-in {check_in.week}.by", check_in.by
        for asked in check_in.help:
            if asked.person is not None:
                yield f" check-in {check_in.week}.help.person", asked.person


def _aims_at_nothing(read: Read, known: Standing) -> Iterator[BadRow]:
    """What is aligned to an objective or key result that is nowhere, to itself, or to what serves it in turn."""
    every = {**known.objectives, **{objective.id: objective for _, objective, _ in read}}
    for entry, objective, _ in read:
        for number, aim in enumerate(objective.aligned_to):
            at = f"{entry.path}.aligned_to[{number}]"
            above = every.get(aim.objective)
            if above is None or above.id == objective.id:
                yield BadRow(entry.line, at, f"there is no other objective “{aim.objective}”")
            elif aim.key_result and aim.key_result not in {one.id for one in above.key_results}:
                yield BadRow(entry.line, at, f"“{aim.objective}” has no key result “{aim.key_result}”")
            elif ring := circle(objective, aim, every):
                yield BadRow(entry.line, at, f"is circular ({' → '.join(ring)}); what serves an objective cannot be served by it")


def _week_of(check_in: CheckIn) -> str:
    return f"{check_in.key_result} {check_in.week}"
