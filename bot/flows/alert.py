"""What a report sets in motion: low confidence and help asked, told to whom it concerns, who can answer right there."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.conversation.flow import Ask, End, Flow, Keep, ask, keep
from bot.conversation.form import Kind, Pick, Question, Unclear, choice, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr.access import may_see
from bot.okr.deeds_week import Tell
from bot.okr.model import CheckIn, KeyResult, Objective
from bot.okr.signals import asks, at_risk
from bot.wording import amount, standing, week_name

LONGEST = 1000
QUESTIONS = ("?", "？")
STRAIGHT = "straight"
"""The answer by which it is known that words were said beneath the message, or with a quote of it."""
SOON = timedelta(minutes=30)
"""So long a line typed beneath is an answer; later it may be about something else."""
Part = Generator[Ask | Keep, Mapping[str, Any], tuple[Tell | None, str]]


def alert(ctx: Ctx) -> Flow:
    """To the manager, the coach, the colleague asked: what is in the way, in the person's own words; an answer goes into their chat."""
    t, known = ctx.t, ctx.known
    if known.subject is None:
        yield from keep()
        return End((), t("alert.gone"), shows=(Text(t("alert.gone")),))
    helped = _asked(ctx)
    risky = tuple(_risky(ctx, helped=bool(helped)))
    blocks: list[Block] = []
    if risky:
        blocks += [Text(t("alert.risk", name=known.subject.name)), *risky]
    if helped:
        blocks += [Text(t("alert.help", name=known.subject.name)), *_helped(ctx, helped)]
    first = next((one for one in (*ctx.about["risk"].split(";"), *(kr for kr, _ in helped)) if one), None)
    summary = t("alert.risk" if risky else "alert.help", name=known.subject.name)
    deed, done = yield from answering(ctx, tuple(blocks), summary, first)
    return End((deed,) if deed else (), done, t("alert.title", name=known.subject.name), "good", (*blocks, Text(done)))


def word(ctx: Ctx) -> Flow:
    """What a colleague said about my key result, or back to me; it can be answered in the same way."""
    t, known = ctx.t, ctx.known
    what, name = ctx.about["what"], known.name(ctx.about["by"])
    sentence = t(f"word.{what}", name=name)
    kr = _key_result(ctx, ctx.about.get("key_result", ""))
    blocks: tuple[Block, ...] = (Text(sentence),)
    if ctx.about.get("text"):
        blocks += (Text(ctx.about["text"], "quote"),)
    if kr and may_see(known.me, kr[0], known.org):
        blocks += (Text(t("alert.about", text=kr[1].text), "quiet"),)
    if what == "seen":
        yield from keep()
        return End((), sentence, "", "neutral", (*blocks, Buttons((Button(t("button.home"), t("button.home_says")),))))
    deed, done = yield from answering(ctx, blocks, sentence, kr[1].id if kr else None)
    return End((deed,) if deed else (), done, "", "good", (*blocks, Text(done)))


def answering(ctx: Ctx, shows: tuple[Block, ...], summary: str, key_result: str | None) -> Part:
    """A typed line is the answer; a talk may be fixed; or it is only said that it was read."""
    t, to = ctx.t, ctx.about["by"]
    name = ctx.known.name(to)
    said = yield from ask(Question("do", t("alert.ask", name=name), _answer(ctx)), shows=shows, summary=summary)
    home = _key_result(ctx, key_result or "")
    about = (home[0].id, home[1].id) if home else (None, None)
    if said == "seen":
        return Tell(to, "seen", "", *about), t("alert.seen_told", name=name)
    if said == "talk":
        when = yield from ask(Question("when", t("alert.ask_when", name=name), words(200), t("alert.hint_when")), in_place=True)
        return Tell(to, "talk", when, *about), t("alert.talk_told", name=name, when=when)
    text = said["text"] if isinstance(said, dict) else ""
    if text and _astray(ctx, text) and (yield from _kept(ctx, text, name)):
        return None, t("alert.kept")
    if said == "answer":
        text = yield from ask(Question("words", t("alert.ask_words", name=name), words(LONGEST, lines=True)), in_place=True)
    return Tell(to, "answer", text, *about), t("alert.told", name=name)


