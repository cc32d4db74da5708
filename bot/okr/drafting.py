"""From a draft to an agreed objective: saving, submitting, deciding (docs/method.md 7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.okr import access, depending
from bot.okr.deeds import SaveDraft, Submit
from bot.okr.model import Happening, Objective, ObjectiveState, Person
from bot.okr.participation import rules_for
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World, named


def save(action: SaveDraft, by: Person, world: World) -> Applied:
    changed: list[Objective] = []
    for draft in action.objectives:
        stored = world.objectives.get(draft.id)
        if draft.state == "dropped":  # parked with the draft, because it is over the limit
            _own_open_draft(replace(draft, state="draft"), by, world)
            changed += [] if stored == draft else [draft]
            continue
        before = _taken_up(stored) if stored else draft
        _own_open_draft(before, by, world)
        kept = _continued(draft, before) if stored else draft
        kept = replace(kept, state="draft") if kept.state == "submitted" else kept
        if kept != stored:
            changed.append(kept)
    for gone in action.dropped:
        stored = world.objectives.get(gone)
        if stored and stored.state != "dropped":
            _own_open_draft(stored, by, world)
            changed.append(replace(stored, state="dropped"))
    return Applied(objectives=tuple(changed), what="drafted", subjects=tuple(o.id for o in changed))


def _taken_up(stored: Objective) -> Objective:
    """What was taken out of a draft and comes back is a draft again; what once was agreed stays dropped."""
    once_agreed = any(event.what == "agreed" for event in stored.events)
    return replace(stored, state="draft") if stored.state == "dropped" and not once_agreed else stored


def _continued(draft: Objective, stored: Objective) -> Objective:
    """The draft as it reads now with what happened to it; who was asked about a line that stays as it was keeps their answer."""
    key_results = tuple(depending.continued(kr, stored.key_results) for kr in draft.key_results)
    told = {
        name: getattr(stored, name) for name in ("state", "events", "approver", "versions", "shared_with", "visibility", "type", "source")
    }
    held = {"for_team": True, "team": stored.team} if stored.for_team else {"for_team": False}
    return replace(draft, key_results=key_results, **told, **held)


def _own_open_draft(objective: Objective, by: Person, world: World) -> None:
    if not access.may_edit(by, objective):
        raise Refused("refused.not_yours" if objective.owner != by.key else "refused.not_a_draft")
    cycle = world.cycles.get(objective.cycle)
    if cycle is None or cycle.closed:
        raise Refused("refused.cycle_closed", cycle=objective.cycle)


def submit(action: Submit, by: Person, world: World, now: datetime) -> Applied:
    objectives = named(action.objectives, world)
    for objective in objectives:
        _own_open_draft(objective, by, world)
        if objective.state == "submitted":
            raise Refused("refused.already_submitted")
        if not [kr for kr in objective.key_results if kr.state == "active"]:
            raise Refused("refused.no_key_result", objective=objective.text)
        if objective.kind is None:
            raise Refused("refused.no_kind", objective=objective.text)
        _may_serve(objective, by, world)
    standing = [
        o for o in world.own if o.state in ("submitted", "agreed") and o.cycle == objectives[0].cycle and o.id not in action.objectives
    ]
    rules = rules_for(by.team, world.cycles[objectives[0].cycle], world.org)
    if len(standing) + len(objectives) > rules.max_objectives:
        raise Refused("refused.too_many_objectives", limit=rules.max_objectives, count=len(standing) + len(objectives))
    over = [o for o in objectives if len([kr for kr in o.key_results if kr.state == "active"]) > rules.max_key_results]
    if over:
        raise Refused("refused.too_many_key_results", limit=rules.max_key_results)
    asked = access.approvers(by, world.org)
    state: ObjectiveState = "submitted" if asked else "agreed"
    steps = (
        (Happening(now, by.key, "submitted"),)
        if asked
        else (Happening(now, by.key, "submitted"), Happening(now, by.key, "agreed", "nobody_to_ask"))
    )
    approver = asked[0] if len(asked) == 1 else None
    saved = tuple(
        replace(depending.ask(o, now), state=state, approver=approver, events=(*o.events, *steps), versions=(*o.versions, lines_of(o)))
        for o in objectives
    )
    return Applied(objectives=saved, what="submitted", subjects=action.objectives, approvers=asked, note=None if asked else "nobody_to_ask")


def _may_serve(objective: Objective, by: Person, world: World) -> None:
    """What it serves must be agreed and visible to its owner, and must not serve it in turn; the refusal does not tell which."""
    for aim in objective.aligned_to:
        target = world.objectives.get(aim.objective)
        seen = target is not None and target.state == "agreed" and access.may_see(by, target, world.org)
        line = next((kr for kr in target.key_results if kr.id == aim.key_result), None) if target else None
        if not seen or (aim.key_result and (line is None or line.state != "active")) or _serves(target, objective.id, world):
            raise Refused("refused.cannot_serve", objective=objective.text)


def _serves(below: Objective | None, above: str, world: World) -> bool:
    """Whether an objective serves another, over however many steps."""
    seen: set[str] = set()
    waiting = [below] if below else []
    while waiting:
        at = waiting.pop()
        if at.id == above:
            return True
        if at.id not in seen:
            seen.add(at.id)
            waiting += [world.objectives[a.objective] for a in at.aligned_to if a.objective in world.objectives]
    return False


def lines_of(objective: Objective) -> tuple[str, ...]:
    """The objective's text, then its key results: what one submission is compared with the next by."""
    return (objective.text, *(kr.text for kr in objective.key_results if kr.state == "active"))


def withdraw(ids: tuple[str, ...], by: Person, world: World, now: datetime) -> Applied:
    """The owner takes back what is not decided yet."""
    objectives = _submitted(ids, world, lambda o: o.owner == by.key, "refused.not_yours")
    return _moved(objectives, "draft", Happening(now, by.key, "withdrawn"))


def agree(ids: tuple[str, ...], by: Person, world: World, now: datetime) -> Applied:
    """An approver agrees; from now on it counts."""
    objectives = _submitted(ids, world, lambda o: access.may_approve(by, o, world.org), "refused.not_approver")
    return _moved(objectives, "agreed", Happening(now, by.key, "agreed"))


def send_back(ids: tuple[str, ...], comment: str | None, by: Person, world: World, now: datetime) -> Applied:
    """An approver returns it with a comment; the words stay the owner's to change."""
    objectives = _submitted(ids, world, lambda o: access.may_approve(by, o, world.org), "refused.not_approver")
    return _moved(objectives, "returned", Happening(now, by.key, "returned", comment))


def _submitted(ids: tuple[str, ...], world: World, allowed: Callable[[Objective], bool], refusal: str) -> tuple[Objective, ...]:
    objectives = named(ids, world)
    for objective in objectives:
        if not allowed(objective):
            raise Refused(refusal)
        if objective.state != "submitted":
            raise Refused(f"refused.already.{objective.state}")
    return objectives


def _moved(objectives: tuple[Objective, ...], state: ObjectiveState, step: Happening) -> Applied:
    saved = tuple(replace(o, state=state, events=(*o.events, step)) for o in objectives)
    return Applied(objectives=saved, what=step.what, subjects=tuple(o.id for o in saved), note=step.note)
