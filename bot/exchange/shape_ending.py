"""The shape of what is kept of a cycle's end and of HR's campaigns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from bot.exchange.shape_base import Instant, Key, Shape
from bot.okr.model_ending import Audience, Broadcast, CampaignPlan, Gathering, Occasion, Retro, Stage
from bot.okr.participation_report import Report

S = TypeVar("S", bound=Shape)
FATE = {"sent": "delivered", "failed": "failed", "uncertain": "failed", "dropped": "dropped"}


class RetroShape(Shape):
    """`team` is empty where somebody looks back for themselves."""

    person: Key
    cycle: Key
    at: Instant
    team: str = ""
    target: str | None = None
    result: str | None = None
    cause: str | None = None
    next: str | None = None
    lesson: str | None = None


class GatheringShape(Shape):
    """A team's look back, shared or not."""

    team: Key
    cycle: Key
    by: Key
    at: Instant
    shared_at: Instant | None = None


class OutcomeShape(Shape):
    """Somebody who did not get it, and why."""

    person: Key
    why: str


class AudienceShape(Shape):
    """Whom it is for; an empty list narrows nothing."""

    stages: tuple[Stage, ...] = ()
    teams: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()


class BroadcastShape(Shape):
    """A campaign; `by` is null of those that a cycle brings by itself."""

    id: Key
    by: Key | None = None
    text: str = ""
    at: Instant
    due: Instant
    occasion: Occasion = "word"
    cycle: Key | None = None
    texts: Mapping[str, str] = {}
    audience: AudienceShape = AudienceShape()
    targeted: tuple[str, ...] = ()
    delivered: tuple[str, ...] = ()
    failed: tuple[OutcomeShape, ...] = ()
    dropped: tuple[OutcomeShape, ...] = ()
    stopped: bool = False


class CampaignPlanShape(Shape):
    """An occasion of a cycle that HR moved or switched off."""

    cycle: Key
    occasion: Occasion
    on: bool = True
    day: date | None = None


class ParticipationShape(Shape):
    """How many people of one team are how far in one cycle; computed, so that an import leaves it alone."""

    cycle: Key
    team: str = ""
    eligible: int = 0
    away: int = 0
    no_draft: int = 0
    drafting: int = 0
    returned: int = 0
    submitted: int = 0
    agreed: int = 0
    on_time: int = 0
    late: int = 0
    asked: int = 0
    reported: int = 0
    missing: int = 0
    to_score: int = 0
    scored: int = 0


def shaped_report(found: Report) -> Iterator[ParticipationShape]:
    """A row a team."""
    for row in found.teams:
        yield ParticipationShape.model_construct(cycle=found.cycle, **{field.name: getattr(row, field.name) for field in fields(row)})


def shaped(shape: type[S], value: Any) -> S:
    """A value whose fields are named as in the shape."""
    return shape.model_construct(**{field.name: getattr(value, field.name) for field in fields(value)})


def row_of(broadcast: str, person: str) -> str:
    """The outbox's key of what one person gets of a campaign."""
    return f"broadcast:{broadcast}:{person}"


def shaped_broadcast(one: Broadcast, fates: Mapping[str, tuple[str, str | None]]) -> BroadcastShape:
    """`fates` are states of the outbox with their reasons."""
    found: dict[str, list[Any]] = {"delivered": list(one.delivered), "failed": list(one.failed), "dropped": list(one.dropped)}
    for person in one.targeted:
        state, why = fates.get(row_of(one.id, person), ("", None))
        if fate := FATE.get(state):
            found[fate].append(person if fate == "delivered" else (person, why or state))
    outcomes: dict[str, Any] = {
        name: tuple(OutcomeShape.model_construct(person=p, why=why) for p, why in found[name]) for name in ("failed", "dropped")
    }
    audience = AudienceShape.model_construct(**{field.name: getattr(one.audience, field.name) for field in fields(one.audience)})
    text = one.texts.get("zh-CN") or next(iter(one.texts.values()), "")
    plain = {name: getattr(one, name) for name in ("id", "by", "at", "due", "occasion", "cycle", "texts", "targeted", "stopped")}
    return BroadcastShape.model_construct(**plain, text=text, audience=audience, delivered=tuple(found["delivered"]), **outcomes)


def retro_from(shape: RetroShape) -> Retro:
    return Retro(**{field.name: getattr(shape, field.name) for field in fields(Retro)})


def gathering_from(shape: GatheringShape) -> Gathering:
    return Gathering(**{field.name: getattr(shape, field.name) for field in fields(Gathering)})


def plan_from(shape: CampaignPlanShape) -> CampaignPlan:
    return CampaignPlan(**{field.name: getattr(shape, field.name) for field in fields(CampaignPlan)})


def broadcast_from(shape: BroadcastShape) -> Broadcast:
    """What became of it is kept with it: the outbox does not come along."""
    audience = Audience(**{field.name: getattr(shape.audience, field.name) for field in fields(Audience)})
    plain = {name: getattr(shape, name) for name in ("id", "by", "at", "due", "occasion", "cycle", "targeted", "delivered", "stopped")}
    outcomes: dict[str, Any] = {name: tuple((one.person, one.why) for one in getattr(shape, name)) for name in ("failed", "dropped")}
    return Broadcast(**plain, **outcomes, texts=dict(shape.texts), audience=audience)
