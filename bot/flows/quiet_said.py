"""Hours in which people want to hear nothing, or only in which they want to hear something, in a sentence of either language."""

from __future__ import annotations

from datetime import time

from bot.conversation.form import Unclear, plain
from bot.conversation.whole_words import stands
from bot.flows.known import Ctx
from bot.okr.quiet import QUIET_FROM, QUIET_UNTIL
from bot.okr.reading.hours import hour_named, hours_between

NOON = 12
DAY_BEGINS, DAY_ENDS = time(8), time(20)


def quiet_said(ctx: Ctx, typed: str) -> list[str] | None:
    """From when to when it is quiet, as HH:MM; None where a sentence is about no quiet hours.

    "Only between 10 and 18" is quiet from 18:00 to 10:00. Raises Unclear for hours amid the day: one quiet time is kept, which the
    night needs.
    """
    only, quiet = _speaks(ctx, typed, "only_then"), _speaks(ctx, typed, "quiet", "quiet_about")
    window = hours_between(typed, bare=only or quiet)
    if window is None:
        return _one_end(ctx, typed) if quiet else None
    first, last = reversed(window) if only else window
    if DAY_BEGINS < first < last < DAY_ENDS:
        raise Unclear("settings.one_quiet", held=True)
    return [f"{first:%H:%M}", f"{last:%H:%M}"]


def _one_end(ctx: Ctx, typed: str) -> list[str] | None:
    """Where the quiet begins, in the evening where the half of the day was not said, or where it ends."""
    me, named = ctx.known.me, hour_named(typed)
    if named is None:
        return None
    at, known = named
    if _speaks(ctx, typed, "ends_then"):
        return [f"{me.quiet_from or QUIET_FROM:%H:%M}", f"{at:%H:%M}"]
    late = at if known or at.hour >= NOON else at.replace(hour=at.hour + NOON)
    return [f"{late:%H:%M}", f"{me.quiet_until or QUIET_UNTIL:%H:%M}"]


def _speaks(ctx: Ctx, typed: str, *keys: str) -> bool:
    said = plain(typed)
    return any(stands(plain(word), said) for key in keys for word in ctx.words(key))
