"""In a check-in: what the reports' progress comes to, shown as such; it counts only once its owner has said so (docs/method.md 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from bot.conversation.flow import Change
from bot.conversation.message import Text
from bot.flows.known import Ctx
from bot.okr.model import CheckIn
from bot.wording import amount

if TYPE_CHECKING:
    from bot.flows.checkin_parts import Item


def note(ctx: Ctx, item: Item) -> str:
    """What it comes to, and whose parts say so; empty where nothing is suggested."""
    rolled = ctx.known.rolled.get(item.kr.id)
    if rolled is None:
        return ""
    parts = [f"{ctx.known.name(owner)} {ctx.t.percent(progress)}" for owner, progress in rolled.parts]
    return ctx.t("roll_up.comes_to", figure=figure(ctx, item), parts=ctx.t.list(parts))


def figure(ctx: Ctx, item: Item) -> str:
    """As it would be typed with its unit."""
    rolled = ctx.known.rolled[item.kr.id]
    return ctx.t.percent(rolled.progress) if rolled.value is None else amount(ctx.t, rolled.value, item.kr.unit)


def suggested(ctx: Ctx, item: Item) -> str:
    """What stands in the field at first, unless this week has been reported on already; empty where nothing is suggested."""
    rolled = ctx.known.rolled.get(item.kr.id)
    if rolled is None or item.stored is not None:
        return ""
    return ctx.t.percent(rolled.progress) if rolled.value is None else amount(ctx.t, rolled.value, None)


def changes(ctx: Ctx, items: Iterable[Item]) -> Iterator[Change]:
    """A press takes it; for who types, too."""
    for item in items:
        rolled = ctx.known.rolled.get(item.kr.id)
        answered = f"{item.name}.now" in ctx.answers
        if rolled and not answered and suggested(ctx, item) and (rolled.value, rolled.progress) != (item.kr.current, item.kr.progress):
            label = ctx.t("roll_up.take", n=item.number, figure=figure(ctx, item))
            now: Mapping[str, Any] = {"value": rolled.value, "progress": rolled.progress, "other": None}
            yield Change(label, label, put={f"{item.name}.now": now}, words=tuple(f"{verb} KR{item.number}" for verb in ctx.words("take")))


def beside(ctx: Ctx, item: Item, report: CheckIn) -> Iterator[Text]:
    """On the confirmation: that this is what the parts come to, or what they come to instead."""
    rolled = ctx.known.rolled.get(item.kr.id)
    if rolled is None:
        return
    same = (report.value, report.progress) == (rolled.value, rolled.progress)
    yield Text(ctx.t("roll_up.as_reported") if same else note(ctx, item), "quiet")
