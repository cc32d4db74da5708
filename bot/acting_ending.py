"""What a deed at a cycle's end is applied to, loaded; and what came of it, stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from bot.loading import Loader
from bot.okr.access import Org
from bot.okr.deeds_ending import BeginRetro, CommentOnScore, EndingDeed, GiveScores, SaveRetro, ShareRetro
from bot.okr.model import Cycle, Objective, Person, Team
from bot.okr.model_asking import ChangeRequest, Comment, Offer
from bot.okr.model_ending import Broadcast, CampaignPlan, Gathering, Retro
from bot.okr.model_learning import Example, Improvement, Readiness
from bot.okr.world import Applied, Kept, World
from bot.ports import Tx


def ending_world(action: EndingDeed, tx: Tx, loader: Loader, me: Person) -> World:
    """The objectives that the deed names, with the people around their owners."""
    match action:
        case GiveScores():
            return _scores(action, tx, loader, me)
        case CommentOnScore():
            return _around(tx.objectives(ids=(action.objective,)), tx, loader, me)
        case SaveRetro():
            return _team(action.retro.team, action.retro.cycle, tx, loader, me)
        case BeginRetro() | ShareRetro():
            return _team(action.team, action.cycle, tx, loader, me)
        case _:
            assert_never(action)


def save_ending(applied: Applied, tx: Tx) -> None:
    """What an outcome keeps."""
    save_kept(applied.kept, tx)


def save_kept(values: Iterable[Kept], tx: Tx) -> None:
    """Each value as what it is."""
    for kept in values:
        match kept:
            case Comment():
                tx.save_comment(kept)
            case ChangeRequest():
                tx.save_change_request(kept)
            case Offer():
                tx.save_offer(kept)
            case Cycle():
                tx.save_cycle(kept)
            case Team():
                tx.save_team(kept)
            case Broadcast():
                tx.save_broadcast(kept)
            case CampaignPlan():
                tx.save_campaign_plan(kept)
            case _:
                _save_learnt(kept, tx)


def _save_learnt(kept: Retro | Gathering | Improvement | Example | Readiness, tx: Tx) -> None:
    match kept:
        case Retro():
            tx.save_retro(kept)
        case Gathering():
            tx.save_gathering(kept)
        case Improvement():
            tx.save_improvement(kept)
        case Example():
            tx.save_example(kept)
        case Readiness():
            tx.save_readiness(kept)


def _team(team: str, cycle: str, tx: Tx, loader: Loader, me: Person) -> World:
    """A team with everybody in it, and its look back on that cycle."""
    org = loader.org_around(me, Org())
    members = tx.members(org.unit(team)) if team else ()
    gathering = next((g for g in tx.gatherings([cycle]) if g.team == team), None) if team else None
    org = replace(org, people={**org.people, **{p.key: p for p in members}})
    return World(org, cycles={c.key: c for c in tx.cycles()}, gathering=gathering)


def _scores(action: GiveScores, tx: Tx, loader: Loader, me: Person) -> World:
    named = {key_result for key_result, _ in action.scores}
    kept = {objective for objective, _ in action.goes_on}
    mine = tx.owned([me.key], [c.key for c in tx.cycles()])
    touched = tuple(o for o in mine if o.id in kept or named & {kr.id for kr in o.key_results})
    world = _around(touched, tx, loader, me)
    owners = {p.key: p for p in tx.people({kr.owner for o in touched for kr in o.key_results})}
    return replace(world, org=replace(world.org, people={**world.org.people, **owners}))


def _around(objectives: tuple[Objective, ...], tx: Tx, loader: Loader, me: Person) -> World:
    org = loader.org_around(me, Org())
    for owner in tx.people({o.owner for o in objectives}):
        org = loader.org_around(owner, org)
    return World(org, {o.id: o for o in objectives}, cycles={c.key: c for c in tx.cycles()})
