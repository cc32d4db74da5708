"""`/okr chart`: how confidence and progress went over the weeks, as a picture and in words; a team's on its Friday board too."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import mean

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Image, Text, Trend
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.okr.access import may_see
from bot.okr.model import KeyResult, Objective
from bot.okr.weeks import Week
from bot.pictures.trends import MOST_LINES, Line, shortened, trends

ENOUGH = 3
"""Weeks below which a picture says no more than the text."""


def chart(ctx: Ctx) -> Flow:
    """My key results, one line each."""
    yield from keep()
    mine = active_key_results(ctx.known.mine, ctx.known.me.key)
    found: list[tuple[str, tuple[KeyResult, ...]]] = [(f"KR{n} {kr.text}", (kr,)) for n, (_, kr) in enumerate(mine, start=1)]
    return _shown(ctx, ctx.t("chart.title", name=ctx.known.me.name), found)


def team_chart(ctx: Ctx) -> Flow:
    """A team's objectives, one line each: the mean of their key results."""
    yield from keep()
    t, team = ctx.t, ctx.known.team
    if team is None:
        sentence = t("team.unknown", name=ctx.about["name"]) if ctx.about.get("name") else t("team.none")
        return End((), sentence, shows=(Text(sentence),), in_place=False)
    return _shown(ctx, t("chart.title", name=team.name), _objectives(o for o in ctx.known.others if _open(ctx, o)))


def _open(ctx: Ctx, objective: Objective) -> bool:
    """In a room with others, what the whole company may see; alone, what I may see."""
    return may_see(ctx.known.me, objective, ctx.known.org) and (not ctx.about.get("room") or objective.visibility == "company")


def _objectives(objectives: Iterable[Objective]) -> list[tuple[str, tuple[KeyResult, ...]]]:
    return [(o.text, tuple(kr for kr in o.key_results if kr.state == "active")) for o in objectives]


def on_board(ctx: Ctx, shown: tuple[Objective, ...]) -> tuple[Block, ...]:
    """The picture of what a board shows, once there is enough to see."""
    name = ctx.known.team.name if ctx.known.team else ""
    weeks, lines = _history(ctx, _objectives(shown))
    return (_picture(ctx, ctx.t("chart.title", name=name), weeks, lines),) if len(weeks) >= ENOUGH else ()


def _shown(ctx: Ctx, title: str, found: list[tuple[str, tuple[KeyResult, ...]]]) -> End:
    t = ctx.t
    weeks, lines = _history(ctx, found)
    if len(weeks) < 2:
        sentence = t("chart.too_early")
        return End(
            (), sentence, title, shows=(Text(sentence), Buttons((Button(t("button.checkin"), t("button.checkin_says")),))), in_place=False
        )
    charts = tuple(Trend(shortened(line.label), line.confidence) for line in lines)
    return End((), title, title, shows=(_picture(ctx, title, weeks, lines), *charts), in_place=False)


def _history(ctx: Ctx, found: list[tuple[str, tuple[KeyResult, ...]]]) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    """The weeks in which anything was reported, and each line's values in them."""
    wanted = {kr.id for _, krs in found for kr in krs}
    said = {(c.key_result, c.week): c for c in ctx.known.history if c.key_result in wanted}
    weeks = tuple(sorted({week for _, week in said}))
    lines = tuple(
        Line(
            label,
            tuple(_mean(r.confidence for kr in krs if (r := said.get((kr.id, week)))) for week in weeks),
            tuple(_mean(r.progress for kr in krs if (r := said.get((kr.id, week)))) for week in weeks),
        )
        for label, krs in found[:MOST_LINES]
    )
    return weeks, lines


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return mean(known) if known else None


def _picture(ctx: Ctx, title: str, weeks: tuple[str, ...], lines: tuple[Line, ...]) -> Image:
    """With words for who cannot see it: each line's first and last value."""
    t = ctx.t
    names = tuple(t("chart.week", n=Week.parse(week).number) for week in weeks)
    png = trends(title, names, lines, t("chart.confidence"), t("chart.progress"))
    return Image(png, "\n".join((title, *(_words(ctx, line) for line in lines))))


def _words(ctx: Ctx, line: Line) -> str:
    confidence = [value for value in line.confidence if value is not None]
    progress = [value for value in line.progress if value is not None]
    first, last = (f"{confidence[0]:g}", f"{confidence[-1]:g}") if confidence else ("–", "–")
    share = ctx.t.percent(progress[-1] if progress else None)
    return ctx.t("chart.alt", label=shortened(line.label), first=first, last=last, progress=share)


CHART = FlowSpec("chart", chart, frozenset({"mine", "history"}))
TEAM_CHART = FlowSpec("team_chart", team_chart, frozenset({"team", "history"}), private=False)
