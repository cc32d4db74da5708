"""Whether a sentence says that somebody is away, or back again: 下周三到周五出差, taking Friday off, cancel my leave."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

from bot.okr.reading.day_ranges import days_mentioned
from bot.okr.reading.normalise import normalise
from bot.okr.reading.words import alternatives


def says_away(text: str) -> bool:
    """Whether a sentence speaks of being away; on which days is for `read_range` to tell."""
    plain = normalise(text)
    return bool(_pattern("away").search(plain)) and not _pattern("not_away").search(plain)


def says_other_away(text: str) -> bool:
    """Whether a sentence speaks of anybody being away; who that is has to be known."""
    plain = normalise(text)
    return bool(_pattern("away_other").search(plain)) and not _pattern("not_away").search(plain)


def ends_leave(text: str) -> bool:
    """Whether a leave is taken back or over: 取消我下周三的请假, back from vacation."""
    plain = normalise(text)
    return bool(_pattern("back").search(plain)) and not _pattern("not_away").search(plain)


_ANY_DAY: Final = date(2027, 1, 1)
_NAME: Final = re.compile(
    r"(?P<name>[A-Z][a-z'\u2019-]+(?:\s[A-Z][a-z'\u2019-]+){0,2}?)(?:['\u2019]s)?\s+(?:is|will|won|has|takes|goes|was)\b"
)
_HAN_NAME: Final = re.compile(r"(?P<name>[一-龥]{2,3}?)(?=\s|$|从|自|要|会|将|在|这|本|下|今|明|后天|周|\d|请|休|不|出差|生病|病|年假|的)")


def absent_head(text: str) -> str:
    """A sentence about somebody's absence without what it begins with (please note that, 登记一下, next week)."""
    head = text.strip()
    while True:
        plain = normalise(head)
        lead = _leading().match(plain)
        span = next((s for s in days_mentioned(plain, _ANY_DAY) if not plain[: s.start].strip(" ,:")), None)
        cut = lead.end() if lead and lead.end() else span.end if span else 0
        if not cut:
            return head
        head = head[cut:].lstrip(" ,:，：")


def name_beginnings(head: str) -> Iterator[str]:
    """What may be a name at the beginning of a sentence, the longest first."""
    words = head.split()
    for n in range(min(3, len(words)), 0, -1):
        yield re.sub(r"['\u2019]s$", "", " ".join(words[:n]).strip(" ,:，：@"))
    run = re.match(r"[一-龥·]+", head)
    yield from (head[:n] for n in range(min(6, run.end() if run else 0), 1, -1))


def unknown_absent(head: str) -> str:
    """What looks like somebody's name at the beginning of a sentence; empty where nothing does."""
    found = _NAME.match(head) or _HAN_NAME.match(head)
    return found["name"] if found else ""


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{alternatives('leave', 'noting')})[\s,:]*)*", re.IGNORECASE)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives('leave', name)})", re.IGNORECASE)