def _astray(ctx: Ctx, text: str) -> bool:
    """Whether a line that nobody said is an answer may be meant for the bot: a question, or said long after."""
    at = ctx.about.get("at")
    if ctx.answers.get(STRAIGHT):
        return False
    return text.rstrip().endswith(QUESTIONS) or (at is not None and ctx.known.now - datetime.fromisoformat(at) > SOON)


def _kept(ctx: Ctx, text: str, name: str) -> Generator[Ask | Keep, Mapping[str, Any], bool]:
    """Words go to a colleague only if they are meant for them."""
    t = ctx.t
    picks = (Pick("yes", t("alert.pass_on", name=name), ctx.words("yes"), primary=True), Pick("no", t("alert.keep"), ctx.words("nobody")))
    sure = yield from ask(Question("sure", t("alert.sure", name=name), choice(*picks)), shows=(Text(text, "quote"),), in_place=True)
    return bool(sure == "no")


def _answer(ctx: Ctx) -> Kind:
    t, free = ctx.t, words(LONGEST)
    picks = choice(
        Pick("answer", t("alert.answer"), ctx.words("answer")),
        Pick("talk", t("alert.talk"), ctx.words("talk")),
        Pick("seen", t("alert.seen"), ctx.words("seen")),
    )

    def read(text: str) -> Any:
        try:
            return picks.reads(text)
        except Unclear:
            return {"text": free.reads(text)}

    return Kind(read, "text", picks.options, max_length=LONGEST)


def _risky(ctx: Ctx, *, helped: bool) -> Iterator[Block]:
    """Each key result at risk as it stands; what was corrected meanwhile only where nothing else would be left of the message."""
    found = [(kr, report) for one in ctx.about["risk"].split(";") for kr, report in _reported(ctx, one)]
    still = [(kr, report) for kr, report in found if at_risk(report, ctx.known.last.get(kr.id))]
    for kr, report in still if still or helped else found:
        yield Text(kr.text, "strong")
        yield Text(_figures(ctx, kr, report), "quiet")
        yield from (Text(said, "quote") for said in (report.blocker, report.note) if said)


def _asked(ctx: Ctx) -> list[tuple[str, str]]:
    """The help that is asked of me, with what has been taken back only where nothing else would be left of the message."""
    told = [(kr, said) for kr, said in json.loads(ctx.about["help"])]
    still = [(kr, said) for kr, said in told if any(asks(report, ctx.known.me.key, said) for _, report in _reported(ctx, kr))]
    return still if still or ctx.about["risk"] else told


def _reported(ctx: Ctx, key_result: str) -> Iterator[tuple[KeyResult, CheckIn]]:
    found = _key_result(ctx, key_result)
    report = ctx.known.check_ins.get((key_result, ctx.about["week"]))
    if found and report:
        yield found[1], report


def _figures(ctx: Ctx, kr: KeyResult, report: CheckIn) -> str:
    """Where it stands, how confidence has moved, which week."""
    before = ctx.known.last.get(kr.id)
    moved = ""
    if before and before.confidence is not None and before.confidence != report.confidence:
        moved = ctx.t("checkin.confidence_moved", before=before.confidence, now=report.confidence)
    value = amount(ctx.t, report.value, kr.unit) if report.value is not None else ""
    share = ctx.t.percent(report.progress) if report.progress is not None and kr.unit != "%" else ""
    confidence = moved or ctx.t("kr.confidence", n=report.confidence)
    week = week_name(ctx.t, ctx.known.week) if ctx.known.week else ""
    return " · ".join(part for part in (value, share, confidence, week) if part) or standing(ctx.t, kr)


def _helped(ctx: Ctx, asked: list[tuple[str, str]]) -> Iterator[Block]:
    for key_result, said in asked:
        yield Text(said, "quote")
        found = _key_result(ctx, key_result)
        if found and may_see(ctx.known.me, found[0], ctx.known.org):
            yield Text(ctx.t("alert.about", text=found[1].text), "quiet")


def _key_result(ctx: Ctx, wanted: str) -> tuple[Objective, KeyResult] | None:
    return next(((o, kr) for o in ctx.known.others for kr in o.key_results if kr.id == wanted), None)


ALERT = FlowSpec("alert", alert, frozenset({"alert"}), keys=("told",))
WORD = FlowSpec("word", word, frozenset({"alert"}), keys=("told",))
