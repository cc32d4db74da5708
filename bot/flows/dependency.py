"""Whoever a key result depends on is asked for their part, and its owner hears the answer (docs/method.md 6)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice, plain, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows import draft_parts as parts
from bot.flows.known import Ctx, FlowSpec, Known
from bot.flows.naming import is_called, quoted
from bot.okr import access
from bot.okr.deeds_asking import AnswerDependency
from bot.okr.depending import open_for
from bot.okr.model import Collaborator, KeyResult, Objective


def dependency(ctx: Ctx) -> Flow:
    """One key result and its objective's text, nothing else; confirm, decline with a reason, or ask to talk."""
    found = _line(ctx)
    if found is None:
        return _gone(ctx)
    objective, line, mine = found
    t, name = ctx.t, ctx.known.name(objective.owner)
    if mine.state in ("confirmed", "declined") and not ctx.answers:
        return _ended(ctx, t(f"dependency.already.{mine.state}", name=name), shown(ctx, objective, line))
    picks = tuple(_pick(ctx, line, key) for key in ("confirmed", "declined", "discuss"))
    title = t("dependency.title", name=name)
    state = yield from ask(
        Question("state", t("dependency.ask"), choice(*picks)),
        title=title,
        summary=t("dependency.summary", name=name),
        shows=(Text(_wish(ctx, objective, line)), *shown(ctx, objective, line)),
        reads=lambda typed: _with_note(ctx, typed),
        in_place=True,
    )
    note = None
    if state != "confirmed":
        question = Question(
            "note", t(f"dependency.ask_note.{state}", name=name), words(2000), t("dependency.hint_note"), optional=state == "discuss"
        )
        note = yield from ask(question, title=title, shows=(Text(line.text, "quote"),))
    deed = AnswerDependency(objective.id, line.id, state, note)
    quote: tuple[Block, ...] = (Text(note, "quote"),) if note else ()
    return _ended(ctx, t(f"dependency.told.{state}", name=name), quote, (deed,))


def _pick(ctx: Ctx, line: KeyResult, key: str) -> Pick:
    t, label = ctx.t, ctx.t(f"dependency.{key}")
    return Pick(key, label, ctx.words(f"dependency_{key}"), spoken=t("dependency.decide_says", which=quoted(t, line.text), answer=label))


def _line(ctx: Ctx) -> tuple[Objective, KeyResult, Collaborator] | None:
    me = ctx.known.me.key
    wanted = ctx.about.get("key_result", "")
    for objective in ctx.known.asked:
        if access.may_see_line(me, objective, wanted):
            line = next(kr for kr in objective.key_results if kr.id == wanted)
            return objective, line, next(c for c in line.collaborators if c.person == me)
    return None


def _wish(ctx: Ctx, objective: Objective, line: KeyResult) -> str:
    name = ctx.known.name(objective.owner)
    responsible = line.owner == ctx.known.me.key
    return ctx.t("dependency.you_are_responsible", name=name) if responsible else ctx.t("dependency.you_help", name=name)


def shown(ctx: Ctx, objective: Objective, line: KeyResult) -> tuple[Block, ...]:
    """The objective's text and the one key result, as far as they may be seen by whoever is asked."""
    about = ctx.t("dependency.for_objective", text=objective.text)
    return (Text(line.text, "quote"), Text(parts.in_short(ctx, line, objective.owner), "quiet"), Text(about, "quiet"))


def _with_note(ctx: Ctx, typed: str) -> Mapping[str, Any] | None:
    """Decides and says why at once: `decline: no capacity before May`."""
    head, mark, note = unicodedata.normalize("NFKC", typed).partition(":")
    if not mark:
        return None
    for state in ("declined", "discuss"):
        if plain(head) in {plain(w) for w in (*ctx.words(f"dependency_{state}"), ctx.t(f"dependency.{state}"))}:
            said = typed.strip()[len(head) + 1 :].strip()
            return {"state": state, "note": said} if said and note.strip() else {"state": state}
    return None


def _ended(ctx: Ctx, sentence: str, shows: tuple[Block, ...], deeds: tuple[Any, ...] = ()) -> End:
    buttons = Buttons((Button(ctx.t("button.inbox"), ctx.t("button.inbox_says")),))
    return End(deeds, sentence, "", "good" if deeds else "neutral", (Text(sentence), *shows, buttons))


def _gone(ctx: Ctx) -> End:
    return _ended(ctx, ctx.t("dependency.gone"), ())


def answered(ctx: Ctx) -> Flow:
    """To the owner: what somebody said who is depended on, in their words."""
    yield from keep()
    t, known = ctx.t, ctx.known
    line = next((kr for o in known.others for kr in o.key_results if kr.id == ctx.about["key_result"]), None)
    state = ctx.about["state"]
    sentence = t(f"dependency.heard.{state}", name=known.name(ctx.about["by"]))
    blocks: list[Block] = [Text(sentence), *([Text(line.text, "quiet")] if line else [])]
    if ctx.about.get("note"):
        blocks.append(Text(ctx.about["note"], "quote"))
    buttons = Buttons((Button(t("button.home"), t("button.home_says")),))
    return End((), sentence, "", "good" if state == "confirmed" else "warn", (*blocks, buttons))


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """Asked for by the id or the words of a key result, by who asks, or just like that: the first that waits."""
    if about.get("asked"):
        return about
    me, said = known.me.key, about.get("name", "")
    waiting = [(o, kr, c) for o in known.asked for kr, c in open_for(me, o)]
    chosen = next((one for one in waiting if _named(known, said, *one[:2])), None)
    if chosen is None:
        return {**about, "objective": "", "key_result": "", "asked": ""}
    objective, line, mine = chosen
    return {
        "objective": objective.id,
        "key_result": line.id,
        "by": objective.owner,
        "asked": mine.asked_at.isoformat() if mine.asked_at else "",
    }


def _named(known: Known, said: str, objective: Objective, line: KeyResult) -> bool:
    names = (line.id, objective.owner, known.name(objective.owner))
    return plain(said) in ("", *map(plain, names)) or is_called(said, line.text)


DEPENDENCY = FlowSpec("dependency", dependency, frozenset({"asked"}), keys=("key_result", "asked"), begin=begin)
DEPENDENCY_ANSWERED = FlowSpec("dependency_answered", answered, frozenset({"subject"}))
