"""A moment and a deadline in words, as answers keep them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.conversation.form import Unclear, plain
from bot.flows.known import Ctx
from bot.okr import reading

USUAL = time(10)
_LATIN, _LETTERS = re.compile(r"[a-z']+"), re.compile(r"[^\W\d_]")


def moment_alone(ctx: Ctx, text: str) -> str:
    """The same, of words that are about nothing else: "open next quarter" names days and is no moment. Raises Unclear."""
    rest = plain(reading.read_order(text, ctx.known.today).rest)
    around = {plain(word) for word in ctx.words("around_a_time")}
    left = _LATIN.sub(lambda found: "" if found[0] in around else found[0], rest)
    for word in sorted(around, key=len, reverse=True):
        left = left if word.isascii() else left.replace(word, "")
    if _LETTERS.search(left):
        raise Unclear("broadcast.what_when")
    return moment(ctx, text)


def moment(ctx: Ctx, text: str) -> str:
    """An instant to come, as text. A day alone means ten o'clock; an hour alone the next such hour. Raises Unclear."""
    zone = ZoneInfo(ctx.known.company.timezone_of(ctx.known.me))
    hour, days = reading.read_hour_and_days(text, ctx.known.today)
    if hour is None and days is None:
        raise Unclear("broadcast.what_when")
    at = datetime.combine(days[0] if days else ctx.known.today, hour or USUAL, zone).astimezone(UTC)
    if at <= ctx.known.now:
        raise Unclear("broadcast.past")
    return at.isoformat()


def deadline(ctx: Ctx, text: str) -> str:
    """A day or an instant, as text. Raises Unclear."""
    hour, days = reading.read_hour_and_days(text, ctx.known.today)
    return days[1].isoformat() if hour is None and days is not None else moment(ctx, text)
