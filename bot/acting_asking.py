"""What a deed among people is applied to, loaded; and what came of it, stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from bot.loading import Loader
from bot.okr.access import Org
from bot.okr.deeds_asking import (
    AddComments,
    AnswerDependency,
    AnswerOffer,
    AskChange,
    AskingDeed,
    DecideChange,
    NameStandIn,
    OfferObjectives,
    SetNature,
    SetRollUp,
    Share,
)
from bot.okr.model import Person
from bot.okr.model_asking import ChangeRequest
from bot.okr.world import Applied, World
from bot.ports import Tx

STEPS_UP = 10


def world_for(action: AskingDeed, tx: Tx, loader: Loader, me: Person) -> World:
    """The objectives that the deed names, and the people around their owners."""
    match action:
        case AnswerDependency():
            return _around((action.objective,), (), tx, loader, me)
        case AddComments():
            return _around({r.objective for r in action.remarks}, (), tx, loader, me)
        case Share():
            return _around(action.objectives, (action.person,), tx, loader, me)
        case NameStandIn():
            return _around((), (action.person, action.stand_in or ""), tx, loader, me)
        case AskChange():
            world = _around((action.objective,), (str(action.fields.get("owner", "")),), tx, loader, me)
            return _with_requests(world, tx.change_requests("objective", [action.objective]), tx, loader)
        case DecideChange():
            found = tx.change_requests("id", [action.request])
            people = [key for r in found for key in (r.asked_by, r.heir or "")]
            return _with_requests(_around([r.objective for r in found], people, tx, loader, me), found, tx, loader)
        case SetNature():
            return _around((action.objective,), [p.key for p in tx.reports(me.key)] if action.for_team else (), tx, loader, me)
        case SetRollUp():
            return _around((action.objective,), (), tx, loader, me)
        case OfferObjectives():
            world = _around((action.objective,), [to for to, _ in action.offers], tx, loader, me)
            org = world.org
            for to, _ in action.offers:
                org = loader.org_around(org.people[to], org) if to in org.people else org
            known = {o.id: o for o in tx.offers("key_result", [action.key_result])}
            return replace(world, org=org, offers=known)
        case AnswerOffer():
            world = _around((), (), tx, loader, me)
            offers = {o.id: o for o in tx.offers("id", [action.offer])}
            own = tx.objectives(owners=[me.key], cycles={o.cycle for o in offers.values()})
            return replace(world, offers=offers, own=own)
        case _:
            assert_never(action)


def _with_requests(world: World, requests: Iterable[ChangeRequest], tx: Tx, loader: Loader) -> World:
    """With executives and HR, who decide about a year's objective and about the words of any."""
    org = loader.leading(world.org)
    owners = {kr.owner for objective in world.objectives.values() for kr in objective.key_results} - org.people.keys()
    org = org.with_people(tx.people(owners) if owners else ())
    return replace(world, org=org, requests={r.id: r for r in requests})


def _around(ids: Iterable[str], people: Iterable[str], tx: Tx, loader: Loader, me: Person) -> World:
    objectives = {o.id: o for o in tx.objectives(ids=ids)} if ids else {}
    owners = {o.owner for o in objectives.values()}
    found = {p.key: p for p in tx.people({*owners, *people, me.key} - {""})}
    org = Org(found, {t.key: t for t in tx.teams()}, loader.today)
    for owner in owners & found.keys():
        org = loader.org_around(found[owner], org)
    return World(org, objectives, cycles={c.key: c for c in tx.cycles()})


def with_above(world: World, tx: Tx) -> World:
    """With whatever these objectives serve, step by step upwards, and the owners of it."""
    objectives = dict(world.objectives)
    for _ in range(STEPS_UP):
        missing = {a.objective for o in objectives.values() for a in o.aligned_to} - objectives.keys()
        found = tx.objectives(ids=missing) if missing else ()
        if not found:
            break
        objectives |= {o.id: o for o in found}
    owners = {o.owner for o in objectives.values()} - world.org.people.keys()
    people = {**world.org.people, **({p.key: p for p in tx.people(owners)} if owners else {})}
    return replace(world, objectives=objectives, org=replace(world.org, people=people))


def save_asking(applied: Applied, tx: Tx) -> None:
    """Comments, change requests and offers."""
    for comment in applied.comments:
        tx.save_comment(comment)
    for request in applied.requests:
        tx.save_change_request(request)
    for offer in applied.offers:
        tx.save_offer(offer)
