"""The shape of what a company learns from: improvements, examples, readiness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from bot.exchange.shape_base import Instant, Key, Shape, Words
from bot.okr.model_learning import Example, Improvement, ImprovementState, Readily, Readiness


class ImprovementShape(Shape):
    """An entry of a team's memo; `cycle` is the one it is for."""

    id: Key
    team: Key
    cycle: Key
    by: Key
    at: Instant
    text: Words
    state: ImprovementState = "proposed"
    decided_by: Key | None = None
    decided_at: Instant | None = None
    note: str | None = None


class ExampleShape(Shape):
    """An objective that is, or was, shown as a good one."""

    objective: Key
    by: Key
    at: Instant
    shown: bool = True


class ReadinessShape(Shape):
    """One time that somebody judged how ready the company is."""

    at: Instant
    by: Key
    answers: Mapping[str, Readily] = {}


def improvement_from(shape: ImprovementShape) -> Improvement:
    return Improvement(**{field.name: getattr(shape, field.name) for field in fields(Improvement)})


def example_from(shape: ExampleShape) -> Example:
    return Example(**{field.name: getattr(shape, field.name) for field in fields(Example)})


def readiness_from(shape: ReadinessShape) -> Readiness:
    return Readiness(shape.at, shape.by, dict(shape.answers))
