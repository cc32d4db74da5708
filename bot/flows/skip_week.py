"""A week in which somebody does not report: with a reason if they like, not counted as missing."""

from __future__ import annotations

from bot.conversation.flow import End, Flow, ask
from bot.conversation.form import Question, words
from bot.conversation.message import Button, Buttons, Text
from bot.flows.checkin import begin
from bot.flows.known import Ctx, FlowSpec
from bot.okr.deeds_week import SkipWeek
from bot.okr.weeks import Week
from bot.wording import week_name


def skip_week(ctx: Ctx) -> Flow:
    """The reason is asked once and may be left out; whoever reports after all simply does."""
    t = ctx.t
    week = week_name(t, Week.parse(ctx.about["week"]))
    question = Question(
        "reason", t("skip_week.ask", week=week), words(300), t("skip_week.hint"), "", True, skip_label=t("skip_week.no_reason")
    )
    reason = yield from ask(question, title=t("skip_week.title"), in_place=True)
    sentence = t("skip_week.done", week=week)
    said = (Text(reason, "quote"),) if reason else ()
    buttons = Buttons((Button(t("button.checkin"), t("button.checkin_says")), Button(t("button.undo"), t("button.undo_says"))))
    return End((SkipWeek(ctx.about["week"], reason),), sentence, t("skip_week.title"), "good", (Text(sentence), *said, buttons))


SKIP_WEEK = FlowSpec("skip_week", skip_week, frozenset({"mine", "week"}), keys=("week",), begin=begin)
