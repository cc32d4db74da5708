"""Whether a sentence says that somebody is away, or back again: 下周三到周五出差, taking Friday off, cancel my leave."""

import re
from functools import cache

from bot.okr.reading.normalise import normalise
from bot.okr.reading.words import alternatives


def says_away(text: str) -> bool:
    """Whether a sentence speaks of being away; on which days is for `read_range` to tell."""
    plain = normalise(text)
    return bool(_pattern("away").search(plain)) and not _pattern("not_away").search(plain)


def ends_leave(text: str) -> bool:
    """Whether a leave is taken back or over: 取消我下周三的请假, back from vacation."""
    plain = normalise(text)
    return bool(_pattern("back").search(plain)) and not _pattern("not_away").search(plain)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives('leave', name)})", re.IGNORECASE)
