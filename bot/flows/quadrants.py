"""The rest of the four quadrants: health of the team, this week's priorities, what others should prepare for (docs/method.md 9)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.conversation.flow import Ask, End, Flow, keep
from bot.conversation.form import Kind, Pick, Question, Unclear, choice, plain, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr.deeds_week import SaveNotes
from bot.okr.model import Team
from bot.okr.model_week import NoteKind, NoteLine, WeekNote
from bot.okr.weeks import Week
from bot.wording import week_name

MOST_PRIORITIES = 4
INDICATORS = 2
FRIDAY = 4
COLOURS = ("green", "yellow", "red")
DOTS = {"green": "🟢", "yellow": "🟡", "red": "🔴"}
TICKS = {"open": "☐", "done": "☑", "carried": "→", "dropped": "✗"}
SPLIT = re.compile(r"[\n;；]+|[,，、\s]+(?:and\s+)?(?=P[12]\b)", re.IGNORECASE)
MARK = re.compile(r"\s*(?:[-•*]\s*)?(?:(P[12])\s*[:：.]?\s*)?(.+?)\s*", re.IGNORECASE | re.DOTALL)


def planned_week(ctx: Ctx) -> Week:
    """From Friday on people plan the week to come."""
    today = ctx.known.today
    return Week.of(today).next() if today.weekday() >= FRIDAY else Week.of(today)


def note_of(ctx: Ctx, owner: str, kind: NoteKind, week: Week) -> WeekNote | None:
    return next((n for n in ctx.known.notes if (n.owner, n.kind, n.week) == (owner, kind, str(week))), None)


def priorities(ctx: Ctx) -> Flow:
    """Last week's are ticked, carried on or dropped; then three or four things for the week, and what comes in the next four."""
    t, week = ctx.t, planned_week(ctx)
    title = t("priorities.title")
    answers = yield Ask(planning(ctx), title, t("priorities.ask", week=week_name(t, week)), submit=t("priorities.submit"), in_place=True)
    notes = planned(ctx, answers)
    done = t("priorities.stored", week=week_name(t, week))
    shown = [Text("\n".join(line_of(one) for one in note.lines)) for note in notes if note.week == str(week) and note.lines]
    buttons = Buttons((Button(t("button.team"), t("button.team_says")), Button(t("weekly.button"), t("weekly.says"))))
    return End((SaveNotes(notes),), done, title, "good", (Text(done), *shown, buttons))


def _before(ctx: Ctx, week: Week) -> WeekNote | None:
    """My priorities of the last week that had any."""
    me = ctx.known.me.key
    return next((n for n in reversed(ctx.known.notes) if n.kind == "priorities" and n.owner == me and n.week < str(week)), None)


def planning(ctx: Ctx) -> tuple[Question, ...]:
    """What became of each open thing of before, what matters now, what others should prepare for."""
    t, me, week = ctx.t, ctx.known.me, planned_week(ctx)
    before = _before(ctx, week)
    states = choice(*(Pick(s, t(f"priorities.{s}"), ctx.words(f"priority_{s}")) for s in ("done", "carried", "dropped")))
    lines = enumerate(before.lines if before else ())
    asked = tuple(Question(f"last.{n}", f"{one.mark} {one.text}".strip(), states) for n, one in lines if one.state == "open")
    now, plans = note_of(ctx, me.key, "priorities", week), note_of(ctx, me.key, "plans", week)
    new = Question("new", t("priorities.ask", week=week_name(t, week)), _several(), t("priorities.hint"), _lines(now), optional=True)
    ahead = Question("plans", t("priorities.ask_plans"), words(1000, lines=True), t("priorities.hint_plans"), _lines(plans), optional=True)
    return (*asked, new, ahead)


def planned(ctx: Ctx, answers: Mapping[str, Any], *, partly: bool = False) -> tuple[WeekNote, ...]:
    """The notes that answers to `planning` come to; `partly`: what was left out stays as it was."""
    me, now, week = ctx.known.me.key, ctx.known.now, planned_week(ctx)
    before, notes = _before(ctx, week), []
    ticked = {int(name.partition(".")[2]): state for name, state in answers.items() if name.startswith("last.") and state}
    if before and ticked:
        lines = tuple(NoteLine(one.text, one.mark, ticked.get(n, one.state)) for n, one in enumerate(before.lines))
        notes.append(WeekNote(me, before.week, "priorities", me, before.at, lines))
    carried = [NoteLine(before.lines[n].text, before.lines[n].mark, "open") for n, state in ticked.items() if before and state == "carried"]
    stored = note_of(ctx, me, "priorities", week) if partly and not answers["new"] else None
    fresh = [NoteLine(text, mark, "open") for mark, text in answers["new"] or ()]
    if not partly or carried or fresh:
        lines = tuple({one.text: one for one in (*carried, *fresh, *(stored.lines if stored else ()))}.values())
        notes.append(WeekNote(me, str(week), "priorities", me, now, lines[:MOST_PRIORITIES]))
    if not partly or answers["plans"]:
        notes.append(WeekNote(me, str(week), "plans", me, now, (NoteLine(answers["plans"]),) if answers["plans"] else ()))
    return tuple(notes)


