"""A whole OKR pasted at once, read as the answers that typing it piece by piece would give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.okr.model import MAX_KEY_RESULTS

SEVERAL = 2

_LABEL = re.compile(
    r"^\s*(?:(?P<o>O(?:bjective)?|目标)|(?P<kr>KR|Key ?Results?|关键结果))\s*\d{0,2}\s*[:：.、)）\-]\s*(?P<text>.+)$", re.IGNORECASE
)
_INLINE = re.compile(r"\s*[;；]?\s*(?=(?:\bKR|关键结果)\s*\d{1,2}\s*[:：])", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.、)）])\s*")


def read_paste(typed: str, o: str, first: int = 0) -> Mapping[str, Any] | None:
    """Answers by name for the objective `o` ("o1"), its key results from number `first` on, and the objectives after it.

    None when it is one plain answer. `first` 0: it was the objective that was asked for, then only labelled text counts;
    else several lines are several key results.
    """
    lines = [line for line in _INLINE.sub("\n", typed).splitlines() if line.strip()]
    found = [_LABEL.match(line) for line in lines]
    if not any(found) and (first == 0 or len(lines) < SEVERAL):
        return None
    answers: dict[str, Any] = {}
    texts: list[str] = []
    at = o
    for label, line in zip(found, lines, strict=True):
        text = label["text"].strip() if label else _BULLET.sub("", line).strip()
        if not label or not label["o"]:
            texts.append(text)
            continue
        if f"{at}.text" in answers or texts:
            _key_results(answers, at, texts, first if at == o else 1)
            answers[f"{at}.next"] = "add"
            at, texts = f"o{int(at[1:]) + 1}", []
        answers[f"{at}.text"] = text
    _key_results(answers, at, texts, first if at == o else 1)
    return answers


def _key_results(answers: dict[str, Any], o: str, texts: list[str], first: int) -> None:
    start = first or 1
    room = MAX_KEY_RESULTS - start + 1
    for k, text in enumerate(texts[:room], start=start):
        answers[f"{o}.kr{k}.text"] = text
    if texts[room:]:
        answers[f"{o}.parked"] = texts[room:]
