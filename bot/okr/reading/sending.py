"""The times of an order: the moment at which something is to be sent, told apart from the day by which people shall have done it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from bot.okr.reading.clock import find_clocks
from bot.okr.reading.dates import find_dates
from bot.okr.reading.day_ranges import read_range
from bot.okr.reading.normalise import normalise

_AHEAD: Final = re.compile(r"\b(?:by|before|until|till|no later than|due|deadline)\s*(?:is|on|the)?\s*$", re.IGNORECASE)
_BEHIND: Final = re.compile(r"\s*(?:之|以)?前|\s*(?:截止|到期)")
_BETWEEN: Final = re.compile(r"[\s,的]*(?:at|on)?\s*", re.IGNORECASE)
_HALF: Final = re.compile(r"\s*(?:in the\s+)?(?:morning|上午|早上|早晨|(?P<late>afternoon|下午))", re.IGNORECASE)
_LEADS: Final = re.compile(r"\b(?:on|at|this)\s+(?:the\s+)?$", re.IGNORECASE)
AFTERNOON: Final = time(14)


@dataclass(frozen=True, slots=True)
class Order:
    """A sentence without its times; `at` and `until` are the words for the moment to send and for the deadline, "" where none is said."""

    rest: str
    at: str = ""
    until: str = ""


def read_order(text: str, today: date) -> Order:
    """Takes the times out of a sentence. Of several moments, or deadlines, the first counts."""
    said = normalise(text)
    rest, found = said, {"at": "", "until": ""}
    for start, end in reversed(list(_spans(said, today))):
        behind, ahead = _BEHIND.match(said, end), _AHEAD.search(said[:start])
        found["until" if behind or ahead else "at"] = said[start:end]
        lead = ahead or _LEADS.search(said[:start])
        rest = rest[: lead.start() if lead else start] + " " + rest[behind.end() if behind else end :]
    return Order(rest, found["at"], found["until"])


def read_hour_and_days(text: str, today: date) -> tuple[time | None, tuple[date, date] | None]:
    """The hour (an afternoon is two o'clock) and the days of a few words, each None where it is not said."""
    clock = next(iter(find_clocks(text)), None)
    rest = text[: clock.start] + text[clock.end :] if clock else text
    days = read_range(rest, today) if any(c.isalnum() for c in rest) else None
    half = _HALF.search(text)
    return (clock.at if clock else AFTERNOON if days and half and half["late"] else None), days


def _spans(said: str, today: date) -> Iterator[tuple[int, int]]:
    """Where days and times of day stand; those that belong together as one."""
    places = [(c.start, c.end) for c in find_clocks(said)] + [(d.start, d.end) for d in find_dates(said, today)]
    joined: list[tuple[int, int]] = []
    for start, last in sorted(places):
        half = _HALF.match(said, last)
        end = half.end() if half else last
        if joined and (start <= joined[-1][1] or _BETWEEN.fullmatch(said[joined[-1][1] : start])):
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    yield from joined
