"""`/okr find words`: what was aimed at in any cycle, also in those that are closed; to be read only."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Divider, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr.model import Objective
from bot.wording import cycle_name

MOST_SHOWN = 8


def find(ctx: Ctx) -> Flow:
    """The newest first."""
    yield from keep()
    t, words, found = ctx.t, ctx.about.get("name", ""), ctx.known.ending.found
    home = Buttons((Button(t("button.home"), t("button.home_says")),))
    if not found:
        sentence = t("find.nothing", words=words) if words else t("find.what")
        return End((), sentence, t("find.title"), shows=(Text(sentence), home), in_place=False)
    summary = t("find.summary", n=len(found), words=words)
    blocks = [block for objective in found[:MOST_SHOWN] for block in _shown(ctx, objective)]
    more = (Text(t("find.more", n=len(found) - MOST_SHOWN), "quiet"),) if len(found) > MOST_SHOWN else ()
    return End((), summary, t("find.title"), shows=(Text(summary), *blocks, *more, home), in_place=False)


def _shown(ctx: Ctx, objective: Objective) -> Iterator[Block]:
    t = ctx.t
    yield Divider()
    score = f" · {t.number(round(objective.score, 2))}" if objective.score is not None else ""
    yield Text(f"{cycle_name(t, objective.cycle)} · {ctx.known.name(objective.owner)} · {t(f'state.{objective.state}')}{score}", "quiet")
    yield Text(objective.text, "strong")
    lines = [f"{f'{kr.score.own:.1f}' if kr.score else '•'} {kr.text}" for kr in objective.key_results if kr.state == "active"]
    if lines:
        yield Text("\n".join(lines))


FIND = FlowSpec("find", find, frozenset({"found"}))
