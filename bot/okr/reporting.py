"""What a check-in does to a key result, and how one is corrected without losing what was said before (docs/method.md 9)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.okr import access
from bot.okr.deeds import Report, UndoReport
from bot.okr.model import CheckIn, Edit, Help, KeyResult, Objective, Person
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World

SPOKEN = ("value", "progress", "confidence", "note", "blocker", "next")


def objective_with(key_result: str, objectives: Iterable[Objective]) -> Objective:
    """The first objective that holds the key result. Raises Refused when none does."""
    for objective in objectives:
        if any(kr.id == key_result for kr in objective.key_results):
            return objective
    raise Refused("refused.gone")


def key_result_in(objective: Objective, key_result: str) -> KeyResult:
    """The key result of that id."""
    return next(kr for kr in objective.key_results if kr.id == key_result)


def corrected(stored: CheckIn, given: CheckIn, by: str, now: datetime) -> CheckIn:
    """`given` in place of what is stored, with one edit for every field that differs; nothing differs: as stored."""
    edits = tuple(Edit(now, by, f, getattr(stored, f), getattr(given, f)) for f in SPOKEN if getattr(stored, f) != getattr(given, f))
    if given.help != stored.help:
        edits = (*edits, Edit(now, by, "help", _help_text(stored.help), _help_text(given.help)))
    if not edits and given.no_change == stored.no_change:
        return stored
    return replace(given, at=stored.at, by=stored.by, late=stored.late, edits=(*stored.edits, *edits))


def uncorrected(stored: CheckIn) -> CheckIn | None:
    """The check-in as it was before its newest correction; None when it was never corrected."""
    if not stored.edits:
        return None
    newest = max(edit.at for edit in stored.edits)
    before: dict[str, Any] = {edit.field: edit.old for edit in stored.edits if edit.at == newest}
    if "help" in before:
        before["help"] = _help_of(before["help"])
    return replace(stored, edits=tuple(e for e in stored.edits if e.at != newest), **before)


def _help_text(asked: tuple[Help, ...]) -> str | None:
    """What an edit keeps of help that was asked: pairs of a person and the words, as JSON; None when nobody was asked."""
    return json.dumps([[one.person, one.text] for one in asked], ensure_ascii=False) if asked else None


def _help_of(text: str | None) -> tuple[Help, ...]:
    return tuple(Help(person, words) for person, words in json.loads(text)) if text else ()


def stands_at(objective: Objective, key_result: str, check_in: CheckIn | None) -> Objective:
    """The objective with the key result's standing taken from a check-in; without one it has none, which is not zero."""
    value, progress, confidence = (check_in.value, check_in.progress, check_in.confidence) if check_in else (None, None, None)
    return _moved(objective, key_result_in(objective, key_result), value, progress, confidence)


def standing(objective: Objective, check_in: CheckIn) -> Objective:
    """The objective after a report: what was not said stays as it was."""
    kr = key_result_in(objective, check_in.key_result)
    value = kr.current if check_in.value is None and check_in.progress is None else check_in.value
    progress = kr.progress if check_in.progress is None else check_in.progress
    confidence = kr.confidence if check_in.confidence is None else check_in.confidence
    return _moved(objective, kr, value, progress, confidence)


def _moved(objective: Objective, kr: KeyResult, value: float | None, progress: float | None, confidence: int | None) -> Objective:
    """With that key result standing there; nothing is made anew where it stands there already."""
    if (kr.current, kr.progress, kr.confidence) == (value, progress, confidence):
        return objective
    moved = replace(kr, current=value, progress=progress, confidence=confidence)
    return replace(objective, key_results=tuple(moved if one.id == kr.id else one for one in objective.key_results))


def report(action: Report, by: Person, world: World, now: datetime) -> Applied:
    saved: list[CheckIn] = []
    objectives: dict[str, Objective] = {}
    for given in action.check_ins:
        objective = objective_with(given.key_result, (*objectives.values(), *world.objectives.values()))
        if not access.may_report(by, key_result_in(objective, given.key_result), objective):
            raise Refused("refused.not_your_key_result")
        cycle = world.cycles.get(objective.cycle)
        if cycle is None or cycle.closed:
            raise Refused("refused.cycle_closed", cycle=objective.cycle)
        stored = world.check_ins.get((given.key_result, given.week))
        check_in = corrected(stored, given, by.key, now) if stored else replace(given, at=now, by=by.key)
        saved.append(check_in)
        objectives[objective.id] = standing(objective, check_in)
    return Applied(
        tuple(objectives.values()),
        tuple(saved),
        what="checked_in",
        subjects=tuple(c.key_result for c in saved),
        note=_week(action),
        dropped_notes=tuple((by.key, "skip", week) for week in sorted({c.week for c in saved})),
    )


def _week(action: Report) -> str | None:
    return action.check_ins[0].week if action.check_ins else None


def undo(action: UndoReport, by: Person, world: World) -> Applied:
    kept: list[CheckIn] = []
    gone: list[tuple[str, str]] = []
    objectives: dict[str, Objective] = {}
    for key_result in action.key_results:
        stored = world.check_ins.get((key_result, action.week))
        if stored is None:
            continue
        objective = objective_with(key_result, (*objectives.values(), *world.objectives.values()))
        if stored.by != by.key:
            raise Refused("refused.not_your_key_result")
        before = uncorrected(stored)
        if before:
            kept.append(before)
        else:
            gone.append((key_result, action.week))
        objectives[objective.id] = stands_at(objective, key_result, before or world.last.get((key_result, action.week)))
    return Applied(
        tuple(objectives.values()), tuple(kept), tuple(gone), what="report_undone", subjects=action.key_results, note=action.week
    )
