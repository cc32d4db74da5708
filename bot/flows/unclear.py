"""What is said to whom the bot does not understand, or who says thanks: a line, and the likeliest ways on as buttons."""

from __future__ import annotations

from bot.conversation.flow import End
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx


def short(ctx: Ctx) -> End:
    """The whole list of what can be said is one press away, not in the way."""
    t, wish = ctx.t, ctx.about.get("wish")
    sentence = t("help.thanks") if ctx.about.get("small") else t("help.unclear")
    ways = [Button(t(f"button.{name}"), t(f"button.{name}_says")) for name in ("home", "draft", "checkin", "team")]
    if wish:
        ways[1] = Button(t("help.wish"), f"{t('button.draft_says')} {wish}", "primary")
    everything = Button(t("help.all"), t("help.all_says"))
    return End((), sentence, "", shows=(Text(sentence), Buttons((*ways, everything))), in_place=False)
