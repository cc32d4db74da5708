"""`/okr chart`: how confidence and progress went over the weeks, as a picture and in words; a team's on its Friday board too."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import mean

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Image, Text, Trend
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.flows.nearby import NEAR, no_team, nobody_called, this_one
from bot.okr.access import may_see
from bot.okr.model import KeyResult, Objective
from bot.okr.weeks import Week
from bot.pictures.trends import MOST_LINES, Line, shortened, trends

ENOUGH = 3
"""Weeks below which a picture says no more than the text."""
FEW = 5
"""Lines up to which each has a chart of its own besides, where a platform draws them."""
Found = list[tuple[str, tuple[KeyResult, ...]]]


def chart(ctx: Ctx) -> Flow:
    """My key results, one line each; of a colleague who is named, those that I may see."""
    yield from keep()
    known = ctx.known
    if ctx.about.get("name") and known.subject is None:
        return _whom(ctx)
    who = known.subject or known.me
    theirs = active_key_results(known.mine if who.key == known.me.key else known.others, who.key)
    found: Found = [(f"KR{n} {kr.text}", (kr,)) for n, (_, kr) in enumerate(theirs, start=1)]
    return _shown(ctx, ctx.t("chart.title", name=who.name), found, mine=who.key == known.me.key)


def _whom(ctx: Ctx) -> End:
    """Several are called so, or nobody is."""
    t, named = ctx.t, ctx.known.named
    name = ctx.about["name"]
    several = next((people for said, people in named.items() if len(people) > 1 and not said.startswith(NEAR)), ())
    if several:
        sentence = t("person.several", name=name)
        buttons = tuple(this_one(p, lambda who: t("chart.says", key=who)) for p in several[:5])
    else:
        near = next((said.removeprefix(NEAR) for said in named if said.startswith(NEAR)), name)
        sentence, buttons = nobody_called(ctx, near, lambda who: t("chart.says", key=who))
    return End((), sentence, shows=(Text(sentence), *((Buttons(buttons),) if buttons else ())), in_place=False)


def team_chart(ctx: Ctx) -> Flow:
    """A team's objectives, one line each: the mean of their key results."""
    yield from keep()
    t, team = ctx.t, ctx.known.team
    if team is None:
        return no_team(ctx, "chart.team_says")
    return _shown(ctx, t("chart.title", name=team.name), _objectives(ctx, (o for o in ctx.known.others if _open(ctx, o))))


def _open(ctx: Ctx, objective: Objective) -> bool:
    """In a room with others, what the whole company may see; alone, what I may see."""
    return may_see(ctx.known.me, objective, ctx.known.org) and (not ctx.about.get("room") or objective.visibility == "company")


def _objectives(ctx: Ctx, objectives: Iterable[Objective]) -> Found:
    """Each under its owner's name."""
    return [(f"{ctx.known.name(o.owner)} · {o.text}", tuple(kr for kr in o.key_results if kr.state == "active")) for o in objectives]


def on_board(ctx: Ctx, shown: tuple[Objective, ...]) -> tuple[Block, ...]:
    """The picture of what a board shows, once there is enough to see."""
    name, found = ctx.known.team.name if ctx.known.team else "", _objectives(ctx, shown)
    return (_picture(ctx, ctx.t("chart.title", name=name), found),) if len(_reported(ctx, found)) >= ENOUGH else ()


def _shown(ctx: Ctx, title: str, found: Found, *, mine: bool = False) -> End:
    t = ctx.t
    if len(_reported(ctx, found)) < 2:
        sentence = t("chart.too_early")
        report = (Buttons((Button(t("button.checkin"), t("button.checkin_says")),)),) if mine else ()
        return End((), sentence, title, shows=(Text(sentence), *report), in_place=False)
    weeks, lines = _history(ctx, found)
    names = _names(ctx, weeks)
    charts = tuple(Trend(shortened(line.label), line.confidence, names=names) for line in lines) if len(lines) <= FEW else ()
    return End((), title, title, shows=(_picture(ctx, title, found), *charts), in_place=False)


def _reported(ctx: Ctx, found: Found) -> frozenset[str]:
    """The weeks in which anything was said of these."""
    wanted = {kr.id for _, krs in found for kr in krs}
    return frozenset(c.week for c in ctx.known.history if c.key_result in wanted)


def _history(ctx: Ctx, found: Found) -> tuple[tuple[Week, ...], tuple[Line, ...]]:
    """Every week from the first report to the last, also those in which nobody spoke, and each line's values in them."""
    said = {(c.key_result, c.week): c for c in ctx.known.history}
    reported = sorted(_reported(ctx, found))
    first, last = Week.parse(reported[0]), Week.parse(reported[-1])
    weeks = tuple(first.plus(n) for n in range(last.index - first.index + 1))
    lines = tuple(
        Line(
            label,
            tuple(_mean(r.confidence for kr in krs if (r := said.get((kr.id, str(week))))) for week in weeks),
            tuple(_mean(r.progress for kr in krs if (r := said.get((kr.id, str(week))))) for week in weeks),
        )
        for label, krs in found
    )
    return weeks, lines


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return mean(known) if known else None


def _names(ctx: Ctx, weeks: Iterable[Week]) -> tuple[str, ...]:
    return tuple(ctx.t("chart.week", n=week.number) for week in weeks)


def _picture(ctx: Ctx, title: str, found: Found) -> Image:
    """With words for who cannot see it: each line's first and last value, and how many it has no room for."""
    t = ctx.t
    weeks, lines = _history(ctx, found)
    more = t("chart.more", n=len(lines) - MOST_LINES) if len(lines) > MOST_LINES else ""
    png = trends(title, _names(ctx, weeks), lines, t("chart.confidence"), t("chart.progress"), more)
    words = (title, *(_words(ctx, line) for line in lines[:MOST_LINES]), more)
    return Image(png, "\n".join(filter(None, words)))


def _words(ctx: Ctx, line: Line) -> str:
    confidence = [value for value in line.confidence if value is not None]
    progress = [value for value in line.progress if value is not None]
    first, last = (ctx.t.number(round(v, 1)) if v is not None else "–" for v in (_end(confidence, 0), _end(confidence, -1)))
    share = ctx.t.percent(progress[-1] if progress else None)
    return ctx.t("chart.alt", label=shortened(line.label), first=first, last=last, progress=share)


def _end(values: list[float], at: int) -> float | None:
    return values[at] if values else None


CHART = FlowSpec("chart", chart, frozenset({"mine", "history", "addressed"}))
TEAM_CHART = FlowSpec("team_chart", team_chart, frozenset({"team", "history"}), private=False)
