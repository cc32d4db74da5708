"""The rest of the four quadrants: health of the team, this week's priorities, what others should prepare for (docs/method.md 9)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sized
from functools import partial
from typing import Any

from bot.conversation.flow import Ask, End, Flow, keep
from bot.conversation.form import Kind, Pick, Question, Unclear, choice, plain, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr.deeds_week import SaveNotes
from bot.okr.model_week import NoteKind, NoteLine, WeekNote
from bot.okr.weeks import Week
from bot.wording import week_name

MOST_PRIORITIES = 4
AT_ONCE = "at_once"
"""The answer by which it is known that a list was typed right away: it is stored, whatever is asked besides."""
FRIDAY = 4
DOTS = {"green": "🟢", "yellow": "🟡", "red": "🔴"}
TICKS = {"open": "☐", "done": "☑", "carried": "→", "dropped": "✗"}
SPLIT = re.compile(r"[\n;；]+|(?<![,，、\s])[,，、\s]++(?:and\s+)?(?=P[12]\b)", re.IGNORECASE)
LISTED = re.compile(r"\s*(?:[-•*]\s*)?P[12]\b", re.IGNORECASE)
COMMAS = re.compile(r"[,，、]")
SHORT = 30  # characters
MARK = re.compile(r"\s*(?:[-•*]\s*)?(?:(P[12])\s*[:：.]?\s*)?(.*\S)\s*", re.IGNORECASE | re.DOTALL)


def planned_week(ctx: Ctx) -> Week:
    """From Friday on people plan the week to come."""
    today = ctx.known.today
    return Week.of(today).next() if today.weekday() >= FRIDAY else Week.of(today)


def note_of(ctx: Ctx, owner: str, kind: NoteKind, week: Week) -> WeekNote | None:
    return next((n for n in ctx.known.notes if (n.owner, n.kind, n.week) == (owner, kind, str(week))), None)


def priorities(ctx: Ctx) -> Flow:
    """What is open is ticked, carried on or dropped; then three or four things for the week, and what comes in the next four."""
    t, week = ctx.t, planned_week(ctx)
    title = t("priorities.title")
    label = t("priorities.ask", week=week_name(t, week))
    questions = planning(ctx)
    listed = partial(_listed, {q.name: None for q in questions if q.name.startswith("this.")})
    done = t("priorities.stored", week=week_name(t, week))
    so_far: tuple[Block, ...] = ()
    if ctx.answers.get(AT_ONCE):
        said = planned(ctx, {**ctx.answers, "plans": None})
        yield from keep(*((SaveNotes(said),) if said else ()))
        so_far = (Text("\n".join(line_of(one) for one in _of_week(ctx, ctx.answers)[:MOST_PRIORITIES])),)
    shows = (Text(done), *so_far) if so_far else ()
    given = yield Ask(questions, title, label, submit=t("priorities.submit"), shows=shows, in_place=True, reads=listed)
    answers = {**ctx.answers, **given} if so_far else given
    notes = planned(ctx, answers)
    new = (note for note in notes if note.week == str(week) and note.lines and not (so_far and note.kind == "priorities"))
    shown = [*so_far, *(Text("\n".join(line_of(one) for one in note.lines)) for note in new)]
    buttons = Buttons((Button(t("button.team"), t("button.team_says")), Button(t("weekly.button"), t("weekly.says"))))
    return End(
        (SaveNotes(notes),) if notes else (),
        done,
        title,
        "good",
        (Text(done), *shown, *_without_room(ctx, answers, notes or so_far), buttons),
    )


def _before(ctx: Ctx, week: Week) -> WeekNote | None:
    """My priorities of the last week that had any."""
    me = ctx.known.me.key
    return next((n for n in reversed(ctx.known.notes) if n.kind == "priorities" and n.owner == me and n.week < str(week)), None)


def planning(ctx: Ctx) -> tuple[Question, ...]:
    """What became of each open thing of before and of this week, what matters now, what others should prepare for."""
    t, me, week = ctx.t, ctx.known.me, planned_week(ctx)
    now, plans = note_of(ctx, me.key, "priorities", week), note_of(ctx, me.key, "plans", week)
    open_now = () if ctx.answers.get(AT_ONCE) else _ticks(ctx, "this", now, "still")
    asked = (*_ticks(ctx, "last", _before(ctx, week), "carried"), *open_now)
    new = Question("new", t("priorities.ask", week=week_name(t, week)), _several(), t("priorities.hint"), _lines(now), optional=True)
    ahead = Question("plans", t("priorities.ask_plans"), _plans(ctx), t("priorities.hint_plans"), _lines(plans), optional=True)
    return (*asked, new, ahead)


def _ticks(ctx: Ctx, part: str, note: WeekNote | None, undone: str) -> tuple[Question, ...]:
    """One question for each thing that is open; of this week it may also be left as it is."""
    states = choice(*(Pick(s, ctx.t(f"priorities.{s}"), ctx.words(f"priority_{s}")) for s in ("done", undone, "dropped")))
    lines = enumerate(note.lines if note else ())
    return tuple(
        Question(f"{part}.{n}", f"{one.mark} {one.text}".strip(), states, optional=part == "this")
        for n, one in lines
        if one.state == "open"
    )


def _ticked(answers: Mapping[str, Any], part: str) -> dict[int, str]:
    return {int(name.partition(".")[2]): state for name, state in answers.items() if name.startswith(f"{part}.") and state}


def planned(ctx: Ctx, answers: Mapping[str, Any]) -> tuple[WeekNote, ...]:
    """The notes that answers to `planning` come to; what was left out stays as it was."""
    me, now, week = ctx.known.me.key, ctx.known.now, planned_week(ctx)
    before, stored, notes = _before(ctx, week), note_of(ctx, me, "priorities", week), []
    ticked = _ticked(answers, "last")
    if before and ticked:
        lines = tuple(NoteLine(one.text, one.mark, ticked.get(n, one.state)) for n, one in enumerate(before.lines))
        notes.append(WeekNote(me, before.week, "priorities", me, before.at, lines))
    found = _of_week(ctx, answers)
    if found[:MOST_PRIORITIES] != (stored.lines if stored else ()):
        notes.append(WeekNote(me, str(week), "priorities", me, now, found[:MOST_PRIORITIES]))
    if answers["plans"] is not None:
        notes.append(WeekNote(me, str(week), "plans", me, now, (NoteLine(answers["plans"]),) if answers["plans"] else ()))
    return tuple(notes)


def _of_week(ctx: Ctx, answers: Mapping[str, Any]) -> tuple[NoteLine, ...]:
    """The things of the week, P1 first: as they are ticked, carried on and said; a new list takes the place of what is open."""
    week = planned_week(ctx)
    before, stored = _before(ctx, week), note_of(ctx, ctx.known.me.key, "priorities", week)
    ticked = {n: "open" if state == "still" else state for n, state in _ticked(answers, "this").items()}
    fresh = {text: NoteLine(text, mark, "open") for mark, text in answers["new"] or ()}
    there = [NoteLine(one.text, one.mark, ticked.get(n, one.state)) for n, one in enumerate(stored.lines if stored else ())]
    kept = {one.text: one for one in there if not fresh or one.state != "open"}
    carried = [before.lines[n] for n, state in _ticked(answers, "last").items() if before and state == "carried"]
    lines = {**{one.text: NoteLine(one.text, one.mark, "open") for one in carried}, **fresh, **kept}
    return tuple(sorted(lines.values(), key=lambda one: (one.state == "dropped", one.mark)))


def _without_room(ctx: Ctx, answers: Mapping[str, Any], stored: Sized) -> tuple[Text, ...]:
    """Three or four are enough: what is beyond is named, so that nobody thinks it was taken down."""
    left = [line_of(one) for one in _of_week(ctx, answers)[MOST_PRIORITIES:] if one.state == "open"]
    return (Text(ctx.t("priorities.without_room", limit=MOST_PRIORITIES, texts=ctx.t.list(left)), "quiet"),) if left and stored else ()


def _listed(besides: Mapping[str, None], typed: str) -> Mapping[str, Any] | None:
    """A list that begins with P1 or P2 is what matters now, whatever is being asked; then nothing of this week is to be ticked."""
    return {**besides, "new": _several().reads(typed), AT_ONCE: True} if LISTED.match(typed) else None


def _plans(ctx: Ctx) -> Kind:
    """Words; "nothing" takes back what stood there."""
    free = words(1000, lines=True)
    named = re.compile(rf"\s*(?:{'|'.join(map(re.escape, ctx.words('plans_named')))})\s*[:：]\s*", re.IGNORECASE)

    def read(text: str) -> Any:
        said = named.sub("", text, count=1) if named.match(text) else text
        return "" if plain(said) in {plain(w) for w in ctx.words("no_plans")} else free.reads(said)

    return Kind(read, free.drawn, max_length=1000)


def _parts(text: str) -> list[str]:
    """One thing a line or between semicolons; where there are neither nor marks, a few short things between commas."""
    parts = [part for part in SPLIT.split(text) if part.strip()]
    short = [part for part in COMMAS.split(text) if part.strip()] if len(parts) == 1 and not LISTED.match(text) else []
    return short if 1 < len(short) <= MOST_PRIORITIES and all(len(part) <= SHORT for part in short) else parts


def _several() -> Kind:
    def read(text: str) -> list[list[str]]:
        found = [match for part in _parts(text) if part.strip() and (match := MARK.fullmatch(part))]
        if not found:
            raise Unclear("answer.no_words")
        if len(found) > MOST_PRIORITIES:
            raise Unclear("priorities.too_many", limit=MOST_PRIORITIES)
        return [[(match[1] or "P1").upper(), match[2][:300]] for match in found]

    return Kind(read, "lines", max_length=1500)


def _lines(note: WeekNote | None) -> str:
    """What of it is still open, as it would be typed."""
    return "\n".join(f"{one.mark} {one.text}".strip() for one in note.lines if one.state in ("open", "")) if note else ""


def line_of(one: NoteLine) -> str:
    """`☐ P1 …`, `🟢 Mood …`, or just the words."""
    if one.state in DOTS:
        return f"{DOTS[one.state]} {one.mark} {one.text}".strip()
    tick = TICKS.get(one.state, "") if one.mark in ("P1", "P2") else ""
    return f"{tick} {one.mark} {one.text}".strip() if tick else one.text


def health_of(ctx: Ctx, week: Week) -> WeekNote | None:
    """What is said of the team's health; until it is said anew, what was said the week before."""
    team = ctx.known.team
    said = (note_of(ctx, team.key, "health", one) for one in (week, week.previous())) if team else ()
    return next((note for note in said if note and note.lines), None)


def on_board(ctx: Ctx, week: Week) -> tuple[Block, ...]:
    """Health, priorities and plans of a team and its people, as far as they say any."""
    t, known = ctx.t, ctx.known
    blocks: list[Block] = []
    if found := health_of(ctx, week):
        title = t("board.health" if found.week == str(week) else "board.health_before")
        blocks += [Text(title, "strong"), Text("\n".join(line_of(one) for one in found.lines))]
    for kind in ("priorities", "plans"):
        said = [(p, note) for p in known.members if (note := newest(ctx, p.key, kind, week)) and note.lines]
        if said:
            lines = [t("common.labelled", label=p.name, text=" · ".join(line_of(one) for one in note.lines)) for p, note in said]
            blocks += [Text(t(f"board.{kind}"), "strong"), Text("\n".join(lines))]
    return tuple(blocks)


def newest(ctx: Ctx, owner: str, kind: NoteKind, week: Week) -> WeekNote | None:
    """For the week to come where it is planned already, else for this one."""
    ahead = note_of(ctx, owner, kind, week.next())
    return ahead if ahead and ahead.lines else note_of(ctx, owner, kind, week)


PRIORITIES = FlowSpec("priorities", priorities, frozenset({"week_notes"}))
