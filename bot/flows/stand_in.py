"""Who decides in a manager's place while they are away (docs/method.md 7): named by HR, or by themselves; in a sentence or by questions."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import date
from typing import Any

from bot.conversation.flow import Ask, End, Flow, Keep, ask, keep
from bot.conversation.form import Kind, Pick, Question, Unclear, choice
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.flows.person_kind import named_in, somebody
from bot.okr import reading
from bot.okr.deeds import TakeLeave
from bot.okr.deeds_asking import NameStandIn
from bot.okr.model import Person
from bot.wording import leave_days

Part = Generator[Ask | Keep, Mapping[str, Any], End]


def stand_in(ctx: Ctx) -> Flow:
    """For whom, and who; "nobody" ends it. A manager who says when they are away has the days noted with it."""
    t, known = ctx.t, ctx.known
    hr = "hr" in known.me.roles
    if not hr and not known.members:
        yield from keep()
        return _said(ctx, t("refused.only_hr"))
    title, person = t("stand_in.title"), _answer(ctx, known.me)
    if hr:
        question = Question("person", t("stand_in.ask_person"), _manager(ctx), t("stand_in.hint"))
        person = yield from ask(question, title=title, reads=lambda text: in_a_sentence(ctx, text))
    mine = person["key"] == known.me.key
    nobody = t("stand_in.nobody")
    label = t("stand_in.ask_own") if mine else t("stand_in.ask_deputy", name=person["name"])
    question = Question("deputy", label, somebody(ctx, besides=person["key"]), t("stand_in.hint"), optional=True, skip_label=nobody)
    deputy = yield from ask(question, title=title, reads=None if hr else lambda text: in_a_sentence(ctx, text))
    if deputy is None:
        return _said(ctx, t("stand_in.ended_own") if mine else t("stand_in.ended", name=person["name"]), NameStandIn(person["key"], None))
    return (yield from _noted(ctx, person, deputy))


def _noted(ctx: Ctx, person: Mapping[str, Any], deputy: Mapping[str, Any]) -> Part:
    """What was read out of a sentence is confirmed first."""
    t, days = ctx.t, [date.fromisoformat(day) for day in ctx.answers.get("days", ())]
    own = person["key"] == ctx.known.me.key
    said = {"deputy": deputy["name"]}
    if days:
        said["when"] = leave_days(t, days[0], days[1])
        question, done = t("stand_in.sure", **said), t("stand_in.taken", **said)
    elif own:
        question, done = t("stand_in.sure_own", **said), t("stand_in.done_own", **said)
    else:
        question, done = t("stand_in.sure_other", name=person["name"], **said), t("stand_in.done", name=person["name"], **said)
    if ctx.answers.get("whole"):
        sure = choice(Pick("yes", t("leave.yes"), ctx.words("yes")), Pick("no", t("stand_in.no"), ctx.words("no")))
        if (yield from ask(Question("sure", question, sure), title=t("stand_in.title"), in_place=True)) == "no":
            return _said(ctx, t("stand_in.left"))
    leave = (TakeLeave(days[0], days[1]),) if days else ()
    return _said(ctx, done, *leave, NameStandIn(person["key"], deputy["key"]), more="" if days else _away(ctx, person))


def in_a_sentence(ctx: Ctx, text: str) -> Mapping[str, Any] | None:
    """Who is away and who stands in, by the order in which they are named or by who is stood in for; None of a name alone."""
    found = sorted((text.find(f"@{name}"), name, people[0]) for name, people in ctx.known.named.items() if len(people) == 1)
    places = [(at, person) for at, _, person in found if at >= 0]
    if not places or _only_a_name(text, found[-1][1]) or _only_a_name(text, places[-1][1].name):
        return None
    if len(places) < text.count("@"):
        raise Unclear("person_kind.who", held=True, names=ctx.t.list([person.name for _, person in places]))
    if len(places) > 1:
        first, second = (person for _, person in places[:2])
        turned = _stood_in_for(ctx, text, places[1][0])
        absent, deputy = (second, first) if turned else (first, second)
        return {"person": _answer(ctx, absent), "deputy": _answer(ctx, deputy), "whole": True}
    other = _answer(ctx, places[0][1])
    if "hr" in ctx.known.me.roles and not _of_oneself(ctx, text):
        away = reading.says_away(text) or _stood_in_for(ctx, text, places[0][0])
        return {"person": other} if away else {"deputy": other, "whole": True}
    span = reading.read_range(text, ctx.known.today)
    days = {"days": [day.isoformat() for day in span]} if span else {}
    return {"person": _answer(ctx, ctx.known.me), "deputy": other, "whole": True, **days}


def _only_a_name(text: str, name: str) -> bool:
    """Where a platform has no mentions in a direct message, of "@Wang Fang" only the first word may have been looked up."""
    return not any(c.isalnum() for c in text.replace(f"@{name}", "", 1))


def _stood_in_for(ctx: Ctx, text: str, at: int) -> bool:
    """Whether just before the second name stands "for"."""
    before = text[:at].rstrip().casefold()
    return any(before.endswith(word) for word in ctx.words("stand_in_for"))


def _of_oneself(ctx: Ctx, text: str) -> bool:
    words = text.casefold().replace("’", "'").replace("@", " ").split()
    return any(word in words if word.isascii() else word in text for word in ctx.words("first_person"))


def _manager(ctx: Ctx) -> Kind:
    kind = somebody(ctx)

    def read(text: str) -> Mapping[str, Any]:
        found = {p.key: p for p in (*named_in(ctx, text), *ctx.known.org.people.values())}
        return _answer(ctx, found[kind.reads(text)["key"]])

    return Kind(read, kind.drawn, max_length=kind.max_length)


def _answer(ctx: Ctx, person: Person) -> Mapping[str, Any]:
    """As it is kept: with the days on which they are away, from today on."""
    away = [[leave.start.isoformat(), leave.end.isoformat()] for leave in person.leave if leave.end >= ctx.known.today]
    return {"key": person.key, "name": person.name, "away": away}


def _away(ctx: Ctx, person: Mapping[str, Any]) -> str:
    """When it will hold, as far as that is known."""
    t = ctx.t
    away = ([date.fromisoformat(day) for day in span] for span in person["away"])
    spans = [t("leave.planned", when=leave_days(t, first, last)) for first, last in away]
    if spans:
        return " ".join(spans)
    return t("stand_in.no_days_own") if person["key"] == ctx.known.me.key else t("stand_in.no_days", name=person["name"])


def _said(ctx: Ctx, sentence: str, *deeds: NameStandIn | TakeLeave, more: str = "") -> End:
    buttons = Buttons((Button(ctx.t("button.home"), ctx.t("button.home_says")),))
    quiet = (Text(more, "quiet"),) if more else ()
    return End(deeds, sentence, "", "good" if deeds else "neutral", (Text(sentence), *quiet, buttons))


STAND_IN = FlowSpec("stand_in", stand_in, frozenset({"members"}))
