"""A key result that stood there last time already: a new cycle starts from nought (docs/method.md 10)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from bot.okr.coach.finding import Finding
from bot.okr.reading.normalise import normalise

ALIKE = 0.92


def carried_over(text: str, previous: Sequence[str]) -> Iterator[Finding]:
    """A finding when the text says what one of the previous texts said, whatever its spaces, width and punctuation."""
    mine = _bare(text)
    for old in previous:
        theirs = _bare(old)
        if mine and (mine == theirs or _alike(mine, theirs)):
            yield Finding("carried_over", "advice", 0, len(text), args={"old": old})
            return


def _bare(text: str) -> str:
    return re.sub(r"[\s\W_]+", "", normalise(text).lower())


def _alike(mine: str, theirs: str) -> bool:
    """The same words with another slip of the pen; other numbers are another key result."""
    if re.findall(r"\d+", mine) != re.findall(r"\d+", theirs):
        return False
    return len(mine) > 12 and SequenceMatcher(None, mine, theirs, autojunk=False).ratio() >= ALIKE
