"""A pasted OKR as the answers that typing it piece by piece would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.flows.draft_limits import USUAL, Limits
from bot.okr.reading import read_pasted

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
