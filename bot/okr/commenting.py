"""Remarks on single lines, drafts shown to manager and coach, who decides for a manager who is away (docs/method.md 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.okr import access
from bot.okr.deeds_asking import AddComments, NameStandIn, SetNature, Share
from bot.okr.model import Person
from bot.okr.model_asking import Comment, CommentAbout
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World, named


def comment(action: AddComments, by: Person, world: World, now: datetime) -> Applied:
    """One comment a remark; whose words they are about never changes."""
    made: list[Comment] = []
    for n, remark in enumerate(action.remarks):
        (objective,) = named((remark.objective,), world)
        if not access.may_comment(by, objective, world.org):
            raise Refused("refused.gone")
        if remark.key_result and remark.key_result not in {kr.id for kr in objective.key_results}:
            raise Refused("refused.gone")
        subject = remark.key_result or objective.id
        about: CommentAbout = "key_result" if remark.key_result else "objective"
        made.append(Comment(f"{subject}:{by.key}:{now.isoformat()}:{n}", about, subject, by.key, now, remark.text))
    owner = world.objectives[action.remarks[0].objective].owner
    return Applied(what="commented", subjects=tuple(c.subject for c in made), comments=tuple(made), note=owner)


def share(action: Share, by: Person, world: World) -> Applied:
    """From now on that person sees these drafts too."""
    objectives = named(action.objectives, world)
    person = world.org.people.get(action.person)
    if any(o.owner != by.key for o in objectives):
        raise Refused("refused.not_yours")
    if person is None or not access.may_be_shown(person, by, world.org):
        raise Refused("refused.not_to_be_shown")
    saved = tuple(replace(o, shared_with=tuple(dict.fromkeys((*o.shared_with, person.key)))) for o in objectives)
    return Applied(saved, what="shared", subjects=action.objectives, note=person.key)


def set_nature(action: SetNature, by: Person, world: World) -> Applied:
    """The owner narrows or widens who may see it, and says of which type it is and where it comes from; not of what is closed."""
    (objective,) = named((action.objective,), world)
    if objective.owner != by.key:
        raise Refused("refused.gone")
    if objective.state in ("closed", "dropped"):
        raise Refused(f"refused.already.{objective.state}")
    said = {name: value for name in ("visibility", "type", "source") if (value := getattr(action, name))}
    team = {} if action.for_team is None else _held(action.for_team, by, world)
    note = " ".join((*said.values(), *(f"{name}={value}" for name, value in team.items())))
    return Applied((replace(objective, **said, **team),), what="nature_set", subjects=(objective.id,), note=note)


def _held(for_team: bool, by: Person, world: World) -> dict[str, Any]:
    """A team's objective is owned by whoever leads it (docs/method.md 1)."""
    team = access.team_spoken_for(by, world.org)
    if for_team and team is None:
        raise Refused("refused.no_team_to_speak_for")
    return {"for_team": for_team, "team": team if for_team else by.team}


def name_stand_in(action: NameStandIn, by: Person, world: World) -> Applied:
    """By HR, or by the manager whose place it is; nobody stands in for themselves (docs/method.md 7)."""
    person = world.org.people.get(action.person)
    if "hr" not in by.roles and by.key != action.person:
        raise Refused("refused.only_hr")
    if person is None or person.key == action.stand_in:
        raise Refused("refused.gone")
    return Applied(people=(replace(person, stand_in=action.stand_in),), what="stand_in_named", subjects=(person.key,), note=action.stand_in)
