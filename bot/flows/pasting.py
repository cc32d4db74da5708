"""A pasted OKR as the answers that typing it piece by piece would give; and whether a message is one, where nobody has asked for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.flows.draft_limits import USUAL, Limits
from bot.okr.reading import Pasted, read_pasted, read_report

NUMBERED = re.compile(
    r"(?<![A-Za-z])(O|KR)\s?(\d{1,2})(?:\s?[:：.、)）]|\s)\s*", re.IGNORECASE
)  # O1 as people write it, with a sign behind it or none
LONGEST = 4000
LETTERS = re.compile(r"[^\W\d_]")
FEWEST = 3  # letters in a key result; "KR1: 40%" is a report
NAME = "parked"  # the answer that holds the objectives beyond the limit


def read_paste(
    typed: str, o: str, first: int = 0, parked: Sequence[Mapping[str, Any]] = (), most: Limits = USUAL
) -> Mapping[str, Any] | None:
    """Answers by name for the objective `o` ("o1"), its key results from number `first` on, and the objectives after it.

    None when it is one plain answer. `first` 0: it is the objective that was asked for, then only labelled text counts.
    Objectives beyond the limit join those that are `parked`.
    """
    pasted = read_pasted(typed, lines_count=first > 0)
    answers: dict[str, Any] = {}
    at = int(o[1:])
    for n, one in enumerate(pasted):
        if (n or (first and one.objective)) and at < most.objectives:
            answers[f"o{at}.next"] = "add"
            at += 1
        elif one.objective and (n or first or at > most.objectives):
            answers[NAME] = [*answers.get(NAME, parked), {"text": one.objective, "key_results": list(one.key_results)}]
            continue
        answers |= as_answers(at, one.objective, one.key_results, first or 1 if n == 0 and not one.objective else 1, most)
    return answers or None


def as_answers(n: int, objective: str | None, key_results: Sequence[str], first: int = 1, most: Limits = USUAL) -> Mapping[str, Any]:
    """The n-th objective with its key results from number `first` on, as if it had been typed piece by piece."""
    text = {f"o{n}.text": objective} if objective else {}
    return {**text, **_key_results(f"o{n}", tuple(key_results), first, most.key_results)}


def _key_results(o: str, texts: tuple[str, ...], first: int, most: int) -> dict[str, Any]:
    """As many as there is room for; the others are parked with the draft."""
    room = max(0, most - first + 1)
    found: dict[str, Any] = {f"{o}.kr{k}.text": text for k, text in enumerate(texts[:room], start=first)}
    return found | ({f"{o}.parked": list(texts[room:])} if texts[room:] else {})


def labelled(text: str) -> str:
    """An OKR with a label before each line, as drafting reads it."""
    lines: list[str] = []
    for one in _read(text):
        lines += [f"O: {one.objective}", *(f"KR{k}: {line}" for k, line in enumerate(one.key_results, start=1))]
    return "\n".join(lines)


def objectives_in(text: str) -> tuple[str, ...]:
    """What the objectives say of a message that is a whole OKR, each with key results in words; () where it is none, or a report."""
    found = _read(text) if len(text) <= LONGEST else ()
    lines = [line for one in found for line in one.key_results]
    if not found or not all(one.objective and one.key_results for one in found):
        return ()
    if any(len(LETTERS.findall(line)) < FEWEST for line in lines):
        return ()
    report = read_report(text, 99)
    confident = report is not None and any(line.confidence is not None for line in report.lines)
    return () if confident else tuple(one.objective or "" for one in found)


def _read(text: str) -> tuple[Pasted, ...]:
    return read_pasted(NUMBERED.sub(lambda label: f"\n{label[1].upper()}{label[2]}: ", text), lines_count=False)
