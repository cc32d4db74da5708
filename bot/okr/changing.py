"""What may change while a cycle runs, who decides it, and what a change does (docs/method.md 8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal

from bot.okr import access, depending, overriding
from bot.okr.deeds_asking import AskChange, DecideChange
from bot.okr.drafting import lines_of
from bot.okr.model import Change, Cycle, CycleKind, Happening, KeyResult, Objective, Person, Policy
from bot.okr.model_asking import ChangeRequest, Consent, FieldValue
from bot.okr.participation import rules_for
from bot.okr.refusal import Refused
from bot.okr.reporting import key_result_in
from bot.okr.scoring import progress_of
from bot.okr.world import Applied, World, named

Decider = Literal["locked", "at_once", "heir", "approver", "leaders", "both"]
MEASURE = ("baseline", "target", "unit", "direction")


def policy_of(objective: Objective, cycle: Cycle, org: access.Org) -> Policy:
    """What the owner's team, or the nearest above it, says of changes; else the cycle's own policy."""
    person = org.people.get(objective.owner)
    seen: set[str] = set()
    unit = org.teams.get((person.team if person else None) or "")
    while unit and unit.key not in seen:
        if unit.policy:
            return unit.policy
        seen.add(unit.key)
        unit = org.teams.get(unit.parent or "")
    return cycle.policy


def decider(policy: Policy, kind: CycleKind, *, owner: bool, whole: bool, left: bool = False) -> Decider:
    """Who decides a change: of the owner (`owner`), of an objective itself (`whole`), of a key result.

    The new owner has to accept; whoever has left can always be followed. Strict: nothing else changes. Standard: key results by the
    approver, an objective's words by manager and HR together. Agile: key results at once, objectives by the approver. In a year's cycle
    an objective is changed by executives or HR, a key result by the approver.
    """
    if owner:
        return "heir" if left or policy != "strict" else "locked"
    if policy == "strict":
        return "locked"
    if kind == "year":
        return "leaders" if whole else "approver"
    if policy == "agile":
        return "approver" if whole else "at_once"
    return "both" if whole else "approver"


def deciders(request: ChangeRequest, objective: Objective, world: World) -> tuple[str, ...]:
    """Who may decide it today; nobody decides what they asked for. Empty: it takes effect at once; where two have to agree, never.

    Raises LookupError when those who decide were not looked up: nobody known is not nobody there.
    """
    cycle = world.cycles[objective.cycle]
    who = _who(request, objective, world, cycle)
    if who == "heir":
        return (request.heir,) if request.heir else ()
    if who == "leaders":
        leading = {p.key for role in access.LEADING for p in world.org.holding(role)} - {request.asked_by}
        return tuple(sorted(leading)) or _agreeing(request, objective, world)
    if who == "both":
        return overriding.missing(request, objective, world.org)
    return _agreeing(request, objective, world) if who == "approver" else ()


def _agreeing(request: ChangeRequest, objective: Objective, world: World) -> tuple[str, ...]:
    """Whoever agrees to the owner's work; where they ask themselves, the owner: nobody agrees to their own."""
    world.org.asked_around(objective.owner)
    owner = world.org.people[objective.owner]
    others = tuple(key for key in access.approvers(owner, world.org) if key != request.asked_by)
    return others or ((owner.key,) if owner.active and owner.key != request.asked_by else ())


def _who(request: ChangeRequest, objective: Objective, world: World, cycle: Cycle) -> Decider:
    whole = request.key_result is None and "add" not in request.fields
    of = objective.owner if request.key_result is None else key_result_in(objective, request.key_result).owner
    person = world.org.people.get(of)
    return decider(
        policy_of(objective, cycle, world.org),
        cycle.kind,
        owner="owner" in request.fields,
        whole=whole,
        left=person is not None and not person.active,
    )


def ask(action: AskChange, by: Person, world: World, now: datetime) -> Applied:
    """Asks for a change, or makes it where nobody has to be asked; what is live stays as it is until then."""
    (objective,) = named((action.objective,), world)
    heir = action.fields.get("owner")
    number = 1 + sum(r.objective == objective.id for r in world.requests.values())
    request = ChangeRequest(
        f"{action.key_result or objective.id}-c{number}",
        objective.id,
        action.key_result,
        objective.owner,
        by.key,
        now,
        str(heir) if heir else None,
        action.reason,
        action.fields,
    )
    _check(request, objective, by, world)
    asked = tuple(key for key in deciders(request, objective, world) if key != by.key)
    if asks_both(request, objective, world):
        if overriding.may_begin(by, objective, world.org):
            request = replace(request, consents=(Consent(by.key, now),))
            asked = deciders(request, objective, world)
        if not asked:
            raise Refused("refused.locked.standard")
    if asked:
        return Applied(
            requests=(request,), what="change_asked", subjects=(action.key_result or objective.id,), note=request.id, approvers=asked
        )
    done = replace(request, state="approved", decided_by=by.key, decided_at=now)
    changed = applied(done, objective, now)
    owner = world.org.people.get(objective.owner)
    concerned = dict.fromkeys((*access.approvers(owner, world.org), owner.key)) if owner else {}
    told = tuple(key for key in concerned if key != by.key)
    return Applied((changed,), requests=(done,), what="changed", subjects=(objective.id,), note=request.id, approvers=told)


