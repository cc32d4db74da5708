"""From a team's board to its people: whose report one may like or comment on, in private (docs/method.md 11)."""

from __future__ import annotations

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.flows.nearby import no_team
from bot.okr.access import may_see
from bot.okr.model import Person
from bot.wording import standing

MOST = 12


def react(ctx: Ctx) -> Flow:
    """Everybody of the team who has reported something that I may see, each with a thumb and a word."""
    yield from keep()
    t, known = ctx.t, ctx.known
    if known.team is None:
        return no_team(ctx, "react.says")
    blocks: list[Block] = []
    for person in known.members:
        if person.key != known.me.key and len(blocks) < 3 * MOST:
            blocks += _of(ctx, person)
    sentence = t("react.ask" if blocks else "react.nobody", team=known.team.name)
    return End((), sentence, t("react.title", team=known.team.name), shows=(Text(sentence), *blocks), in_place=False)


def on_board(ctx: Ctx) -> tuple[Block, ...]:
    """The button on a board that is posted where buttons can be pressed."""
    team = ctx.known.team
    if team is None or not ctx.about.get("reacts") or not ctx.known.check_ins:
        return ()
    return (Buttons((Button(ctx.t("react.button"), ctx.t("react.says", team=team.key), spoken=ctx.t("react.says", team=team.name)),)),)


def _of(ctx: Ctx, person: Person) -> tuple[Block, ...]:
    t, known = ctx.t, ctx.known
    week = str(known.week)
    reported = [
        kr
        for o, kr in active_key_results(known.others, person.key)
        if may_see(known.me, o, known.org) and ((kr.id, week) in known.check_ins or kr.id in known.last)
    ]
    if not reported:
        return ()
    lines = "\n".join(f"• {t('common.labelled', label=kr.text, text=standing(t, kr))}" for kr in reported)
    like = Button(t("react.like", name=person.name), t("like.says", key=person.key), spoken=t("like.says", key=person.name))
    comment = Button(t("react.comment", name=person.name), t("comment.says", key=person.key), spoken=t("comment.says", key=person.name))
    return (Text(person.name, "strong"), Text(lines), Buttons((like, comment)))


REACT = FlowSpec("react", react, frozenset({"team"}))
