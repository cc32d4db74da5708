"""HR notes that a colleague is away, or is not after all; the colleague hears of it and can put it right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec, Known
from bot.flows.leave import days_kind
from bot.okr import reading
from bot.okr.deeds import TakeLeave
from bot.okr.deeds_hr import NoteLeave
from bot.okr.model import Person
from bot.wording import leave_days


def leave_of(ctx: Ctx) -> Flow:
    """Whose leave, which days, shown back, confirmed; nothing is noted of oneself here by mistake."""
    t, known = ctx.t, ctx.known
    people = tuple(p for p in known.named.get(ctx.about.get("name", ""), ()) if p.active)
    if "hr" not in known.me.roles or not people:
        yield from keep()
        return _said(ctx, _why_not(ctx, people), *_mine(ctx))
    person = people[0]
    if len(people) > 1:
        picks = (Pick(p.key, f"{p.name} ({p.team or p.key})", (p.key,)) for p in people)
        question = Question("person", t("person.several", name=ctx.about["name"]), choice(*picks))
        key = yield from ask(question, title=t("leave.title"))
        person = next(p for p in people if p.key == key)
    return (yield from _days(ctx, person))


def _days(ctx: Ctx, person: Person) -> Flow:
    t, ends = ctx.t, bool(ctx.about.get("ends"))
    first, last = (date.fromisoformat(ctx.about[key]) if ctx.about.get(key) else None for key in ("first", "last"))
    coming = sorted((one for one in person.leave if one.end >= ctx.known.today_of(person)), key=lambda one: one.start)
    if ends and first is None:
        if not coming:
            yield from keep()
            return _said(ctx, t("leave_of.none", name=person.name))
        first, last = coming[0].start, coming[0].end
    if first is None or last is None:
        question = Question("days", t("leave_of.ask", name=person.name), days_kind(ctx), t("leave.hint"))
        first, last = (date.fromisoformat(text) for text in (yield from ask(question, title=t("leave.title"))))
    said = {"name": person.name, "when": leave_days(t, first, last)}
    sentence = t("leave_of.confirm_end", **said) if ends else t("leave_of.confirm", **said, n=(last - first).days + 1)
    sure = choice(Pick("yes", t("leave_of.yes"), ctx.words("yes")), Pick("no", t("leave_of.no"), ctx.words("no")))
    if (yield from ask(Question("sure", sentence, sure), title=t("leave.title"), in_place=True)) == "no":
        return _said(ctx, t("leave_of.left", name=person.name))
    own = person.key == ctx.known.me.key
    deed = TakeLeave(first, last, cancel=ends) if own else NoteLeave(person.key, first, last, ends=ends)
    done = t("leave_of.ended" if ends else "leave_of.done", **said)
    home = Buttons((Button(t("button.home"), t("button.home_says")),))
    return End((deed,), done, t("leave.title"), "good", (Text(done), home))


def _why_not(ctx: Ctx, people: tuple[Person, ...]) -> str:
    t, name = ctx.t, ctx.about.get("name", "")
    if not people:
        return t("person.unknown", name=name)
    return t("leave_of.only_hr", name=people[0].name)


def _mine(ctx: Ctx) -> Iterator[Button]:
    """Where the words were about oneself after all."""
    first, last = ctx.about.get("first"), ctx.about.get("last")
    if first and last:
        yield Button(ctx.t("leave_of.mine"), ctx.t("pause.leave_says", first=first, last=last))


def _said(ctx: Ctx, sentence: str, *buttons: Button) -> End:
    home = Button(ctx.t("button.home"), ctx.t("button.home_says"))
    return End((), sentence, ctx.t("leave.title"), shows=(Text(sentence), Buttons((*buttons, home))), in_place=False)


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """The days are those that the words meant when they were said."""
    span = reading.read_range(about.get("said", ""), known.today)
    days = {"first": span[0].isoformat(), "last": span[1].isoformat()} if span and span[1] >= known.today - LONGEST_AGO else {}
    return {**about, **days}


LONGEST_AGO = timedelta(days=31)


def leave_told(ctx: Ctx) -> Flow:
    """To whom it is about: who noted what, and the way to change it."""
    yield from keep()
    t, about = ctx.t, ctx.about
    when = leave_days(t, date.fromisoformat(about["first"]), date.fromisoformat(about["last"]))
    sentence = t(f"leave_of.told.{about['what']}", name=ctx.known.name(about["by"]), when=when)
    change = Button(t("leave_of.change"), t("pause.leave_says", first=about["first"], last=about["last"]))
    return End((), sentence, t("leave.title"), shows=(Text(sentence), Buttons((change,))))


LEAVE_OF = FlowSpec("leave_of", leave_of, begin=begin)
LEAVE_TOLD = FlowSpec("leave_told", leave_told, frozenset({"alert"}))
