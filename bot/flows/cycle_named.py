"""Which cycle HR's sentence is about, and whether it is to be opened, changed or closed."""

from __future__ import annotations

from datetime import date

from bot.conversation.form import Unclear
from bot.conversation.whole_words import stands
from bot.flows.known import Ctx
from bot.okr import cycles, reading
from bot.okr.model import Cycle


def named(ctx: Ctx, text: str) -> str:
    """`open 2027-B1`, `close Q3 2026`, "the next cycle", or a key alone: what is to be done and with which. Raises Unclear."""
    key = reading.named_cycle(text, ctx.known.today) or _quarter(ctx, text) or _next(ctx, text)
    known = next((c for c in ctx.known.cycles if c.key.upper() == key), None)
    closing = any(stands(word, text) for word in ctx.words("cycle_close"))
    if known is None:
        try:
            return f"open:{cycles.cycle_of(key).key}"
        except ValueError:
            raise Unclear("cycles.which") from None
    if known.closed:
        raise Unclear("refused.cycle_closed", cycle=known.key)
    return f"{'close' if closing else 'edit'}:{known.key}"


def _quarter(ctx: Ctx, text: str) -> str:
    """The cycle that "Q4" means: one that is open or proposed, else none."""
    quarter = reading.named_quarter(text, ctx.known.today)
    keys = [c.key for c in ctx.known.cycles if not c.closed] + list(proposed(ctx.known.cycles, ctx.known.today))
    return next((key for key in keys if quarter and key.upper().endswith(f"Q{quarter}")), "")


def _next(ctx: Ctx, text: str) -> str:
    """The cycle that "the next one" means: that which comes and is there already, else what would be opened."""
    if not any(stands(word, text) for word in ctx.words("cycle_next")):
        return ""
    known = ctx.known
    coming = sorted((c for c in known.cycles if not c.closed and c.starts > known.today), key=lambda c: c.starts)
    return next(iter((*(c.key for c in coming), *proposed(known.cycles, known.today))), "").upper()


def proposed(every: tuple[Cycle, ...], today: date) -> tuple[str, ...]:
    """The next cycle of each kind that is in use, as soon as the newest of the kind runs; a quarter where there is none yet."""
    kinds = dict.fromkeys(c.kind for c in every)
    if not kinds:
        return (cycles.current_key("quarter", today), cycles.next_key(cycles.current_key("quarter", today)))
    newest = [max((c for c in every if c.kind == kind), key=lambda c: c.starts) for kind in kinds]
    return tuple(cycles.next_key(c.key) for c in newest if c.starts <= today)
