"""How a score is read: tenths from 0 to 1; what looks like another scale is asked back, never converted in silence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from bot.conversation.form import Kind, Unclear
from bot.conversation.message import Option
from bot.okr.reading import find_numbers, read_report

TENTHS = tuple(f"{n / 10:.1f}" for n in range(11))
_PLAIN = re.compile(r"[01]?[.,]\d+|\d+(?:[.,]\d+)?")
_LABEL = re.compile(r"KR\s*(\d+)", re.IGNORECASE)
_FIGURE = re.compile(r"(?<!\d)(?<!\d[.,])(?:\d+[.,]\d+|\.\d+|\d+)\s*%?")
_IN_TENTHS = re.compile(r"(?:[01]?\.|[01],)\d+")
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
    for number, words in _labelled(unicodedata.normalize("NFKC", text)):
        if int(number) not in names:
            raise Unclear("score.no_such_kr", n=number)
        if said := _figure_in(words):
            answers[names[int(number)]] = read_score(said)
    return answers or None


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    """The number of each key result that is named, and the words up to the next."""
    labels = list(_LABEL.finditer(text))
    borders = [*(one.start() for one in labels[1:]), len(text)]
    for label, border in zip(labels, borders, strict=False):
        yield label[1], text[label.end() : border]


def _figure_in(words: str) -> str:
    """The score among the words about one key result: what stands in tenths, else the only figure. Raises Unclear for several."""
    found = [match.group().strip() for match in _FIGURE.finditer(words)]
    found = found or [words[q.start : q.end].strip() for q in find_numbers(words) if q.unit in (None, "%")]  # in words
    tenths = [figure for figure in found if _IN_TENTHS.fullmatch(figure)]
    if len(tenths or found) > 1:
        raise Unclear("score.what", held=True)
    return next(iter(tenths or found), "")
