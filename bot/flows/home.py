"""`/okr`: my OKRs as they stand, what waits for me, the next step as a button."""

from __future__ import annotations

from bot.boards import okrs
from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.draft_parts import OPEN
from bot.flows.home_ending import ending_buttons
from bot.flows.inbox import NEEDS, items
from bot.flows.known import Ctx, FlowSpec, Need, active_key_results
from bot.okr import cycles
from bot.wording import cycle_name


def home(ctx: Ctx) -> Flow:
    """Everything of mine on one card."""
    yield from keep()
    t, known = ctx.t, ctx.known
    numbered = {kr.id: n for n, (_, kr) in enumerate(active_key_results(known.mine, known.me.key), start=1)}
    blocks: list[Block] = []
    for cycle in sorted(known.cycles, key=lambda c: c.starts, reverse=True):
        mine = tuple(o for o in known.mine if o.cycle == cycle.key and o.state != "dropped")
        if mine:
            blocks.append(Text(f"{cycle_name(t, cycle.key)} · {t(f'cycle.state.{cycles.state_of(cycle, known.today)}')}", "quiet"))
            blocks += okrs(mine, t, numbered=numbered, names={key: p.name for key, p in known.org.people.items() if key != known.me.key})
    if not blocks:
        blocks.append(Text(t("home.empty" if _drafting(ctx) else "home.empty_hr" if "hr" in known.me.roles else "home.empty_closed")))
    blocks += _waiting_lines(ctx)
    buttons = next_steps(ctx)
    title = t("home.title", name=known.me.name)
    return End((), t("home.summary", n=len(known.mine)), title, shows=(*blocks, Buttons(buttons)), in_place=False)


def next_steps(ctx: Ctx) -> tuple[Button, ...]:
    """What makes sense now, the most likely first."""
    t, known = ctx.t, ctx.known
    drafting = [o for o in known.mine if o.owner == known.me.key and o.state in OPEN]
    reporting = active_key_results(known.mine, known.me.key)
    found = []
    if items(ctx):
        found.append(Button(t("button.inbox"), t("button.inbox_says"), "primary"))
    found += ending_buttons(ctx)
    if reporting:
        found.append(Button(t("button.checkin"), t("button.checkin_says"), "normal" if found else "primary"))
    if drafting:
        found.append(Button(t("button.go_on"), t("button.draft_says"), "normal" if found else "primary"))
    elif _drafting(ctx):
        found.append(Button(t("button.draft"), t("button.draft_says"), "normal" if found else "primary"))
    elif "hr" in known.me.roles:
        found.append(Button(t("button.cycle"), t("button.cycle_says"), "normal" if found else "primary"))
    found.append(Button(t("button.team"), t("button.team_says")))
    found.append(Button(t("button.help"), t("button.help_says")))
    return tuple(found)


def _drafting(ctx: Ctx) -> bool:
    """Whether there is a cycle to write for."""
    return any(not c.closed and cycles.state_of(c, ctx.known.today) != "planned" for c in ctx.known.cycles)


def _waiting_lines(ctx: Ctx) -> tuple[Block, ...]:
    """Whose approval waits, by name; how many other things do."""
    owners = sorted({ctx.known.name(o.owner) for o in ctx.known.others})
    others = len(items(ctx)) - len({o.owner for o in ctx.known.others})
    blocks: tuple[Block, ...] = (Text(ctx.t("home.waiting", names=ctx.t.list(owners))),) if owners else ()
    return (*blocks, Text(ctx.t("home.also_waiting", n=others))) if others else blocks


HOME = FlowSpec("home", home, frozenset[Need]({"mine", *NEEDS}))
