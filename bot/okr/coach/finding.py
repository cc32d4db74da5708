"""What the coach has to say about one sentence, as a value: which advice, how sure, where, and what of the sentence it speaks about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ObjectiveCode = Literal["too_vague", "is_a_task", "numeric_objective", "not_inspiring", "too_long", "outside_cycle"]
KeyResultCode = Literal[
    "task_not_outcome",
    "not_measurable",
    "vague",
    "negative_wording",
    "business_as_usual",
    "multiple_metrics",
    "no_baseline",
    "no_deadline",
    "carried_over",
]
Code = ObjectiveCode | KeyResultCode
Severity = Literal["advice", "hint"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of advice. `start`, `end` are offsets in the text as typed (end exclusive; the whole text when it is about the whole).

    `variant` names the sentence of the catalogue (``coach.<code>.<variant>``) and `args` what of the text is quoted in it.
    """

    code: Code
    severity: Severity
    start: int
    end: int
    variant: str = "plain"
    args: Mapping[str, str] = field(default_factory=dict)
