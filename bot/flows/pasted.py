"""Somebody sent a whole OKR and did not say what for: it is offered as a draft (docs/method.md 7)."""

from __future__ import annotations

from bot.conversation.flow import End, Flow, ask
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.flows.pasting import labelled


def pasted(ctx: Ctx) -> Flow:
    """What was understood, and one press to draft it."""
    t, text = ctx.t, labelled(ctx.about["text"])
    picks = (Pick("draft", t("pasted.draft"), ctx.words("yes"), primary=True), Pick("no", t("pasted.no"), ctx.words("no")))
    picked = yield from ask(Question("do", t("pasted.ask"), choice(*picks)), title=t("draft.title"), shows=(Text(text, "quote"),))
    if picked == "draft":
        return End((), t("draft.title"), goes_on=("draft", text))
    ways = (Button(t("button.checkin"), t("button.checkin_says")), Button(t("button.home"), t("button.home_says")))
    return End((), t("pasted.left"), shows=(Text(t("pasted.left")), Buttons(ways)))


PASTED = FlowSpec("pasted", pasted)
