"""An answer that a platform did not take, said in words that nobody can object to: its content check looks at what the answer quotes."""

from __future__ import annotations

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.wording import platform_name


def unsaid(ctx: Ctx) -> Flow:
    """To whoever asked, in its place."""
    yield from keep()
    t = ctx.t
    sentence = t("unsaid.sentence", platform=platform_name(t, ctx.about["platform"]))
    home = Button(t("button.home"), t("button.home_says"), "primary")
    return End((), sentence, shows=(Text(sentence), Buttons((home,))), in_place=False)


UNSAID = FlowSpec("unsaid", unsaid)
