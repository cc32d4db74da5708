"""A team's health beside its OKRs: two things to keep an eye on, green, yellow or red with a word (docs/method.md 9)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.conversation.flow import Ask, End, Flow, keep
from bot.conversation.form import Kind, Question, Unclear, plain
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.flows.nearby import no_team
from bot.flows.quadrants import DOTS, line_of, note_of
from bot.okr.deeds_week import SaveNotes
from bot.okr.model import Team
from bot.okr.model_week import NoteLine, WeekNote
from bot.okr.weeks import Week

INDICATORS = 2
COLOURS = ("green", "yellow", "red")


def health(ctx: Ctx) -> Flow:
    """Two things to keep an eye on beside the OKRs, each green, yellow or red with a word; the lead's or a coach's to say."""
    t, team = ctx.t, ctx.known.team
    me = ctx.known.me
    if team is None:
        yield from keep()
        return no_team(ctx, "health.says")
    if not (me.key in ctx.known.org.leads_of(team.key) or me.key == team.coach or "hr" in me.roles):
        yield from keep()
        sentence, see = t("health.not_yours", team=team.name), Button(t("button.team"), t("team.says", team=team.name))
        return End((), sentence, shows=(Text(sentence), Buttons((see,))), in_place=False)
    title = t("health.title", team=team.name)
    answers = yield Ask(
        tending(ctx, team), title, t("health.ask", n=1), submit=t("priorities.submit"), in_place=True, reads=partial(_both, _indicator(ctx))
    )
    note = tended(ctx, team, answers)
    shown = Text("\n".join(line_of(one) for one in note.lines))
    return End((SaveNotes((note,)),), t("health.stored"), title, "good", (Text(t("health.stored")), shown))


def tending(ctx: Ctx, team: Team) -> tuple[Question, ...]:
    """Two indicators, with how they were said last."""
    t, week = ctx.t, Week.of(ctx.known.today)
    last = note_of(ctx, team.key, "health", week) or note_of(ctx, team.key, "health", week.previous())
    said = [_indicator_text(ctx, one) for one in (last.lines if last else ())] + [""] * INDICATORS
    return tuple(
        Question(f"indicator.{n}", t("health.ask", n=n + 1), _indicator(ctx), t("health.hint"), said[n], optional=n > 0)
        for n in range(INDICATORS)
    )


def tended(ctx: Ctx, team: Team, answers: Mapping[str, Any]) -> WeekNote:
    """The note that answers to `tending` come to."""
    said = (answers.get(f"indicator.{n}") for n in range(INDICATORS))
    lines = tuple(NoteLine(one["word"], one["name"], one["colour"]) for one in said if one)
    return WeekNote(team.key, str(Week.of(ctx.known.today)), "health", ctx.known.me.key, ctx.known.now, lines)


def _indicator(ctx: Ctx) -> Kind:
    """`Team mood: yellow, tired` as name, colour and word; the signs between may be missing."""
    colours = {plain(word): colour for colour in COLOURS for word in (*ctx.words(f"colour_{colour}"), DOTS[colour])}
    either = "|".join(re.escape(word) for word in sorted(colours, key=len, reverse=True))
    said = re.compile(
        rf"\s*(?P<name>.*?[^\s:,])[\s:,]*(?<![a-z])(?P<colour>{either})(?![a-z])[\s:,]*(?P<word>.*)", re.IGNORECASE | re.DOTALL
    )

    def read(text: str) -> dict[str, str]:
        found = said.fullmatch(text.replace("：", ":").replace("，", ","))
        if found is None:
            raise Unclear("health.what")
        return {"name": found["name"][:40], "colour": colours[plain(found["colour"])], "word": found["word"].strip()[:100]}

    return Kind(read, max_length=200)


def _both(kind: Kind, typed: str) -> Mapping[str, Any] | None:
    """Two indicators in one go, one a line, or with a semicolon or a comma between."""
    parts = [part for part in re.split(r"[;；\n]+", typed) if part.strip()]
    if len(parts) == 1:
        parts = _by_commas(kind, typed)
    if len(parts) != INDICATORS:
        return None
    return {f"indicator.{n}": kind.reads(part) for n, part in enumerate(parts)}


def _by_commas(kind: Kind, typed: str) -> list[str]:
    """An indicator begins wherever a name and a colour stand together; words between commas go with the one before them."""
    found: list[str] = []
    for part in re.split("[,，、]+", typed):
        try:
            kind.reads(part)
        except Unclear:
            if not found:
                return []
            found[-1] += f", {part.strip()}"
        else:
            found.append(part)
    return found


def _indicator_text(ctx: Ctx, one: NoteLine) -> str:
    colour = ctx.t(f"health.{one.state}")
    return (
        ctx.t("health.said", name=one.mark, colour=colour)
        if not one.text
        else ctx.t("health.said_word", name=one.mark, colour=colour, word=one.text)
    )


HEALTH = FlowSpec("health", health, frozenset({"team"}), keys=("name",))
