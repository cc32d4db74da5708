"""The first confidence of several key results, said in one go: 信心都是 7, all 7, or one for each in their order (docs/method.md 9)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.conversation.flow import Ask
from bot.conversation.message import Text
from bot.flows.checkin_parts import Item
from bot.flows.known import Ctx
from bot.okr import reading


def at_once(ctx: Ctx, items: tuple[Item, ...], card: Ask) -> Ask:
    """The card, once nothing but confidences is open: they may be said together."""
    names = tuple(f"{item.name}.confidence" for item in items if _open(ctx, item))
    if len(names) < 2 or any(f"{item.name}.now" not in ctx.answers for item in items):
        return card
    how = ctx.t("checkin.confidences", n=len(names), row=ctx.t.list([str(7 - n % 2) for n in range(len(names))]))

    def read(typed: str) -> Any:
        values = reading.confidences_of(typed, len(names))
        return dict(zip(names, values, strict=True)) if values else card.reads(typed) if card.reads else None

    return replace(card, shows=(*card.shows, Text(how, "quiet")), reads=read)


def _open(ctx: Ctx, item: Item) -> bool:
    return f"{item.name}.confidence" not in ctx.answers and ctx.answers.get(f"{item.name}.now") is not None
