"""A conversation as it is kept between two turns: answers by name, and enough of the past to take a step back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Answers = Mapping[str, Any]
"""Question name -> plain JSON; None = skipped. In the order in which they were given."""

PICKED = 40  # characters; what is longer is no pick, no day and no hour


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation of one person: a flow, what it is about, and the answers so far.

    `old` keeps what was answered before and taken back, to offer it again; `past` the answers before each of the last changes,
    newest last, for undo; `pending` names a question of the conversation itself ("cancel") that waits for an answer.
    `offers` are what the buttons drawn last say, in order, so that a number can be typed instead.
    """

    id: str
    person: str
    flow: str
    about: Mapping[str, str] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    old: Answers = field(default_factory=dict)
    past: tuple[Answers, ...] = ()
    pending: str = ""
    offers: tuple[str, ...] = ()
    state: Literal["open", "parked", "done", "dropped"] = "open"
    rev: int = 0
    touched: datetime | None = None

    def written(self) -> bool:
        """Whether somebody took the trouble to write something, rather than pick it."""
        return any(isinstance(value, str) and len(value) > PICKED for value in self.answers.values())
