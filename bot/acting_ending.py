"""What a deed at a cycle's end is applied to, loaded; and what came of it, stored."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.loading import Loader
from bot.okr.access import Org
from bot.okr.deeds_ending import CommentOnScore, EndingDeed, GiveScores
from bot.okr.model import Objective, Person
from bot.okr.world import World
from bot.ports import Tx


def ending_world(action: EndingDeed, tx: Tx, loader: Loader, me: Person) -> World:
    """The objectives that the deed names, with the people around their owners."""
    match action:
        case GiveScores():
            return _scores(action, tx, loader, me)
        case CommentOnScore():
            return _around(tx.objectives(ids=(action.objective,)), tx, loader, me)
        case _:
            assert_never(action)


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
