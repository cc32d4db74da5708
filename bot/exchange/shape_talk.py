"""The shape of a conversation that is not over: it goes on where the export is taken in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any, Literal

from pydantic import Field

from bot.conversation.talk import Talk
from bot.exchange.shape_base import Instant, Key, Shape


class TalkShape(Shape):
    """Answers stand by the names of their questions, in the order in which they were given."""

    id: Annotated[str, Field(min_length=1)]
    person: Key
    flow: Key
    about: Mapping[str, str] = {}
    answers: Mapping[str, Any] = {}
    old: Mapping[str, Any] = {}
    past: tuple[Mapping[str, Any], ...] = ()
    pending: str = ""
    offers: tuple[str, ...] = ()
    state: Literal["open", "parked"] = "open"
    rev: Annotated[int, Field(ge=1, le=1_000_000_000)] = 1
    touched: Instant | None = None


def shaped_talk(talk: Talk) -> TalkShape:
    return TalkShape.model_construct(None, **_values(talk))


def talk_from(shape: TalkShape) -> Talk:
    return Talk(**_values(shape))


def _values(one: Any) -> dict[str, Any]:
    return {field.name: getattr(one, field.name) for field in fields(Talk)}
