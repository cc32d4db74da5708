"""How a score is read: tenths from 0 to 1; what looks like another scale is asked back, never converted in silence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.conversation.form import Kind, Unclear
from bot.conversation.message import Option
from bot.okr.reading import find_numbers, read_report

TENTHS = tuple(f"{n / 10:.1f}" for n in range(11))
_PLAIN = re.compile(r"[01]?[.,]\d+|\d+(?:[.,]\d+)?")
_LINE = re.compile(r"KR\s*(\d+)[^\d,;.]{0,6}(\d*[.,]?\d+\s*%?)", re.IGNORECASE)
_EVERY = 99


def score_kind() -> Kind:
    """Reads "0.7" as it is stored, or {"said", "meant"} where another scale seems to be meant."""
    return Kind(read_score, "choice", tuple(Option(tenth, tenth) for tenth in TENTHS), numeric=True, max_length=40)


def read_score(text: str) -> Any:
    """A score as text with one decimal; where it is none, what was said and what may be meant. Raises Unclear."""
    said = unicodedata.normalize("NFKC", text).strip()
    plain = _PLAIN.fullmatch(said)
    found = find_numbers(said)
    if plain:
        value, unit = float(said.replace(",", ".")), None
    elif len(found) == 1 and found[0].unit in (None, "%"):
        value, unit = found[0].value, found[0].unit
    else:
        raise Unclear("score.what")
    if unit is None and 0 <= value <= 1:
        return _tenth(value, said)
    share = value / 10 if unit is None and value <= 10 else value / 100
    if not 0 <= share <= 1:
        raise Unclear("score.what")
    return {"said": said, "meant": [f"{round(share, 1):.1f}"]}


def _tenth(value: float, said: str) -> Any:
    if abs(value * 10 - round(value * 10)) > 1e-9:
        low = int(value * 10) / 10
        return {"said": said, "meant": [f"{low:.1f}", f"{low + 0.1:.1f}"]}
    return f"{value:.1f}"


def read_scores(text: str, names: Mapping[int, str]) -> Mapping[str, Any] | None:
    """`KR1 0.7, KR2 0.4`: answers by name; None when no key result is named, or a week is reported.

    Raises Unclear for one that is not there.
    """
    report = read_report(text, _EVERY)
    if report and any(line.confidence is not None for line in report.lines):
        return None
    answers: dict[str, Any] = {}
    for number, score in _LINE.findall(unicodedata.normalize("NFKC", text)):
        if int(number) not in names:
            raise Unclear("score.no_such_kr", n=number)
        answers[names[int(number)]] = read_score(score)
    return answers or None
