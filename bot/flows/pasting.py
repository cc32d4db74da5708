"""A pasted OKR as the answers that typing it piece by piece would give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.okr.model import MAX_KEY_RESULTS
from bot.okr.reading import read_pasted


def read_paste(typed: str, o: str, first: int = 0) -> Mapping[str, Any] | None:
    """Answers by name for the objective `o` ("o1"), its key results from number `first` on, and the objectives after it.

    None when it is one plain answer. `first` 0: it is the objective that was asked for, then only labelled text counts.
    """
    pasted = read_pasted(typed, lines_count=first > 0)
    answers: dict[str, Any] = {}
    at = int(o[1:])
    for n, one in enumerate(pasted):
        if n or (first and one.objective):
            answers[f"o{at}.next"] = "add"
            at += 1
        if one.objective:
            answers[f"o{at}.text"] = one.objective
        answers |= _key_results(f"o{at}", one.key_results, first or 1 if n == 0 and not one.objective else 1)
    return answers or None


def _key_results(o: str, texts: tuple[str, ...], first: int) -> dict[str, Any]:
    """As many as there is room for; the others are parked with the draft."""
    room = MAX_KEY_RESULTS - first + 1
    found: dict[str, Any] = {f"{o}.kr{k}.text": text for k, text in enumerate(texts[:room], start=first)}
    return found | ({f"{o}.parked": list(texts[room:])} if texts[room:] else {})