def _several() -> Kind:
    def read(text: str) -> list[list[str]]:
        found = [match for part in SPLIT.split(text) if part.strip() and (match := MARK.fullmatch(part))]
        if not found:
            raise Unclear("answer.no_words")
        if len(found) > MOST_PRIORITIES:
            raise Unclear("priorities.too_many", limit=MOST_PRIORITIES)
        return [[(match[1] or "P1").upper(), match[2][:300]] for match in found]

    return Kind(read, "lines", max_length=1500)


def _lines(note: WeekNote | None) -> str:
    return "\n".join(f"{one.mark} {one.text}".strip() for one in note.lines) if note else ""


def line_of(one: NoteLine) -> str:
    """`☐ P1 …`, `🟢 Mood …`, or just the words."""
    if one.state in DOTS:
        return f"{DOTS[one.state]} {one.mark} {one.text}".strip()
    tick = TICKS.get(one.state, "") if one.mark in ("P1", "P2") else ""
    return f"{tick} {one.mark} {one.text}".strip() if tick else one.text


def health(ctx: Ctx) -> Flow:
    """Two things to keep an eye on beside the OKRs, each green, yellow or red with a word; the lead's or a coach's to say."""
    t, team = ctx.t, ctx.known.team
    me = ctx.known.me
    if team is None or not (me.key in ctx.known.org.leads_of(team.key) or me.key == team.coach or "hr" in me.roles):
        yield from keep()
        sentence = t("health.not_yours", team=team.name) if team else t("team.none")
        return End((), sentence, shows=(Text(sentence),), in_place=False)
    title = t("health.title", team=team.name)
    answers = yield Ask(tending(ctx, team), title, t("health.ask", n=1), submit=t("priorities.submit"), in_place=True)
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
    """`Team mood: yellow, tired` as name, colour and word."""
    colours = {plain(word): colour for colour in COLOURS for word in (*ctx.words(f"colour_{colour}"), DOTS[colour])}

    def read(text: str) -> dict[str, str]:
        name, _, rest = text.replace("：", ":").partition(":")
        colour, _, word = rest.replace("，", ",").strip().partition(",")
        if not name.strip() or plain(colour) not in colours:
            raise Unclear("health.what")
        return {"name": name.strip()[:40], "colour": colours[plain(colour)], "word": word.strip()[:100]}

    return Kind(read, max_length=200)


def _indicator_text(ctx: Ctx, one: NoteLine) -> str:
    colour = ctx.t(f"health.{one.state}")
    return (
        ctx.t("health.said", name=one.mark, colour=colour)
        if not one.text
        else ctx.t("health.said_word", name=one.mark, colour=colour, word=one.text)
    )


def on_board(ctx: Ctx, week: Week) -> tuple[Block, ...]:
    """Health, priorities and plans of a team and its people, as far as they say any."""
    t, known = ctx.t, ctx.known
    blocks: list[Block] = []
    found = note_of(ctx, known.team.key, "health", week) if known.team else None
    if found and found.lines:
        blocks += [Text(t("board.health"), "strong"), Text("\n".join(line_of(one) for one in found.lines))]
    for kind in ("priorities", "plans"):
        said = [(p, note) for p in known.members if (note := _newest(ctx, p.key, kind, week)) and note.lines]
        if said:
            lines = [t("common.labelled", label=p.name, text=" · ".join(line_of(one) for one in note.lines)) for p, note in said]
            blocks += [Text(t(f"board.{kind}"), "strong"), Text("\n".join(lines))]
    return tuple(blocks)


def _newest(ctx: Ctx, owner: str, kind: NoteKind, week: Week) -> WeekNote | None:
    """For the week to come where it is planned already, else for this one."""
    ahead = note_of(ctx, owner, kind, week.next())
    return ahead if ahead and ahead.lines else note_of(ctx, owner, kind, week)


PRIORITIES = FlowSpec("priorities", priorities, frozenset({"week_notes"}))
HEALTH = FlowSpec("health", health, frozenset({"team"}), keys=("name",))