def _check(request: ChangeRequest, objective: Objective, by: Person, world: World) -> None:
    """Raises Refused when this may not be asked, or not any more."""
    cycle = world.cycles.get(objective.cycle)
    if cycle is None or cycle.closed:
        raise Refused("refused.cycle_closed", cycle=objective.cycle)
    allowed = access.may_ask_change(by, objective, request.key_result, world.org, owner="owner" in request.fields)
    if not allowed and not (asks_both(request, objective, world) and overriding.may_begin(by, objective, world.org)):
        raise Refused("refused.gone")
    if request.key_result and key_result_in(objective, request.key_result).state != "active":
        raise Refused("refused.gone")
    if _who(request, objective, world, cycle) == "locked":
        raise Refused(f"refused.locked.{policy_of(objective, cycle, world.org)}")
    live = [kr for kr in objective.key_results if kr.state == "active"]
    most = rules_for(objective.team, cycle, world.org).max_key_results
    if "add" in request.fields and len(live) >= most:
        raise Refused("refused.too_many_key_results", limit=most)
    if request.fields.get("state") == "dropped" and len(live) < 2:
        raise Refused("refused.last_key_result")
    heir = world.org.people.get(request.heir or "")
    if request.heir and (heir is None or not heir.active):
        raise Refused("refused.heir_gone")


def asks_both(request: ChangeRequest, objective: Objective, world: World) -> bool:
    """Whether manager and HR both have to agree."""
    return _who(request, objective, world, world.cycles[objective.cycle]) == "both"


def decide(action: DecideChange, by: Person, world: World, now: datetime) -> Applied:
    """Approved it takes effect; returned or declined everything stays as it is."""
    request = world.requests.get(action.request)
    if request is None or request.objective not in world.objectives:
        raise Refused("refused.gone")
    objective = world.objectives[request.objective]
    withdrawn = action.decision == "declined" and by.key == request.asked_by
    if not withdrawn and by.key not in deciders(request, objective, world):
        raise Refused("refused.not_approver")
    if request.state != "open":
        raise Refused(f"refused.change_already.{request.state}")
    subjects = (request.key_result or objective.id,)
    if action.decision == "approved" and asks_both(request, objective, world):
        request = replace(request, consents=(*request.consents, Consent(by.key, now)))
        if not overriding.complete((c.by for c in request.consents), objective, world.org):
            return Applied(requests=(request,), what="change_consented", subjects=subjects, note=request.id)
    done = replace(request, state=action.decision, decided_by=by.key, decided_at=now, note=action.note)
    what = "change_withdrawn" if withdrawn else f"change_{action.decision}"
    if action.decision != "approved":
        return Applied(requests=(done,), what=what, subjects=subjects, note=request.id)
    asker = world.org.people.get(request.asked_by)
    if asker is None:
        raise Refused("refused.gone")
    _check(request, objective, asker, world)
    return Applied((applied(done, objective, now),), requests=(done,), what=what, subjects=subjects, note=request.id)


def applied(request: ChangeRequest, objective: Objective, now: datetime) -> Objective:
    """The objective from the approval on; check-ins, history and events stay, progress is reckoned by the new measure."""
    reworded = request.key_result is None and "text" in request.fields
    step = Happening(now, request.asked_by, "reworded" if reworded else "changed", request.reason)
    changed = replace(objective, events=(*objective.events, step))
    if "add" in request.fields:
        return replace(changed, key_results=(*objective.key_results, _added(request, objective)))
    if request.key_result is None:
        return _whole(request, changed, now)
    key_results = tuple(_changed(request, kr, now) if kr.id == request.key_result else kr for kr in objective.key_results)
    after = replace(changed, key_results=key_results)
    return depending.ask(after, now) if "text" in request.fields else after


def _whole(request: ChangeRequest, objective: Objective, now: datetime) -> Objective:
    """The objective's own text (the old one stays readable), or a new owner for it and for what its old owner held of it."""
    if "owner" not in request.fields:
        after = replace(objective, text=str(request.fields["text"]))
        before = objective.versions or (lines_of(objective),)
        return replace(after, versions=(*before, lines_of(after)))
    heir = str(request.fields["owner"])
    step = Change(now, request.asked_by, "owner", objective.owner, heir, request.reason, request.decided_by)
    key_results = tuple(
        replace(kr, owner=heir, history=(*kr.history, step)) if kr.owner == objective.owner else kr for kr in objective.key_results
    )
    return replace(objective, owner=heir, key_results=key_results)


def _added(request: ChangeRequest, objective: Objective) -> KeyResult:
    position = 1 + max((kr.position for kr in objective.key_results), default=0)
    values: dict[str, Any] = {name: value for name, value in request.fields.items() if name not in ("add", "due")}
    due = date.fromisoformat(str(request.fields["due"])) if request.fields.get("due") else None
    fresh = KeyResult(f"{objective.id}.{position}", objective.id, str(request.fields["add"]), objective.owner, position, due=due)
    return replace(fresh, adjusted=True, **values)


def _changed(request: ChangeRequest, before: KeyResult, now: datetime) -> KeyResult:
    values: dict[str, Any] = {n: date.fromisoformat(str(v)) if n == "due" and v else v for n, v in request.fields.items()}
    after = replace(before, adjusted=True, **values)
    if before.text != after.text:
        after = replace(after, collaborators=tuple(replace(c, state="asked", note=None, asked_at=None) for c in after.collaborators))
    steps = tuple(
        Change(now, request.asked_by, name, _plain(getattr(before, name)), _plain(value), request.reason, request.decided_by)
        for name, value in values.items()
        if getattr(before, name) != value
    )
    return _reckoned(replace(after, history=(*before.history, *steps)), before)


def _reckoned(after: KeyResult, before: KeyResult) -> KeyResult:
    """Progress by the new measure; a value in another unit says nothing about it."""
    if all(getattr(after, name) == getattr(before, name) for name in MEASURE):
        return after
    if after.unit != before.unit:
        return replace(after, current=None, progress=None)
    known = progress_of(after.current, after.baseline, after.target, after.direction)
    return replace(after, progress=after.progress if after.current is None else known)


def _plain(value: Any) -> FieldValue:
    return value.isoformat() if isinstance(value, date) else value
