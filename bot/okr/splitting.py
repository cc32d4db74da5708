"""A manager offers an objective out of a key result to reports; each accepts, words it anew or declines (docs/method.md 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.okr import access
from bot.okr.deeds_asking import AnswerOffer, OfferObjectives, SetRollUp
from bot.okr.model import Alignment, Objective, Person
from bot.okr.model_asking import Offer
from bot.okr.refusal import Refused
from bot.okr.reporting import key_result_in
from bot.okr.world import Applied, World, named


def offer(action: OfferObjectives, by: Person, world: World, now: datetime) -> Applied:
    """One offer a report; the key result stays the manager's own."""
    (objective,) = named((action.objective,), world)
    if objective.state != "agreed" or not access.may_report(by, key_result_in(objective, action.key_result), objective):
        raise Refused("refused.not_your_key_result")
    made: list[Offer] = []
    for to, text in action.offers:
        person = world.org.people.get(to)
        if person is None or not person.active or by.key not in world.org.chain(to):
            raise Refused("refused.not_your_report")
        number = 1 + len(world.offers) + len(made)
        made.append(Offer(f"{action.key_result}-s{number}", by.key, to, objective.id, action.key_result, objective.cycle, text, now))
    return Applied(offers=tuple(made), what="offered", subjects=(action.key_result,))


def set_roll_up(action: SetRollUp, by: Person, world: World) -> Applied:
    """Whoever owns the key result decides whether what its parts come to is suggested; it stays their number."""
    (objective,) = named((action.objective,), world)
    if not access.may_report(by, key_result_in(objective, action.key_result), objective):
        raise Refused("refused.not_your_key_result")
    lines = tuple(replace(kr, roll_up=action.on) if kr.id == action.key_result else kr for kr in objective.key_results)
    note = "on" if action.on else "off"
    return Applied((replace(objective, key_results=lines),), what="roll_up_set", subjects=(action.key_result,), note=note)


def answer(action: AnswerOffer, by: Person, world: World) -> Applied:
    """Accepted it becomes a draft of the report's, aligned to where it comes from; declined, the reason goes to the manager alone."""
    found = world.offers.get(action.offer)
    if found is None or found.to != by.key:
        raise Refused("refused.gone")
    if found.state != "offered":
        raise Refused(f"refused.offer_already.{found.state}")
    cycle = world.cycles.get(found.cycle)
    if cycle is None or cycle.closed:
        raise Refused("refused.cycle_closed", cycle=found.cycle)
    if not action.accepted:
        return Applied(offers=(replace(found, state="declined", note=action.note),), what="offer_declined", subjects=(found.id,))
    number = 1 + max((o.position for o in world.own if o.cycle == found.cycle), default=0)
    draft = Objective(
        f"{by.key}.{found.cycle}.{number}",
        by.key,
        found.cycle,
        action.text or found.text,
        by.team,
        source="split",
        position=number,
        aligned_to=(Alignment(found.objective, found.key_result),),
    )
    done = replace(found, state="accepted", made=draft.id, text=draft.text)
    return Applied((draft,), offers=(done,), what="offer_accepted", subjects=(found.id,))
