"""Loads what people ask of each other: what waits for somebody, and what one card is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import Known, Need
from bot.loading_rolled import load_rolled
from bot.loading_stuck import load_stuck
from bot.okr.access import coach_of, is_away
from bot.okr.changing import deciders
from bot.okr.model import Objective
from bot.okr.model_asking import ChangeRequest
from bot.okr.world import World
from bot.ports import Tx

if TYPE_CHECKING:
    from bot.loading import Loader

UNDECIDED = ("draft", "submitted", "returned")


def load_asking(loader: Loader, known: Known, needs: frozenset[Need], about: Mapping[str, str]) -> Known:
    """`known` with what these needs name."""
    tx = loader.tx
    if "asked" in needs:
        known = _asked(tx, known, about)
    if "around" in needs:
        known = _around(loader, known)
    if "shared" in needs:
        known = _shared(tx, known)
    if "left" in needs:
        known = _left(tx, known)
    if "requests" in needs:
        known = _requests(loader, known, about)
    if "offers" in needs:
        known = _offers(tx, known, about)
    if "stuck" in needs:
        known = load_stuck(loader, known, about)
    if "deciding" in needs:
        known = replace(known, org=loader.leading(known.org))
    if "rolled" in needs:
        known = load_rolled(loader, known)
    if "members" in needs:
        members = tx.reports(known.me.key)
        below = tx.objectives(owners=[p.key for p in members], cycles=[c.key for c in known.cycles]) if members else ()
        known = with_people(tx, replace(known, members=members, below=below), {p.key for p in members})
    if "comments" in needs:
        known = _comments(tx, known)
    return known


def with_people(tx: Tx, known: Known, keys: set[str]) -> Known:
    """`known` with these people by name."""
    missing = keys - set(known.org.people)
    if not missing:
        return known
    return replace(known, org=known.org.with_people(tx.people(missing)))


def _around(loader: Loader, known: Known) -> Known:
    """Managers, teams and coach around this person, and around the owners of what they have a key result of."""
    known = with_people(loader.tx, known, {o.owner for o in known.mine})
    org = known.org
    for owner in dict.fromkeys((known.me.key, *(o.owner for o in known.mine))):
        if owner in org.people:
            org = loader.org_around(org.people[owner], org)
    org = loader.leading(org) if any(o.state == "agreed" for o in known.mine) else org
    coach = coach_of(known.me, org)
    return with_people(loader.tx, replace(known, org=org), {coach} if coach else set())


def _shared(tx: Tx, known: Known) -> Known:
    """Drafts that their owners show this person."""
    found = tuple(o for o in _open(tx, known, tx.shown_to(known.me.key)) if o.state in UNDECIDED)
    return with_people(tx, replace(known, shared=found), {o.owner for o in found})


def _open(tx: Tx, known: Known, ids: Iterable[str]) -> tuple[Objective, ...]:
    wanted, cycles = list(ids), {c.key for c in known.cycles}
    return tuple(o for o in tx.objectives(ids=wanted) if o.cycle in cycles) if wanted else ()


def _offers(tx: Tx, known: Known, about: Mapping[str, str]) -> Known:
    """What is offered to this person and waits; or the offer that a card is about, with the key result it comes out of."""
    if not about.get("offer"):
        found = tuple(o for o in tx.offers("to", [known.me.key]) if o.state == "offered")
        return with_people(tx, replace(known, offers=(*known.offers, *found)), {o.by for o in found})
    found = tuple(o for o in tx.offers("id", [about["offer"]]) if known.me.key in (o.by, o.to))
    others = tx.objectives(ids=[o.objective for o in found]) if found else ()
    return with_people(tx, replace(known, offers=found, others=others), {key for o in found for key in (o.by, o.to)})


def _comments(tx: Tx, known: Known) -> Known:
    """What was said of the lines that are shown."""
    shown = [o for o in (*known.mine, *known.others) if o.state not in ("closed", "dropped")]
    lines = [line for o in shown for line in (o.id, *(kr.id for kr in o.key_results))]
    found = tx.comments(lines) if lines else ()
    return with_people(tx, replace(known, comments=found), {c.by for c in found})


def _asked(tx: Tx, known: Known, about: Mapping[str, str]) -> Known:
    """The objectives that depend on this person; of one that is named, only that one."""
    asked = _open(tx, known, [about["objective"]] if about.get("objective") else tx.depending_on(known.me.key))
    return with_people(tx, replace(known, asked=asked), {o.owner for o in asked} | ({about["by"]} if about.get("by") else set()))


def _left(tx: Tx, known: Known) -> Known:
    """What those hold who reported to this person and have left."""
    gone = {p.key: p for p in tx.left_behind(known.me.key)}
    held = tx.owned(gone, [c.key for c in known.cycles]) if gone else ()
    known = replace(known, left=tuple(o for o in held if o.state == "agreed"), org=replace(known.org, people={**known.org.people, **gone}))
    return with_people(tx, known, {o.owner for o in held})


def _requests(loader: Loader, known: Known, about: Mapping[str, str]) -> Known:
    """The request that a card is about; else every open one that this person may decide."""
    tx = loader.tx
    if about.get("request"):
        found = tx.change_requests("id", [about["request"]])
    else:
        managers = [p for p in tx.represented_by(known.me.key) if is_away(p, loader.today)]
        owners = {known.me.key, *(p.key for manager in (known.me, *managers) for p in tx.reports(manager.key))}
        by_owner = tx.change_requests() if known.me.roles & {"hr", "exec"} else tx.change_requests("owner", owners)
        found = tuple(r for r in (*by_owner, *tx.change_requests("heir", [known.me.key])) if r.state == "open")
    found = tuple({r.id: r for r in found}.values())
    if not found:
        return known
    known = replace(known, changing=_open(tx, known, {r.objective for r in found}))
    people = {key for r in found for key in (r.asked_by, r.heir, r.decided_by, r.owner, *(c.by for c in r.consents)) if key}
    people |= {key for o in known.changing for key in (o.owner, *(kr.owner for kr in o.key_results))}
    known = _leaders(loader, with_people(tx, known, people), found)
    return known if about.get("request") else replace(known, requests=tuple(r for r in known.requests if may_decide(known, r)))


def _leaders(loader: Loader, known: Known, found: tuple[ChangeRequest, ...]) -> Known:
    """With whoever may have to decide: around the owners, and the executives and HR where a year's cycle is concerned."""
    org = known.org
    for owner in {o.owner for o in known.changing} & org.people.keys():
        org = loader.org_around(org.people[owner], org)
    org = loader.leading(org) if any(r.key_result is None for r in found) else org  # they decide about objectives
    return replace(known, org=org, requests=found)


def may_decide(known: Known, request: ChangeRequest) -> bool:
    """Whether it is this person's to decide today."""
    objective = next((o for o in known.changing if o.id == request.objective), None)
    if objective is None or objective.state != "agreed":
        return False
    return known.me.key in deciders(request, objective, World(known.org, cycles={c.key: c for c in known.cycles}))
