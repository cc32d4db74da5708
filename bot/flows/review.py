"""Looking back on the way: what has moved since, what has not, a change one press away, or that all is still right (docs/method.md 9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec, Known, active_key_results
from bot.okr import cycles
from bot.okr.deeds_week import SaveNotes
from bot.okr.localtime import to_local
from bot.okr.model import CheckIn, KeyResult
from bot.okr.model_week import NoteLine, WeekNote
from bot.okr.reviewing import Movement, movements
from bot.okr.weeks import Week
from bot.wording import amount, cycle_name, standing

MOST_CHANGES = 6
A_MONTH = timedelta(days=28)


def review(ctx: Ctx) -> Flow:
    """One cycle's key results then and now; only who says that all is still right is noted."""
    t, mine = ctx.t, _mine(ctx)
    if not mine:
        yield from keep()
        return _ended(ctx, t("review.nothing"))
    since, name = date.fromisoformat(ctx.about["since"]), cycle_name(t, ctx.about["cycle"])
    found = movements([kr for _, kr in mine], ctx.known.history, since, ctx.known.today, _agreed(ctx))
    numbers = {kr.id: n for n, kr in mine}
    stuck = [m for m in found if m.stuck or not m.moved]
    order = [m.key_result for m in (*stuck, *(m for m in found if m not in stuck))][:MOST_CHANGES]
    links = tuple(_change(ctx, numbers[kr.id], kr) for kr in order)
    yield from ask(
        Question("do", t("review.ask"), choice(Pick("right", t("review.right"), ctx.words("still_right")))),
        title=t("review.title", cycle=name),
        summary=t("review.summary", cycle=name),
        shows=(*_noted(ctx), *_shown(ctx, found, numbers, since)),
        links=links,
        in_place=True,
    )
    return _ended(ctx, t("review.stored", cycle=name), _note(ctx))


def _change(ctx: Ctx, n: int, kr: KeyResult) -> Button:
    t = ctx.t
    return Button(t("review.change", n=n), t("review.change_says", id=kr.id), spoken=t("review.change_says", id=f"KR{n}"))


def _mine(ctx: Ctx) -> list[tuple[int, KeyResult]]:
    """What I own of the cycle, by the numbers under which it goes everywhere."""
    pairs = enumerate(active_key_results(ctx.known.mine, ctx.known.me.key), start=1)
    return [(n, kr) for n, (o, kr) in pairs if o.cycle == ctx.about.get("cycle")]


def _agreed(ctx: Ctx) -> Mapping[str, date]:
    """The day on which each key result was first agreed, with its objective."""
    zone = ctx.known.company.timezone_of(ctx.known.me)
    first = {o.id: min((e.at for e in o.events if e.what == "agreed"), default=None) for o in ctx.known.mine}
    return {kr.id: to_local(at, zone).date() for o in ctx.known.mine if (at := first[o.id]) for kr in o.key_results}


def _shown(ctx: Ctx, found: tuple[Movement, ...], numbers: Mapping[str, int], since: date) -> Iterator[Block]:
    t = ctx.t
    yield Text(t("review.since", day=t.short_date(since)), "quiet")
    parts = {
        "moved": ([m for m in found if m.moved and not m.stuck], _steps),
        "stuck": ([m for m in found if m.moved and m.stuck], _paused),
        "unmoved": ([m for m in found if not m.moved], _still),
    }
    for title, (those, words) in parts.items():
        if those:
            yield Text(t(f"review.{title}"), "strong")
            lines = (f"KR{numbers[m.key_result.id]} {m.key_result.text}" for m in those)
            yield Text("\n".join(f"• {t('common.labelled', label=line, text=words(ctx, m))}" for line, m in zip(lines, those, strict=True)))


