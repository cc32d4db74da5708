"""What people answer and ask of each other, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class AnswerDependency:
    """Whoever a key result depends on confirms, declines or wants to talk; `note` in their words."""

    objective: str
    key_result: str
    state: Literal["confirmed", "declined", "discuss"]
    note: str | None = None


AskingDeed = AnswerDependency
