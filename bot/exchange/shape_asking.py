"""The shape of what people ask of each other: remarks on lines, changes that were asked for, objectives that were offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pydantic import Field

from bot.exchange.shape_base import Instant, Key, Shape, Was, Words
from bot.okr.model import Visibility
from bot.okr.model_asking import ChangeRequest, Comment, CommentAbout, Consent, Offer, OfferState, RequestState


class CommentShape(Shape):
    """`on` names one line by what it is: {"key_result": id}."""

    id: Key
    on: Mapping[CommentAbout, Key] = Field(min_length=1, max_length=1)
    by: Key
    at: Instant
    text: Words
    visible_to: Visibility = "chain"


class ConsentShape(Shape):
    by: Key
    at: Instant


class ChangeRequestShape(Shape):
    """`key_result` is null where the objective itself is to change, or gets one more."""

    id: Key
    objective: Key
    key_result: Key | None = None
    owner: Key
    asked_by: Key
    at: Instant
    heir: Key | None = None
    reason: str | None = None
    fields_: Mapping[str, Was] = Field({}, validation_alias="fields", serialization_alias="fields")
    state: RequestState = "open"
    decided_by: Key | None = None
    decided_at: Instant | None = None
    note: str | None = None
    consents: tuple[ConsentShape, ...] = ()


class OfferShape(Shape):
    """An objective out of a manager's key result."""

    id: Key
    by: Key
    to: Key
    objective: Key
    key_result: Key
    cycle: Key
    text: Words
    at: Instant
    state: OfferState = "offered"
    made: Key | None = None
    note: str | None = None


def shaped_comment(one: Comment) -> CommentShape:
    plain = {name: getattr(one, name) for name in ("id", "by", "at", "text", "visible_to")}
    return CommentShape.model_construct(None, **plain, on={one.about: one.subject})


def comment_from(shape: CommentShape) -> Comment:
    ((about, subject),) = shape.on.items()
    return Comment(shape.id, about, subject, shape.by, shape.at, shape.text, shape.visible_to)


def shaped_request(one: ChangeRequest) -> ChangeRequestShape:
    consents = tuple(ConsentShape.model_construct(None, by=c.by, at=c.at) for c in one.consents)
    return ChangeRequestShape.model_construct(None, **{**_renamed(one, {"fields": "fields_"}), "consents": consents})


def request_from(shape: ChangeRequestShape) -> ChangeRequest:
    values = {field.name: getattr(shape, "fields_" if field.name == "fields" else field.name) for field in fields(ChangeRequest)}
    consents = tuple(Consent(c.by, c.at) for c in shape.consents)
    return ChangeRequest(**{**values, "fields": dict(shape.fields_), "consents": consents})


def shaped_offer(one: Offer) -> OfferShape:
    return OfferShape.model_construct(None, **_renamed(one, {}))


def offer_from(shape: OfferShape) -> Offer:
    return Offer(**{field.name: getattr(shape, field.name) for field in fields(Offer)})


def _renamed(value: Any, names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(field.name, field.name): getattr(value, field.name) for field in fields(value)}