def _steps(ctx: Ctx, one: Movement) -> str:
    """`8 hours → 5 hours · confidence 6 → 7`."""
    t, kr, before = ctx.t, one.key_result, one.before
    began = amount(t, kr.baseline, kr.unit) if kr.baseline is not None else ""
    then, now = (_figure(ctx, kr, before) if before else began), _figure(ctx, kr, kr)
    steps, said = [f"{then} → {now}" if then and then != now else now], before or one.first
    if kr.confidence is not None and said and said.confidence not in (None, kr.confidence):
        steps.append(t("checkin.confidence_moved", before=said.confidence, now=kr.confidence))
    elif kr.confidence is not None:
        steps.append(t("kr.confidence", n=kr.confidence))
    return " · ".join(filter(None, steps))


def _still(ctx: Ctx, one: Movement) -> str:
    """For how long nobody has reported, or the figure has stood still; and where."""
    return " · ".join((*_since_when(ctx, one), standing(ctx.t, one.key_result)))


def _paused(ctx: Ctx, one: Movement) -> str:
    """How far it came before it stood still, and for how long it does."""
    return " · ".join((_steps(ctx, one), *_since_when(ctx, one)))


def _since_when(ctx: Ctx, one: Movement) -> Iterator[str]:
    if one.silent >= 1:
        yield ctx.t("review.silent", n=one.silent)
    if one.still >= 1:
        yield ctx.t("review.still", n=one.still)


def _figure(ctx: Ctx, kr: KeyResult, at: CheckIn | KeyResult) -> str:
    value = at.value if isinstance(at, CheckIn) else at.current
    if value is not None:
        return amount(ctx.t, value, kr.unit)
    return ctx.t.percent(at.progress) if at.progress is not None else ""


def _said(ctx: Ctx) -> WeekNote | None:
    me, week = ctx.known.me.key, ctx.about["week"]
    return next((n for n in ctx.known.notes if (n.owner, n.kind, n.week) == (me, "review", week)), None)


def _line(ctx: Ctx) -> NoteLine:
    return NoteLine(ctx.about["cycle"], ctx.about.get("part", ""), "right")


def _noted(ctx: Ctx) -> tuple[Block, ...]:
    before = _said(ctx)
    if before is None or _line(ctx) not in before.lines:
        return ()
    return (Text(ctx.t("review.noted", when=ctx.t.when(before.at)), "quiet"),)


def _note(ctx: Ctx) -> SaveNotes:
    """Two cycles may have a review in the same week."""
    before, line, me = _said(ctx), _line(ctx), ctx.known.me.key
    lines = (*(one for one in (before.lines if before else ()) if one != line), line)
    return SaveNotes((WeekNote(me, ctx.about["week"], "review", me, ctx.known.now, lines),))


def _ended(ctx: Ctx, sentence: str, *deeds: SaveNotes) -> End:
    t = ctx.t
    buttons = Buttons((Button(t("button.checkin"), t("button.checkin_says")), Button(t("button.home"), t("button.home_says"))))
    return End(deeds, sentence, t("review.name"), "good" if deeds else "neutral", (Text(sentence), buttons))


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """The review that is named, else the newest that fell due, else a look at the last four weeks of the cycle that runs."""
    mine = {o.cycle for o, _ in active_key_results(known.mine, known.me.key)}
    due = [one for one in known.reviews if one.day <= known.today and one.cycle in mine]
    named = [one for one in known.reviews if one.cycle == about.get("cycle") and f".review.{one.part}" in about.get("broadcast", "")]
    if found := (named or due)[-1:]:
        (one,) = found
        return {"cycle": one.cycle, "part": one.part, "since": one.since.isoformat(), "week": str(one.week)}
    running = [c for c in known.cycles if c.key in mine and cycles.takes_check_ins(c, known.today)]
    if not running:
        return {}
    cycle = min(running, key=lambda c: c.ends)
    since = max(cycle.starts, known.today - A_MONTH)
    return {"cycle": cycle.key, "part": "", "since": since.isoformat(), "week": str(Week.of(known.today))}


REVIEW = FlowSpec("review", review, frozenset({"mine", "history", "reviews", "week_notes"}), keys=("cycle", "part", "week"), begin=begin)
