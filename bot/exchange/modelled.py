"""The export's shape as the rules' values. `base` is what holds where the file says nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.exchange.shape import CheckInShape, CycleShape, KeyResultShape, ObjectiveShape, PersonShape
from bot.exchange.shape_base import Shape
from bot.okr.cycles import cycle_of
from bot.okr.model import (
    Alignment,
    Change,
    CheckIn,
    Collaborator,
    Cycle,
    Edit,
    Happening,
    Help,
    KeyResult,
    Objective,
    Person,
    Score,
)

PERSONAL = ("platform", "prompt_time", "quiet_from", "quiet_until", "stand_in")


def cycle_from(shape: CycleShape, known: Cycle | None) -> Cycle:
    """Days that are not given are those of the key. Raises ValueError for a key that is none, or of another kind than is said."""
    base = known or cycle_of(shape.key)
    if shape.kind not in (None, base.kind):
        raise ValueError("unknown_cycle", shape.key)
    days = {name: day for name in ("starts", "ends", "drafting_opens", "drafts_due", "scoring_opens") if (day := getattr(shape, name))}
    rules = {name: said for name in ("policy", "max_objectives", "max_key_results", "writing", "review") if (said := getattr(shape, name))}
    return replace(base, **days, **rules, closed=base.closed if shape.state is None else shape.state == "closed")


def objective_from(shape: ObjectiveShape, base: Objective, key_results: tuple[KeyResult, ...]) -> Objective:
    """The objective with what the file says of it."""
    plain = (
        "owner",
        "team",
        "cycle",
        "text",
        "kind",
        "type",
        "source",
        "state",
        "visibility",
        "unaligned_because",
        "approver",
        "score",
        "versions",
        "shared_with",
        "for_team",
    )
    given = _given(shape, *plain)
    if "aligned_to" in shape.model_fields_set:
        given["aligned_to"] = tuple(Alignment(aim.objective, aim.key_result) for aim in shape.aligned_to)
    if "events" in shape.model_fields_set:
        given["events"] = tuple(Happening(event.at, event.by, event.what, event.note) for event in shape.events)
    return replace(base, **given, position=shape.position or base.position, advice=_advice(shape, base), key_results=key_results)


def key_result_from(shape: KeyResultShape, base: KeyResult) -> KeyResult:
    """The key result with what the file says of it."""
    given = _given(shape, "text", "unit", "baseline", "target", "current", "progress", "confidence", "due", "adjusted", "state", "roll_up")
    if "collaborators" in shape.model_fields_set:
        given["collaborators"] = tuple(Collaborator(one.person, one.state, one.note, one.asked_at) for one in shape.collaborators)
    if "history" in shape.model_fields_set:
        given["history"] = tuple(Change(c.at, c.by, c.field, c.old, c.new, c.reason, c.approved_by) for c in shape.history)
    if "score" in shape.model_fields_set:
        given["score"] = shape.score and Score(shape.score.own, shape.score.at, shape.score.by)
    return replace(
        base,
        **given,
        owner=shape.owner or base.owner,
        position=shape.position or base.position,
        direction=shape.direction or base.direction,
        advice=_advice(shape, base),
    )


def check_in_from(shape: CheckInShape, base: CheckIn) -> CheckIn:
    """The check-in with what the file says of it."""
    given = _given(shape, "value", "progress", "confidence", "note", "blocker", "next", "no_change")
    if "help" in shape.model_fields_set:
        given["help"] = tuple(Help(one.person, one.text) for one in shape.help)
    if "edits" in shape.model_fields_set:
        given["edits"] = tuple(Edit(edit.at, edit.by, edit.field, edit.old, edit.new) for edit in shape.edits)
    return replace(
        base,
        **given,
        at=shape.at or base.at,
        by=shape.by or base.by,
        late=base.late if shape.late is None else shape.late,
    )


def with_personal(person: Person, shape: PersonShape) -> Person:
    """What people set for themselves, and accounts on platforms that no column names."""
    accounts = {name: account for name, account in shape.accounts.items() if account}
    return replace(person, accounts=accounts, **{name: getattr(shape, name) for name in PERSONAL})


def _given(shape: Shape, *names: str) -> dict[str, Any]:
    return {name: getattr(shape, name) for name in names if name in shape.model_fields_set}


def _advice(shape: ObjectiveShape | KeyResultShape, base: Objective | KeyResult) -> tuple[str, ...]:
    return base.advice if shape.advice is None else shape.advice
