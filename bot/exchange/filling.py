"""What a file of OKRs leaves open, worked out: ids, owners, dates, direction, progress, advice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import time

from bot.exchange.modelled import check_in_from, key_result_from, objective_from
from bot.exchange.shape import CheckInShape, KeyResultShape, ObjectiveShape
from bot.okr.answer_week import is_late
from bot.okr.coach import Finding, advise
from bot.okr.localtime import to_utc
from bot.okr.model import CheckIn, Cycle, Direction, KeyResult, Objective, Person
from bot.okr.reading import read_key_result
from bot.okr.scoring import progress_of, value_of
from bot.okr.weeks import Week

SPOKEN_AT = (4, time(16, 0))  # Friday afternoon, for a check-in without a moment
Coach = Callable[..., tuple[Finding, ...]]
"""`advise`, or one that remembers what it said."""


@dataclass(frozen=True, slots=True)
class Filling:
    """Completes entries by what is known; the same entry always comes to the same."""

    people: Mapping[str, Person]
    cycles: Mapping[str, Cycle]
    objectives: Mapping[str, Objective]
    check_ins: Mapping[tuple[str, str], CheckIn]
    timezone: str
    coach: Coach = advise

    def objective(self, shape: ObjectiveShape) -> tuple[Objective, tuple[CheckIn, ...]]:
        """The objective with its key results, and their check-ins. Key results that the file does not name stay as they are."""
        key = shape.id or f"{shape.owner}.{shape.cycle}.{_short(shape.text)}"
        owner = self.people.get(shape.owner)
        fresh = Objective(key, shape.owner, shape.cycle, shape.text, team=owner.team if owner else None)
        known = self.objectives.get(key) or fresh
        read = [self._key_result(one, number, known) for number, one in enumerate(shape.key_results, 1)]
        named = {one.id for one, _ in read}
        kept = tuple(one for one in known.key_results if one.id not in named)
        objective = objective_from(shape, known, (*(one for one, _ in read), *kept))
        return objective, tuple(check_in for _, check_ins in read for check_in in check_ins)

    def _key_result(self, shape: KeyResultShape, number: int, parent: Objective) -> tuple[KeyResult, tuple[CheckIn, ...]]:
        key = shape.id or f"{parent.id}.{number}"
        cycle = self.cycles.get(parent.cycle)
        fresh = KeyResult(key, parent.id, shape.text, shape.owner or parent.owner, number, due=cycle.ends if cycle else None)
        known = next((one for one in parent.key_results if one.id == key), None)
        one = key_result_from(shape, known or replace(fresh, direction=_direction(shape, cycle)))
        check_ins = tuple(sorted((self._check_in(said, one) for said in shape.check_ins), key=lambda said: said.week))
        return _standing(one, check_ins), check_ins

    def _check_in(self, shape: CheckInShape, one: KeyResult) -> CheckIn:
        week = Week.parse(shape.week)
        at = shape.at or to_utc(week.day(SPOKEN_AT[0]), SPOKEN_AT[1], self.timezone)
        by = self.people.get(shape.by or one.owner)
        zone = (by.timezone if by else None) or self.timezone
        base = self.check_ins.get((one.id, shape.week)) or CheckIn(one.id, shape.week, at, one.owner, late=is_late(week, at, zone))
        said = check_in_from(shape, base)
        way = (one.baseline, one.target, one.direction)
        if said.progress is None and said.value is not None:
            return replace(said, progress=progress_of(said.value, *way))
        if said.value is None and said.progress is not None and "value" not in shape.model_fields_set:
            return replace(said, value=value_of(said.progress, *way))
        return said

    def advised(self, objective: Objective, shape: ObjectiveShape) -> Objective:
        """With the coach's codes wherever the file brings none and the words are new."""
        known = self.objectives.get(objective.id)
        advice = objective.advice
        if shape.advice is None and (known is None or known.text != objective.text):
            advice = tuple(found.code for found in self.coach(objective.text, "objective", objective.kind, objective.cycle))
        before = {one.id: one.text for one in known.key_results} if known else {}
        previous = self._previous(objective)
        named = len(shape.key_results)  # those that the file does not name come after these
        key_results = tuple(
            one
            if said.advice is not None or before.get(one.id) == one.text
            else replace(
                one, advice=tuple(found.code for found in self.coach(one.text, "key_result", objective.kind, objective.cycle, previous))
            )
            for said, one in zip(shape.key_results, objective.key_results[:named], strict=True)
        )
        return replace(objective, advice=advice, key_results=(*key_results, *objective.key_results[named:]))

    def _previous(self, objective: Objective) -> tuple[str, ...]:
        """What the same person aimed at in the cycle before."""
        cycle = self.cycles.get(objective.cycle)
        earlier = [c for c in self.cycles.values() if cycle and c.kind == cycle.kind and c.ends < cycle.starts]
        if not earlier:
            return ()
        last = max(earlier, key=lambda c: c.ends).key
        own = (one for one in self.objectives.values() if one.owner == objective.owner and one.cycle == last)
        return tuple(key_result.text for one in own for key_result in one.key_results)


def _short(text: str) -> str:
    """Six signs that stand for a text, so that the same file brings the same id again."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:6]


def _direction(shape: KeyResultShape, cycle: Cycle | None) -> Direction:
    """Where the numbers go; without a baseline what the words say."""
    if shape.target is None:
        return "done"
    if shape.baseline is not None:
        return "down" if shape.target < shape.baseline else "up"
    if cycle is None:
        return "up"
    read = read_key_result(shape.text, cycle.starts, cycle.starts, cycle.ends)
    return "up" if read.direction == "done" else read.direction


def _standing(one: KeyResult, check_ins: tuple[CheckIn, ...]) -> KeyResult:
    """How it stands: as the file says, else as was said last."""
    if one.current is None and one.progress is None and one.confidence is None and check_ins:
        last = check_ins[-1]
        return replace(one, current=last.value, progress=last.progress, confidence=last.confidence)
    if one.progress is None and one.current is not None:
        return replace(one, progress=progress_of(one.current, one.baseline, one.target, one.direction))
    return one
