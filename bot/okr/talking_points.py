"""What a manager might ask in a talk: questions that follow from how somebody's key results stand (docs/method.md 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.okr.model import CheckIn, Cycle, KeyResult, Objective
from bot.okr.scoring import LOW_CONFIDENCE
from bot.okr.signals import STEEP_FALL, fallen

Point = Literal["low", "falling", "help", "behind", "easy", "silent", "unaligned", "going_well"]
MOST = 5
EASY = 0.9
EARLY = 0.6
SILENT = 2


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask, and about which words; `n` is the figure that led to it."""

    point: Point
    text: str = ""
    n: int = 0


def questions(
    objectives: Sequence[Objective], check_ins: Sequence[CheckIn], silent: int, cycles: Sequence[Cycle], person: str, today: date
) -> tuple[Question, ...]:
    """The most pressing first, at most five; when nothing presses, what went well. `check_ins` oldest first."""
    lines = [(o, kr) for o in objectives if o.state == "agreed" for kr in o.key_results if kr.state == "active" and kr.owner == person]
    spans = {c.key: c for c in cycles}
    found = [*_pressing(lines, check_ins), *([Question("silent", n=silent)] if silent >= SILENT else [])]
    found += [q for o, kr in lines if (q := _pace(kr, spans.get(o.cycle), today))]
    found += [Question("unaligned", o.text) for o in objectives if o.state == "agreed" and o.owner == person and not o.aligned_to]
    once = {question.text: question for question in reversed(found)}
    kept = [question for question in found if once[question.text] is question]
    return tuple(kept[:MOST]) or (Question("going_well"),)


def _pressing(lines: Sequence[tuple[Objective, KeyResult]], check_ins: Sequence[CheckIn]) -> Iterator[Question]:
    """Low confidence before a steep fall before help that was asked."""
    low, falling, asked = [], [], []
    for _, kr in lines:
        mine = [c for c in check_ins if c.key_result == kr.id]
        fall = fallen(mine[-1], mine[-2]) if len(mine) > 1 else 0
        if kr.confidence is not None and kr.confidence <= LOW_CONFIDENCE:
            low.append(Question("low", kr.text, kr.confidence))
        elif fall >= STEEP_FALL:
            falling.append(Question("falling", kr.text, fall))
        elif mine and mine[-1].help:
            asked.append(Question("help", kr.text))
    yield from (*low, *falling, *asked)


def _pace(kr: KeyResult, cycle: Cycle | None, today: date) -> Question | None:
    """Far behind the time that has passed, or nearly there long before the end."""
    if cycle is None or kr.progress is None:
        return None
    passed = min(1.0, max(0.0, (today - cycle.starts).days / max(1, (cycle.ends - cycle.starts).days)))
    if passed - kr.progress > 0.3:
        return Question("behind", kr.text, round(kr.progress * 100))
    return Question("easy", kr.text, round(kr.progress * 100)) if kr.progress >= EASY and passed <= EARLY else None
