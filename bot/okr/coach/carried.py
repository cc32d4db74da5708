"""A key result that stood there last time already: a new cycle starts from zero (docs/method.md 10)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from bot.okr.coach.finding import Finding
from bot.okr.coach.sentence import Sentence
from bot.okr.coach.work import outcome_figures
from bot.okr.reading.normalise import normalise

ALIKE = 0.92


def carried_over(s: Sentence, previous: Sequence[str]) -> Iterator[Finding]:
    """A finding when the text says what a previous one said, whatever its spaces, width and punctuation, or calls itself left over."""
    told = s.has("carried")
    if told and not outcome_figures(s):
        yield Finding("carried_over", "advice", told.start(), told.end(), variant="told")
        return
    mine = _bare(s.text)
    for old in previous:
        theirs = _bare(old)
        if mine and (mine == theirs or _alike(mine, theirs)):
            yield Finding("carried_over", "advice", 0, len(s.text), args={"old": old})
            return


def _bare(text: str) -> str:
    return re.sub(r"[\s\W_]+", "", normalise(text).lower())


def _alike(mine: str, theirs: str) -> bool:
    """The same words with another slip of the pen; other numbers are another key result."""
    if re.findall(r"\d+", mine) != re.findall(r"\d+", theirs):
        return False
    return len(mine) > 12 and SequenceMatcher(None, mine, theirs, autojunk=False).ratio() >= ALIKE
