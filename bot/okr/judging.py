"""The owners' own judgement at the end of a cycle: who may score what, and what follows from it (docs/method.md 10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from bot.okr import access
from bot.okr.deeds_ending import CommentOnScore, GiveScores
from bot.okr.model import Happening, KeyResult, Objective, ObjectiveKind, Person, Score
from bot.okr.model_asking import Comment
from bot.okr.refusal import Refused
from bot.okr.reporting import key_result_in, objective_with
from bot.okr.world import Applied, World, named

Verdict = Literal["kept", "nearly", "partly", "far", "too_easy", "strong", "sweet", "begun", "ask"]

FAR_SHORT = 0.4
EASTERNMOST = timedelta(hours=14)


def suggested(key_result: KeyResult) -> float | None:
    """What the numbers alone would say, to a tenth; None where nothing is known, which is not zero. It never decides."""
    return None if key_result.progress is None else round(key_result.progress, 1)


def objective_score(objective: Objective) -> float | None:
    """The mean of the scores of its live key results; None while one of them has none."""
    live = [kr for kr in objective.key_results if kr.state == "active"]
    given = [kr.score.own for kr in live if kr.score]
    return round(sum(given) / len(given), 6) if given and len(given) == len(live) else None


def verdict(score: float, kind: ObjectiveKind | None) -> Verdict:
    """How a score reads: of a commitment 1.0 was promised; of a stretch 0.6 to 0.7 is very good, and 1.0 was too easy."""
    if kind == "committed":
        steps: tuple[tuple[float, Verdict], ...] = ((0.95, "kept"), (0.75, "nearly"), (FAR_SHORT, "partly"), (-1, "far"))
    else:
        steps = ((0.95, "too_easy"), (0.75, "strong"), (0.55, "sweet"), (FAR_SHORT, "begun"), (-1, "ask"))
    return next(word for least, word in steps if score >= least - 1e-9)


def to_score(objective: Objective, person: Person, org: access.Org) -> tuple[KeyResult, ...]:
    """The live key results of an objective that this person scores: their own, and in their objective those whose owner has left."""
    if objective.state != "agreed":
        return ()
    return tuple(kr for kr in objective.key_results if kr.state == "active" and _scores(person, kr, objective, org))


def _scores(person: Person, key_result: KeyResult, objective: Objective, org: access.Org) -> bool:
    if key_result.owner == person.key:
        return True
    owner = org.people.get(key_result.owner)
    return objective.owner == person.key and owner is not None and not owner.active


def give(action: GiveScores, by: Person, world: World, now: datetime) -> Applied:
    touched: dict[str, Objective] = {}
    for key_result, score in action.scores:
        objective = objective_with(key_result, (*touched.values(), *world.objectives.values()))
        _see_that_it_may_be(key_result, score, objective, by, world, now)
        scored = tuple(replace(kr, score=Score(score, now, by.key)) if kr.id == key_result else kr for kr in objective.key_results)
        touched[objective.id] = replace(objective, key_results=scored)
    for which, goes_on in action.goes_on:
        objective = touched.get(which) or world.objectives.get(which) or _gone()
        if objective.owner == by.key:
            step = Happening(now, by.key, "goes_on" if goes_on else "let_go")
            touched[which] = replace(objective, events=(*objective.events, step))
    saved = tuple(replace(o, score=objective_score(o)) for o in touched.values())
    complete = any(o.score is not None for o in saved)
    hearer = world.org.people.get(by.manager or "")
    hearers = (hearer.key,) if complete and hearer and hearer.active and hearer.key != by.key else ()
    return Applied(saved, what="scored", subjects=tuple(kr for kr, _ in action.scores), approvers=hearers)


def _gone() -> Objective:
    raise Refused("refused.gone")


def _see_that_it_may_be(key_result: str, score: float, objective: Objective, by: Person, world: World, now: datetime) -> None:
    line, cycle = key_result_in(objective, key_result), world.cycles.get(objective.cycle)
    if cycle is None or cycle.closed:
        raise Refused("refused.cycle_closed", cycle=objective.cycle)
    if (now + EASTERNMOST).date() < cycle.scoring_opens:
        raise Refused("refused.scoring_not_open", opens=cycle.scoring_opens.isoformat())
    if line.state != "active":
        raise Refused("refused.dropped_is_not_scored", text=line.text)
    if line not in to_score(objective, by, world.org):
        raise Refused("refused.not_your_key_result")
    if not 0 <= score <= 1 or abs(score * 10 - round(score * 10)) > 1e-9:
        raise Refused("refused.no_score")


def comment(action: CommentOnScore, by: Person, world: World, now: datetime) -> Applied:
    """Whoever is above the owner, or HR or a coach, may say something; nobody changes the score."""
    (objective,) = named((action.objective,), world)
    if by.key == objective.owner or not (access.in_chain(by, objective.owner, world.org) or by.roles & {"hr", "coach"}):
        raise Refused("refused.not_yours_to_comment")
    remark = Comment(f"{objective.id}@{now.isoformat()}@{by.key}", "score", objective.id, by.key, now, action.text)
    return Applied(comments=(remark,), what="score_commented", subjects=(objective.id,), approvers=(objective.owner,))
