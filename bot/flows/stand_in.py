"""HR names who decides in a manager's place while they are away (docs/method.md 7)."""

from __future__ import annotations

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Question
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.flows.person_kind import somebody
from bot.okr.deeds_asking import NameStandIn


def stand_in(ctx: Ctx) -> Flow:
    """For whom, and who; "nobody" ends it."""
    t, known = ctx.t, ctx.known
    if "hr" not in known.me.roles:
        yield from keep()
        return _said(ctx, t("refused.only_hr"))
    title = t("stand_in.title")
    person = yield from ask(Question("person", t("stand_in.ask_person"), somebody(ctx), t("stand_in.hint")), title=title)
    nobody = t("stand_in.nobody")
    kind = somebody(ctx, besides=person["key"])
    question = Question("deputy", t("stand_in.ask_deputy", name=person["name"]), kind, t("stand_in.hint"), optional=True, skip_label=nobody)
    deputy = yield from ask(question, title=title)
    if deputy is None:
        return _said(ctx, t("stand_in.ended", name=person["name"]), NameStandIn(person["key"], None))
    return _said(ctx, t("stand_in.done", name=person["name"], deputy=deputy["name"]), NameStandIn(person["key"], deputy["key"]))


def _said(ctx: Ctx, sentence: str, *deeds: NameStandIn) -> End:
    buttons = Buttons((Button(ctx.t("button.home"), ctx.t("button.home_says")),))
    return End(deeds, sentence, "", "good" if deeds else "neutral", (Text(sentence), buttons))


STAND_IN = FlowSpec("stand_in", stand_in)
