"""The rest of the four quadrants within the check-in, for those whose team uses them: fields of the form, a button where it is confirmed.

Nobody has to pass them, so nobody's way becomes longer (docs/method.md 9).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.flow import Ask, Change, Group, Keep, Stop
from bot.conversation.form import Question
from bot.conversation.message import Block, Text
from bot.flows import health, quadrants
from bot.flows.known import Ctx
from bot.okr.model_week import WeekNote
from bot.wording import week_name

IN_FORM, BY_BUTTON = "plan.", "planned."
ASKED = "planned"


def fields(ctx: Ctx) -> tuple[tuple[Question, ...], tuple[Group, ...]]:
    """What a form asks besides the figures, with headings; nothing where nobody plans."""
    plan, tending = _questions(ctx, IN_FORM)
    groups = []
    if plan:
        groups.append(Group(ctx.t("checkin.plan", week=week_name(ctx.t, quadrants.planned_week(ctx))), tuple(q.name for q in plan)))
    if tending and ctx.known.team:
        groups.append(Group(ctx.t("health.title", team=ctx.known.team.name), tuple(q.name for q in tending)))
    return tuple(replace(q, only_in_form=True) for q in (*plan, *tending)), tuple(groups)


def change(ctx: Ctx) -> tuple[Change, ...]:
    """On the confirmation: the same, for who has typed or tapped."""
    plan, tending = _questions(ctx, BY_BUTTON)
    if not plan:
        return ()
    label = ctx.t("priorities.button")
    return (Change(label, label, tuple(q.name for q in (*plan, *tending)), {ASKED: True}, ctx.words("plan_week")),)


def asked(ctx: Ctx) -> Generator[Ask | Stop | Keep, Mapping[str, Any], Mapping[str, Any]]:
    """The answers of whoever wanted to be asked; empty otherwise."""
    if not ctx.answers.get(ASKED):
        return {}
    plan, tending = _questions(ctx, BY_BUTTON)
    t = ctx.t
    yield Stop((ASKED,), lambda: Ask(()))  # passed already: what "back" takes back
    label = t("priorities.ask", week=week_name(t, quadrants.planned_week(ctx)))
    return (yield Ask((*plan, *tending), t("priorities.title"), label, submit=t("priorities.submit"), in_place=True))


def notes(ctx: Ctx, form: Mapping[str, Any], typed: Mapping[str, Any]) -> tuple[WeekNote, ...]:
    """What the answers come to; what was left out stays as it was."""
    plan, tending = _questions(ctx, "")
    said = {q.name: typed.get(BY_BUTTON + q.name) or form.get(IN_FORM + q.name) for q in (*plan, *tending)}
    found = quadrants.planned(ctx, said) if plan else ()
    team = ctx.known.team
    if tending and team and any(said[q.name] for q in tending):
        found = (*found, health.tended(ctx, team, said))
    return found


def shown(ctx: Ctx, found: tuple[WeekNote, ...]) -> tuple[Block, ...]:
    """The plan as it will stand."""
    lines = [quadrants.line_of(line) for note in found for line in note.lines]
    return (Text(ctx.t("priorities.title"), "strong"), Text("\n".join(lines))) if lines else ()


def _questions(ctx: Ctx, prefix: str) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
    """Of the plan, and of the health of the team that is mine to tend; every one may be left out."""
    plan = quadrants.planning(ctx) if ctx.known.plans else ()
    tending = health.tending(ctx, ctx.known.team) if ctx.known.plans and ctx.known.team else ()

    def named(questions: tuple[Question, ...]) -> tuple[Question, ...]:
        return tuple(replace(q, name=prefix + q.name, optional=True) for q in questions)

    return named(plan), named(tending)
