"""What a company learns from, in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, Literal

from sqlalchemy import bindparam, select, text

from bot.okr.model_learning import Example, Improvement, Readiness
from storage.room import Room
from storage.sql import Within, table_of, upsert
from storage.tables import ExampleRow, ImprovementRow, ReadinessRow, TeamRow

IMPROVEMENTS, EXAMPLES, READINESS, TEAMS = (table_of(model) for model in (ImprovementRow, ExampleRow, ReadinessRow, TeamRow))


def _all(table: Any, shape: type[Any]) -> Any:
    return select(*(table.c[field.name] for field in fields(shape)))


_EVERY = _all(IMPROVEMENTS, Improvement).order_by(IMPROVEMENTS.c.at, IMPROVEMENTS.c.id)
_IMPROVEMENTS = {None: _EVERY} | {column: _EVERY.where(Within(IMPROVEMENTS.c[column], "keys")) for column in ("id", "team")}
_UNDECIDED = _EVERY.join(TEAMS, TEAMS.c.key == IMPROVEMENTS.c.team).where(
    TEAMS.c.lead == bindparam("lead"), text("improvements.state IN ('proposed', 'later')")
)
_EXAMPLES = _all(EXAMPLES, Example).order_by(EXAMPLES.c.at.desc(), EXAMPLES.c.objective)
_READINESS = _all(READINESS, Readiness).order_by(READINESS.c.at.desc(), READINESS.c.by)
_SAVE_IMPROVEMENT, _SAVE_EXAMPLE = upsert(IMPROVEMENTS, ["id"]), upsert(EXAMPLES, ["objective"])
_SAVE_READINESS = upsert(READINESS, ["at", "by"])


class Learnt(Room):
    """Improvements, examples and readiness in a transaction."""

    def improvements(self, by: Literal["id", "team"] | None = None, keys: Iterable[str] = ()) -> tuple[Improvement, ...]:
        given = {} if by is None else {"keys": list(keys)}
        return tuple(Improvement(*row) for row in self._db.rows(_IMPROVEMENTS[by], **given))

    def undecided_improvements(self, lead: str) -> tuple[Improvement, ...]:
        return tuple(Improvement(*row) for row in self._db.rows(_UNDECIDED, lead=lead))

    def save_improvement(self, improvement: Improvement) -> None:
        self._db.change(_SAVE_IMPROVEMENT, **_values(improvement))

    def examples(self) -> tuple[Example, ...]:
        return tuple(Example(*row) for row in self._db.rows(_EXAMPLES))

    def save_example(self, example: Example) -> None:
        self._db.change(_SAVE_EXAMPLE, **_values(example))

    def readiness(self) -> tuple[Readiness, ...]:
        return tuple(Readiness(*row) for row in self._db.rows(_READINESS))

    def save_readiness(self, readiness: Readiness) -> None:
        self._db.change(_SAVE_READINESS, **_values(readiness))


def _values(saved: Any) -> dict[str, Any]:
    return {field.name: getattr(saved, field.name) for field in fields(saved)}
