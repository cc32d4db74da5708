"""Somebody has left: what they hold, each with a button to hand it over."""

from __future__ import annotations

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.change_parts import left_lines
from bot.flows.inbox import give
from bot.flows.known import Ctx, FlowSpec, active_key_results


def left(ctx: Ctx) -> Flow:
    """To the manager, once. HR, who is told where nobody leads them, first has to say who does."""
    yield from keep()
    t, key = ctx.t, ctx.about["person"]
    name = ctx.known.name(key)
    mine = tuple(line for line in left_lines(ctx) if key in (line.objective.owner, line.key_result.owner if line.key_result else ""))
    if not mine:
        sentence = _elsewhere(ctx, key)
        return End((), sentence, t("leaver.title"), shows=(Text(sentence), Buttons((Button(t("button.inbox"), t("button.inbox_says")),))))
    blocks: list[Block] = [Text(t("leaver.sentence", name=name))]
    buttons: list[Button] = []
    for line in mine:
        blocks.append(Text(line.text, "strong"))
        held = [kr.text for _, kr in active_key_results((line.objective,), key)] if line.key_result is None else []
        if held:
            blocks.append(Text("\n".join(f"• {text}" for text in held)))
        buttons.append(give(ctx, line, "normal" if buttons else "primary"))
    return End((), t("leaver.sentence", name=name), t("leaver.title"), "warn", (*blocks, Buttons(tuple(buttons))), in_place=False)


def _elsewhere(ctx: Ctx, key: str) -> str:
    """Why there is nothing to hand over: it is done, somebody else leads them by now, or nobody does."""
    person = ctx.known.person(key)
    manager = person.manager if person else None
    if manager == ctx.known.me.key:
        return ctx.t("leaver.handed_over", name=ctx.known.name(key))
    if manager and (above := ctx.known.person(manager)) and above.active:
        return ctx.t("leaver.others", name=ctx.known.name(key), manager=above.name)
    return ctx.t("leaver.nobody_leads", name=ctx.known.name(key))


LEFT = FlowSpec("left", left, frozenset({"mine", "left"}))
