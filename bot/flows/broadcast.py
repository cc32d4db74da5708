"""`/okr broadcast`, for HR: whom, what, when; shown with the number and the names before anything goes out."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import datetime
from typing import Any

from bot.conversation.flow import Ask, Change, End, Flow, Keep, ask, keep
from bot.conversation.form import Kind, Pick, Question, Unclear, choice, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.audience_said import STAGES
from bot.flows.broadcast_parts import EVERYBODY, adjusted, narrowed, narrowing, sentence, stages_of, template_for
from bot.flows.campaign_notes import words_of
from bot.flows.known import Ctx, FlowSpec, Known
from bot.flows.moment_said import moment_alone
from bot.okr import participation
from bot.okr.deeds_hr import SendBroadcast
from bot.okr.model import Person, Team
from bot.okr.model_ending import Audience, Broadcast
from bot.wording import cycle_name

Part = Generator[Ask | Keep, Mapping[str, Any], Any]
LONGEST, NAMES, MOST_TEAMS = 2000, 12, 6


def broadcast(ctx: Ctx) -> Flow:
    """Four questions, or one sentence that answers them; then the whole once more with the number and the names."""
    t, known = ctx.t, ctx.known
    if "hr" not in known.me.roles:
        yield from keep()
        return sent_end(ctx, t("refused.hr_only"))
    asked = Question("stage", t("broadcast.ask_stage"), ctx.once("stages", lambda: _stages(ctx)), t("broadcast.hint_stage"))
    stage = yield from ask(asked, title=t("broadcast.title"), reads=lambda text: _unless(asked.kind, ctx, text), in_place=True)
    narrow = yield from ask(
        Question(
            "narrow",
            t("broadcast.ask_narrow"),
            narrowing(ctx, _teams(ctx, stage)),
            t("broadcast.hint_narrow"),
            optional=True,
            skip_label=t("broadcast.no_narrow"),
        ),
        title=t("broadcast.title"),
        reads=lambda text: said if (said := adjusted(ctx, text)) and "when" in said and "narrow" in said else None,
        in_place=True,
    )
    audience = narrowed(Audience(stages_of(stage)), narrow or {})
    people = recipients(known, audience)
    if not people:
        return (yield from _nobody(ctx))
    texts = yield from _texts(ctx, template_for(audience.stages))
    when = yield from ask(_when(ctx), title=t("broadcast.title"), in_place=True)
    due = known.now if when == "now" else datetime.fromisoformat(when)
    cycle = known.ending.cycle.key if known.ending.cycle else None
    one = Broadcast(ctx.about["id"], known.me.key, known.now, due, "word", cycle, texts, audience, tuple(p.key for p in people))
    yield from _sure(ctx, one, people)
    done = t("broadcast.on_its_way", n=len(people)) if when == "now" else t("broadcast.planned", n=len(people), when=t.when(due))
    return sent_end(ctx, done, (SendBroadcast(one),))


def recipients(known: Known, audience: Audience) -> tuple[Person, ...]:
    """Whom it would go to as things stand, by name."""
    found = participation.fitting(known.org.people.values(), audience, known.ending.stages_of, known.org)
    return tuple(sorted(found, key=lambda p: p.name))


def _unless(kind: Kind, ctx: Ctx, text: str) -> Mapping[str, Any] | None:
    """A whole sentence, where the text is not just one of the choices."""
    try:
        kind.reads(text)
    except Unclear:
        return sentence(ctx, text)
    return None


def _stages(ctx: Ctx) -> Kind:
    """Each with how many they are."""
    t = ctx.t
    picks = [
        Pick(stage, t("broadcast.stage", stage=t(f"stage.{stage}"), n=n), (t(f"stage.{stage}"), *ctx.words(f"stage_{stage}")))
        for stage in STAGES
        if (n := len(recipients(ctx.known, Audience((stage,)))))
    ]
    everybody = len(recipients(ctx.known, Audience()))
    picks.append(Pick(EVERYBODY, t("broadcast.everybody", n=everybody), ctx.words("to_everybody")))
    return choice(*picks)


def _teams(ctx: Ctx, stage: str) -> list[tuple[Team, int]]:
    """Those of a company with few teams, each with how many are meant."""
    teams = ctx.known.org.teams.values()
    if len(teams) > MOST_TEAMS:
        return []
    return [(team, n) for team in teams if (n := len(recipients(ctx.known, Audience(stages_of(stage), (team.key,)))))]


def _nobody(ctx: Ctx) -> Generator[Ask | Keep, Mapping[str, Any], End]:
    """A campaign for nobody: say so, and let it be chosen again."""
    t = ctx.t
    again = Change(t("broadcast.again"), t("broadcast.again"), ("stage", "narrow"), words=ctx.words("yes"))
    question = Question("nobody", t("broadcast.nobody"), choice(Pick("end", t("broadcast.leave"), ctx.words("no"))))
    yield from ask(question, title=t("broadcast.title"), changes=(again,), reads=lambda text: _anew(ctx, text), in_place=True)
    return sent_end(ctx, t("broadcast.not_sent"))


def _anew(ctx: Ctx, text: str) -> Mapping[str, Any] | Change | None:
    """Others of the same, or another sentence altogether."""
    if more := adjusted(ctx, text):
        return more
    found = sentence(ctx, text)
    return Change("", "", ("stage", "narrow", "text", "other", "when"), found) if found else None


def _texts(ctx: Ctx, ready: str) -> Part:
    """The ready sentence, where there is one, or own words; in the other language too, if wanted."""
    t = ctx.t
    own = words(LONGEST, lines=True)
    template = Pick("template", t("broadcast.template"), ctx.words("template"))
    offered = choice(template) if ready else Kind(own.reads)

    def read(text: str) -> Any:
        try:
            return offered.reads(text)
        except Unclear:
            return own.reads(text)

    shows = (Text(words_of(ctx, _template(ctx, ready)), "quote"),) if ready else ()
    question = Question(
        "text", t("broadcast.ask_text") if ready else t("broadcast.ask_own"), Kind(read, "text", offered.options, max_length=LONGEST)
    )
    said = yield from ask(question, title=t("broadcast.title"), shows=shows, in_place=True)
    if said == "template":
        return {"template": ready or "not_agreed"}
    if isinstance(said, Mapping):
        return {"template": "due_scores" if ready == "not_scored" else "due", **said}
    other = "en" if t.language != "en" else "zh-CN"
    label = t("broadcast.ask_other", language=t(f"language.{other}"))
    more = yield from ask(
        Question("other", label, own, t("broadcast.hint_other"), optional=True, skip_label=t("broadcast.one_language")), in_place=True
    )
    return {t.language: said} | ({other: more} if more else {})


def _template(ctx: Ctx, stage: str) -> Broadcast:
    return Broadcast("", None, ctx.known.now, ctx.known.now, texts={"template": stage})


def _when(ctx: Ctx) -> Question:
    t = ctx.t
    now = choice(Pick("now", t("broadcast.now"), ctx.words("now")))

    def read(text: str) -> Any:
        try:
            return now.reads(text)
        except Unclear:
            return moment_alone(ctx, text)

    return Question("when", t("broadcast.ask_when"), Kind(read, "text", now.options, numeric=True), t("broadcast.hint_when"), anew=True)


def _sure(ctx: Ctx, one: Broadcast, people: tuple[Person, ...]) -> Part:
    """With the number and the names; to everybody the number is asked for."""
    t, known = ctx.t, ctx.known
    names = [p.name for p in people[:NAMES]] + ([t("broadcast.more", n=len(people) - NAMES)] if len(people) > NAMES else [])
    cycle = cycle_name(t, one.cycle) if one.cycle else ""
    blocks: list[Block] = [Text(t("broadcast.to", n=len(people), names=t.list(names)))]
    blocks += [Text(words_of(ctx, one) if "template" in one.texts else text, "quote") for text in _versions(one)]
    blocks.append(Text(t("broadcast.when", when=t.when(one.due)) if one.due > known.now else t("broadcast.at_once")))
    blocks.append(Text(t("broadcast.how", cycle=cycle), "quiet"))
    every = len([p for p in known.org.people.values() if p.active])
    if len(people) == every and every > 1:
        question = Question(
            "sure", t("broadcast.ask_everybody", n=every), Kind(lambda text: _number(text, every), numeric=True, max_length=10)
        )
    else:
        question = Question("sure", t("broadcast.ask_sure"), choice(Pick(True, t("broadcast.send"), ctx.words("yes"))))
    changes = (
        Change(t("broadcast.other_words"), t("broadcast.other_words"), ("text", "other"), words=ctx.words("broadcast_words")),
        Change(t("broadcast.other_time"), t("broadcast.other_time"), ("when",), words=ctx.words("broadcast_time")),
        Change(t("broadcast.again"), t("broadcast.again"), ("stage", "narrow", "text", "other", "when")),
    )
    yield from ask(question, shows=tuple(blocks), changes=changes, reads=lambda text: adjusted(ctx, text), in_place=True)


def _versions(one: Broadcast) -> tuple[str, ...]:
    return ("template",) if "template" in one.texts else tuple(one.texts.values())


def _number(text: str, every: int) -> bool:
    if text.strip() != str(every):
        raise Unclear("broadcast.the_number", n=every)
    return True


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """Every campaign has a name of its own from the start: however often it is confirmed, it is one."""
    return {**about, "id": f"{known.me.key}.{known.now:%Y%m%d%H%M%S}"}


def sent_end(ctx: Ctx, sentence: str, deeds: tuple[Any, ...] = ()) -> End:
    """What came of it, with where to look next."""
    t = ctx.t
    buttons = Buttons((Button(t("button.broadcasts"), t("button.broadcasts_says")), Button(t("button.report"), t("button.report_says"))))
    return End(deeds, sentence, t("broadcast.title"), "good" if deeds else "neutral", (Text(sentence), buttons))


BROADCAST = FlowSpec("broadcast", broadcast, frozenset({"company"}), keys=("id",), begin=begin)
