"""Draws a stop of a flow as a message: what is shown, then one question with its choices, or a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.event import Ref
from bot.conversation.flow import Ask, End
from bot.conversation.form import Question
from bot.conversation.i18n import Speak
from bot.conversation.message import Block, Button, Buttons, Form, Message, Section, Text
from bot.conversation.talk import Answers

PICKED = ("date", "person")


def draw(
    ask: Ask, missing: tuple[Question, ...], t: Speak, ref: Ref, *, forms: bool, notice: str = "", old: Answers | None = None
) -> Message:
    """The message for the gap: the whole form where the platform has forms and several answers are open, else the first question.

    A day and a colleague are picked in a form of their own where there are forms; typing them is as good.
    """
    blocks: list[Block] = [Text(notice)] if notice else []
    blocks += ask.shows
    as_form = forms and len(missing) > 1
    first = missing[0]
    picked = forms and first.kind.drawn in PICKED
    before = first.words_of((old or {}).get(first.name))
    if as_form or picked:
        asked = missing if as_form else (replace(first, optional=False),)  # leaving it out is a button's to say
        blocks.append(Form(ask.title or ask.summary, sections(ask, asked, old or {}), ask.submit or t("talk.send")))
    else:
        blocks += question_blocks(ask, first, t, before or first.value)
    buttons = choices(ask, first, t, form=as_form)
    if not as_form and before:
        buttons += (Button(t("talk.as_was"), t("talk.as_was")),)
    if buttons:
        blocks.append(Buttons(buttons))
    summary = ask.summary or first.label
    return Message(summary, ask.title, ask.tone, tuple(blocks), ref, numbered=as_form or not first.kind.numeric, language=t.language)


def question_blocks(ask: Ask, question: Question, t: Speak, before: str) -> list[Block]:
    """The group's heading where the question belongs to one, the question, what it takes, what stood there before."""
    group = next((g for g in ask.groups if question.name in g.names), None)
    blocks: list[Block] = []
    if group:
        blocks.append(Text(group.heading, "strong"))
        if group.note and group.names[0] == question.name:
            blocks.append(Text(group.note, "quiet"))
    blocks.append(Text(question.label))
    if question.hint:
        blocks.append(Text(question.hint, "quiet"))
    if before:
        suggested = question.suggested and before == question.value
        blocks.append(Text(t("talk.suggested", text=before) if suggested else t("talk.so_far", text=before), "quiet"))
    return blocks


def sections(ask: Ask, missing: tuple[Question, ...], old: Answers) -> tuple[Section, ...]:
    """The fields of what is still open, by group, with what was said before; questions of no group come first."""
    fields = {q.name: q.field(said=old.get(q.name)) for q in missing}
    grouped = {name for g in ask.groups for name in g.names}
    loose = tuple(f for name, f in fields.items() if name not in grouped)
    found = (Section("", loose),) if loose else ()
    inside = ((g, tuple(fields[n] for n in g.names if n in fields)) for g in ask.groups)
    return found + tuple(Section(g.heading, shown, g.note) for g, shown in inside if shown)


def choices(ask: Ask, question: Question, t: Speak, *, form: bool) -> tuple[Button, ...]:
    """What may be pressed, each saying words that may be typed instead: the picks, changes of other answers, skip, other commands."""
    found = [Button(c.label, c.says, "primary") for c in ask.changes if c.primary and c.shown]
    if not form:
        found += [Button(o.label, o.label, "primary" if o.primary else "normal", o.spoken) for o in question.kind.options]
        if question.optional:
            found.append(Button(question.skip_label or t("talk.skip"), question.skip_label or t("talk.skip")))
    found += [Button(c.label, c.says) for c in ask.changes if not c.primary and c.shown]
    return (*found, *ask.links)


def closing(end: End, t: Speak, ref: Ref, notice: str = "") -> Message:
    """The message at a flow's end; nothing waits for a number any more."""
    blocks: tuple[Block, ...] = ((Text(notice),) if notice else ()) + end.shows
    return Message(end.summary, end.title, end.tone, blocks, ref, numbered=False, language=t.language)


def notice(t: Speak, sentence: str, ref: Ref | None = None, buttons: tuple[Button, ...] = (), *, numbered: bool = False) -> Message:
    """One sentence, with controls if there are any; `numbered` where a talk waits that knows what the numbers stand for."""
    blocks: tuple[Block, ...] = (Text(sentence), *((Buttons(buttons),) if buttons else ()))
    return Message(sentence, "", "neutral", blocks, ref, numbered=numbered, language=t.language)


def leaving(t: Speak, ref: Ref) -> Message:
    """Asks whether what there is so far shall be kept."""
    buttons = (
        Button(t("talk.keep_leave"), t("talk.keep_leave"), "primary"),
        Button(t("talk.discard"), t("talk.discard"), "danger"),
        Button(t("talk.go_on"), t("talk.go_on")),
    )
    return notice(t, t("talk.cancel"), ref, buttons, numbered=True)


def errors_text(errors: Mapping[str, str], questions: tuple[Question, ...]) -> str:
    """The errors of a form as lines, for platforms that cannot show them at the fields."""
    labels = {q.name: q.label for q in questions}
    return "\n".join(f"{labels.get(name, name)}: {why}" for name, why in errors.items())
