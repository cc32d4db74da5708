"""What others hear of scores: the manager sees them and may say something; the owner hears it. Nobody changes them."""

from __future__ import annotations

from bot.conversation.flow import Ask, End, Flow, keep
from bot.conversation.form import Question, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.flows.score import shown
from bot.okr.deeds_ending import CommentOnScore
from bot.wording import cycle_name

LONGEST = 2000


def scored(ctx: Ctx) -> Flow:
    """One card for everything scored together; a word on each objective is welcome."""
    t, known = ctx.t, ctx.known
    objectives = known.ending.scored
    if known.subject is None or not objectives:
        yield from keep()
        return End((), t("scored.gone"), shows=(Text(t("scored.gone")),))
    name, cycle = known.subject.name, cycle_name(t, objectives[0].cycle)
    title = t("scored.title", name=name, cycle=cycle)
    labels = {o.id: t("scored.ask", name=name, text=o.text) for o in objectives}
    answers = yield Ask(
        tuple(Question(o.id, labels[o.id], words(LONGEST, lines=True), optional=True, skip_label=t("scored.nothing")) for o in objectives),
        title,
        title,
        shows=(*shown(ctx, objectives), Text(t("scored.stays"), "quiet")),
        submit=t("scored.send"),
        in_place=True,
    )
    deeds = tuple(CommentOnScore(o.id, said) for o in objectives if (said := answers[o.id]))
    done = t("scored.told", name=name) if deeds else t("scored.read", name=name)
    quotes = tuple(Text(deed.text, "quote") for deed in deeds)
    home = Buttons((Button(t("button.home"), t("button.home_says")),))
    return End(deeds, done, title, "good", (*shown(ctx, objectives), Text(done), *quotes, home))


def word(ctx: Ctx) -> Flow:
    """To the owner: what was said about a score."""
    yield from keep()
    t, known = ctx.t, ctx.known
    sentence = t("score_word.sentence", name=known.name(ctx.about["by"]))
    about: tuple[Block, ...] = tuple(Text(o.text, "quiet") for o in known.ending.scored)
    buttons = Buttons((Button(t("button.retro"), t("button.retro_says")), Button(t("button.home"), t("button.home_says"))))
    return End((), sentence, "", "neutral", (Text(sentence), Text(ctx.about["text"], "quote"), *about, buttons))


SCORED = FlowSpec("scored", scored, frozenset({"scored"}), keys=("told", "by"))
SCORE_WORD = FlowSpec("score_word", word, frozenset({"scored"}))
