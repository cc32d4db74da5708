"""A change that somebody asks for, on the card of whoever decides it; and what came of it (docs/method.md 8)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice, plain, words
from bot.conversation.message import Block, Button, Buttons, Facts, Text
from bot.flows import change_parts as parts
from bot.flows.known import Ctx, FlowSpec, Known
from bot.flows.naming import is_called, quoted
from bot.okr import overriding
from bot.okr.changing import asks_both, deciders
from bot.okr.deeds_asking import DecideChange
from bot.okr.model import Objective
from bot.okr.model_asking import ChangeRequest, Consent
from bot.okr.world import World

DECISIONS = ("approved", "returned", "declined")


def change_request(ctx: Ctx) -> Flow:
    """Approve, return with a question, or decline with a reason; who would become the owner accepts or declines."""
    found = _found(ctx)
    if found is None or ctx.known.me.key not in _concerned(ctx, *found):
        yield from keep()
        return _ended(ctx, ctx.t("change_request.gone"))
    request, objective = found
    t, name = ctx.t, ctx.known.name(request.asked_by)
    if request.state != "open":
        yield from keep()
        return _ended(ctx, t(f"change_request.already.{request.state}", by=ctx.known.name(request.decided_by)))
    if ctx.known.me.key in {c.by for c in request.consents}:
        yield from keep()
        return _ended(ctx, t("change_request.you_agreed", name=_still(ctx, request, objective)))
    title = t("change_request.title", name=name)
    decision = yield from ask(
        Question(
            "decision", t("change_request.ask_heir" if request.heir else "change_request.ask"), choice(*_picks(ctx, request, objective))
        ),
        title=title,
        summary=t("change_request.summary", name=name),
        shows=shown(ctx, request, objective),
        reads=lambda typed: _with_note(ctx, typed),
        in_place=True,
    )
    note = None
    if decision != "approved":
        note = yield from ask(Question("note", t(f"change_request.ask_note.{decision}", name=name), words(2000)), title=title)
    quote: tuple[Block, ...] = (Text(note, "quote"),) if note else ()
    said = t(f"change_request.told.{decision}", name=name)
    if decision == "approved" and (others := _after_me(ctx, request, objective)):
        said = t("change_request.you_agreed", name=others)
    return _ended(ctx, said, *quote, deeds=(DecideChange(request.id, decision, note),))


def _found(ctx: Ctx) -> tuple[ChangeRequest, Objective] | None:
    request = next((r for r in ctx.known.requests if r.id == ctx.about.get("request")), None)
    objective = next((o for o in ctx.known.changing if request and o.id == request.objective), None)
    return (request, objective) if request and objective else None


def _concerned(ctx: Ctx, request: ChangeRequest, objective: Objective) -> tuple[str, ...]:
    """Whoever may decide it today, and whoever did."""
    world = World(ctx.known.org, cycles={c.key: c for c in ctx.known.cycles})
    consented = (c.by for c in request.consents)
    return (request.decided_by or "", *consented, *deciders(request, objective, world))


def _after_me(ctx: Ctx, request: ChangeRequest, objective: Objective) -> str:
    """Who still has to agree once I have; empty where that is enough."""
    known = ctx.known
    world = World(known.org, cycles={c.key: c for c in known.cycles})
    agreed = replace(request, consents=(*request.consents, Consent(known.me.key, known.now)))
    if not asks_both(request, objective, world) or overriding.complete((c.by for c in agreed.consents), objective, known.org):
        return ""
    return _still(ctx, agreed, objective)


def _still(ctx: Ctx, request: ChangeRequest, objective: Objective) -> str:
    """Whose consent is awaited, by name."""
    return ctx.t.list([ctx.known.name(key) for key in overriding.missing(request, objective, ctx.known.org)])


def shown(ctx: Ctx, request: ChangeRequest, objective: Objective) -> tuple[Block, ...]:
    """Which line, before and after, and why."""
    line = Text(_words(request, objective), "quote")
    why: tuple[Block, ...] = (Text(ctx.t("change_request.because"), "quiet"), Text(request.reason, "quote")) if request.reason else ()
    if request.state == "approved":
        return (line, *why)
    agreed = [ctx.known.name(c.by) for c in request.consents]
    given: tuple[Block, ...] = (Text(ctx.t("change_request.agreed_so_far", names=ctx.t.list(agreed)), "quiet"),) if agreed else ()
    return (line, Facts(parts.rows(ctx, objective, request.key_result, request.fields)), *why, *given)


def _words(request: ChangeRequest, objective: Objective) -> str:
    """Of the line that is to be changed."""
    return next((kr.text for kr in objective.key_results if kr.id == request.key_result), objective.text)


def _again(ctx: Ctx, request: ChangeRequest, objective: Objective) -> Button:
    t, words = ctx.t, quoted(ctx.t, _words(request, objective))
    says = t("change.again_says", which=request.key_result or objective.id)
    return Button(t("change.again"), says, "primary", t("change.again_says", which=words))


def _picks(ctx: Ctx, request: ChangeRequest, objective: Objective) -> tuple[Pick, ...]:
    t, which = ctx.t, quoted(ctx.t, _words(request, objective))
    said = {"approved": ctx.words("agree"), "returned": ctx.words("return_change"), "declined": ctx.words("dependency_declined")}
    labels = {one: t(f"change_request.{one}") for one in DECISIONS}
    if request.heir:
        said = {"approved": (*ctx.words("accept"), *ctx.words("agree")), "declined": said["declined"]}
        labels["approved"] = t("change_request.accept")
    return tuple(
        Pick(one, labels[one], words, spoken=t("change_request.decide_says", which=which, answer=labels[one]))
        for one, words in said.items()
    )


def _with_note(ctx: Ctx, typed: str) -> Mapping[str, Any] | None:
    """Decides and says why at once: `decline: not before the audit`."""
    head, mark, _ = unicodedata.normalize("NFKC", typed).partition(":")
    note = typed.strip()[len(head) + 1 :].strip()
    for decision, key in (("returned", "return_change"), ("declined", "dependency_declined")):
        if mark and note and plain(head) in {plain(w) for w in (*ctx.words(key), ctx.t(f"change_request.{decision}"))}:
            return {"decision": decision, "note": note}
    return None


def _ended(ctx: Ctx, sentence: str, *shows: Block, deeds: tuple[DecideChange, ...] = ()) -> End:
    buttons = Buttons((Button(ctx.t("button.inbox"), ctx.t("button.inbox_says")),))
    return End(deeds, sentence, "", "good" if deeds else "neutral", (Text(sentence), *shows, buttons))


def _heard(ctx: Ctx, request: ChangeRequest, objective: Objective) -> str:
    """What became of it so far, in one sentence."""
    t, name = ctx.t, ctx.known.name
    agreed = [name(c.by) for c in request.consents]
    if request.state == "open":
        return t("change_request.first", by=agreed[-1] if agreed else "", name=_still(ctx, request, objective))
    if request.state == "approved" and agreed:
        return t("change_request.both_agreed", names=t.list(agreed))
    if request.decided_by == request.asked_by:
        return t("change_request.at_once", name=name(request.asked_by))
    return t(f"change_request.heard.{request.state}", by=name(request.decided_by))


def change_told(ctx: Ctx) -> Flow:
    """To who asked, to the owner, to a manager where nobody had to be asked: what became of it."""
    yield from keep()
    t, found = ctx.t, _found(ctx)
    if found is None:
        return _ended(ctx, t("change_request.gone"))
    request, objective = found
    sentence = _heard(ctx, request, objective)
    note: tuple[Block, ...] = (Text(request.note, "quote"),) if request.note else ()
    again = request.state == "returned" and request.asked_by == ctx.known.me.key
    button = _again(ctx, request, objective) if again else Button(t("button.home"), t("button.home_says"))
    shows = (Text(sentence), *note, *shown(ctx, request, objective), Buttons((button,)))
    return End((), sentence, "", "good" if request.state == "approved" else "warn", shows)


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """Asked for by its id, by the words of its line, by who asks, or just like that: the first that waits."""
    if about.get("request"):
        return about
    said, of = about.get("name", ""), {o.id: o for o in known.changing}
    name = plain(said)
    fits = (
        r.id
        for r in known.requests
        if name in (plain(r.id), plain(r.asked_by), plain(known.name(r.asked_by)), "") or is_called(said, _words(r, of[r.objective]))
    )
    return {"request": next(fits, "")}


CHANGE_REQUEST = FlowSpec("change_request", change_request, frozenset({"requests"}), keys=("request",), begin=begin)
CHANGE_TOLD = FlowSpec("change_told", change_told, frozenset({"requests"}))
