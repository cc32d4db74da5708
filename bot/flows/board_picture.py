"""`/okr board picture`: the team's board to look at, to show on a wall or to send on, with its four quadrants (docs/method.md 9)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.boards import BoardView, moved
from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Button, Buttons, Image, Text
from bot.flows.known import Ctx, FlowSpec
from bot.flows.nearby import no_team
from bot.flows.quadrants import DOTS, TICKS, health_of, line_of, newest
from bot.flows.views import board_view
from bot.okr.model import Objective
from bot.pictures.board import Bar, Goal, Mark, Panel, board
from bot.wording import holder, standing, tone_of, week_name

SIGNS = {**DOTS, **TICKS}
MOST_MARKS = 30
"""In one quadrant on the right; the board in words has all."""


def board_picture(ctx: Ctx) -> Flow:
    """As far as whoever asks may see; in a group, as far as everybody there may."""
    yield from keep()
    t, team = ctx.t, ctx.known.team
    if team is None:
        return no_team(ctx, "board_picture.says")
    view, title = board_view(ctx), t("board.title", team=team.name)
    goals, panels = tuple(_goal(ctx, view, o) for o in view.objectives), tuple(_panels(ctx, view))
    if not goals and not panels:
        return End((), t("board.empty"), title, shows=(Text(t("board.empty")),), in_place=False)
    png = board(title, week_name(t, view.week), goals, panels, t("board_picture.more", n="{n}"))
    see = Button(t("button.team"), t("team.says", team=team.name))
    return End((), title, title, shows=(Image(png, "\n".join((title, *_words(goals, panels)))), Buttons((see,))), in_place=False)


def _goal(ctx: Ctx, view: BoardView, objective: Objective) -> Goal:
    t = ctx.t
    live = [kr for kr in objective.key_results if kr.state == "active"]
    bars = tuple(Bar(kr.text, kr.progress, " ".join(filter(None, (standing(t, kr), moved(view, kr, t)))), tone_of(kr)) for kr in live)
    return Goal(objective.text, holder(t, objective, view.people, view.teams), bars)


def _panels(ctx: Ctx, view: BoardView) -> Iterator[Panel]:
    """Only those of which anything is said."""
    t, known = ctx.t, ctx.known
    if note := health_of(ctx, view.week):
        title = t("board.health" if note.week == str(view.week) else "board.health_before")
        yield Panel(title, tuple(Mark(one.state, f"{one.mark} {one.text}".strip()) for one in note.lines))
    for kind in ("priorities", "plans"):
        marks: list[Mark] = []
        for person in known.members:
            if (note := newest(ctx, person.key, kind, view.week)) and note.lines:
                words = [Mark(one.state or "open", f"{one.mark} {one.text}".strip()) for one in note.lines]
                plans = [Mark("", line_of(one)) for one in note.lines]
                marks += [Mark("name", person.name), *(words if kind == "priorities" else plans)]
        if marks:
            rest = (Mark("", "…"),) if len(marks) > MOST_MARKS else ()
            yield Panel(t(f"board.{kind}"), (*marks[:MOST_MARKS], *rest))


def _words(goals: tuple[Goal, ...], panels: tuple[Panel, ...]) -> Iterator[str]:
    """The same for who cannot see it."""
    for goal in goals:
        yield f"{goal.label} — {goal.holder}"
        yield from (f"• {bar.label} {bar.note}" for bar in goal.bars)
    for panel in panels:
        yield panel.title
        yield from (mark.text if mark.sign == "name" else f"{SIGNS.get(mark.sign, '•')} {mark.text}" for mark in panel.marks)


BOARD_PICTURE = FlowSpec("board_picture", board_picture, frozenset({"team"}), private=False)
