"""The coach: what makes an objective or a key result good, as findings with a code, a place and arguments. Advice only; it never blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

from bot.okr.coach import key_result, objective
from bot.okr.coach.carried import carried_over
from bot.okr.coach.finding import Code, Finding, Severity
from bot.okr.coach.formula import formula
from bot.okr.coach.metrics import split_metrics
from bot.okr.coach.quote import quoted
from bot.okr.coach.sentence import parse
from bot.okr.model import ObjectiveKind

__all__ = ["Code", "Finding", "Severity", "advise", "formula", "split_metrics"]

READ = 600


def advise(
    text: str,
    kind: Literal["objective", "key_result"],
    okr_kind: ObjectiveKind | None,
    cycle: str | None,
    previous: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """What a careful coach would ask about one sentence, in the order in which to ask (docs/method.md 4).

    `cycle` is the key of the period ("2027Q1"), None when none is given: only then the missing date of a key result is a hint.
    `previous` are texts of the cycle before. Of a text longer than 600 characters the beginning is read.
    """
    front = len(text) - len(text.lstrip())
    sentence = parse(text[front : front + READ].rstrip())
    if not sentence.text:
        return ()
    if kind == "objective":
        found: Iterable[Finding] = objective.judge(sentence, okr_kind, cycle)
    else:
        found = (*carried_over(sentence, previous), *key_result.judge(sentence, cycle))
    quotes = (quoted(sentence, finding) for finding in found)
    return tuple(replace(finding, start=finding.start + front, end=finding.end + front) for finding in quotes)
