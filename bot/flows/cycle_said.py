"""A cycle changed in a sentence while its card waits: "at most 6 objectives, end date January 10" (docs/quarter.md)."""

from __future__ import annotations

import re
from typing import get_args

from bot.conversation.flow import Change
from bot.conversation.form import Question, plain
from bot.conversation.whole_words import stands
from bot.flows.cycle_parts import CHOICES, FIELDS, field_change
from bot.flows.known import Ctx
from bot.okr import reading
from bot.okr.model import Cycle

PARTS = re.compile(r"[,;，；、。]|\band\b|\n")


def said_of_cycle(ctx: Ctx, cycle: Cycle, typed: str) -> Change | None:
    """What a sentence sets, each part of it one field, or as a whole one rule; None when it is something else. Raises Unclear."""
    found = [_part(ctx, cycle, part) for part in PARTS.split(typed) if part.strip()]
    fields = [part for part in found if part]
    if len(fields) < len(found) and (rule := _part(ctx, cycle, typed)) and FIELDS[rule[0]] not in ("date", "count"):
        return Change("", "", put={f"set.{rule[0]}": rule[1]})
    if not fields or len(fields) < len(found):
        return None
    return Change("", "", put={f"set.{name}": value for name, value in fields})


def _part(ctx: Ctx, cycle: Cycle, said: str) -> tuple[str, str] | None:
    """The field whose words are in it, the longest of those that have a value beside."""
    text = plain(said)
    words = {(word, name) for name in FIELDS for word in map(plain, (ctx.t(f"cycles.field.{name}"), *ctx.words(f"cycle_{name}")))}
    for word, name in sorted((pair for pair in words if stands(pair[0], text)), key=lambda pair: (-len(pair[0]), *pair)):
        if value := _value(ctx, cycle, name, text, text.replace(word, " ", 1)):
            return name, value
    return None


def _value(ctx: Ctx, cycle: Cycle, name: str, text: str, rest: str) -> str | None:
    """What it is to be, as the question for it would read it; None where the words say nothing of the kind. Raises Unclear."""
    question = field_change(ctx, cycle, name)
    if FIELDS[name] == "date":
        said = [rest[span.start : span.end] for span in reading.find_dates(rest, ctx.known.today)]
        said = said or [ctx.known.today.isoformat()] * any(stands(word, rest) for word in ctx.words("from_now"))
    elif FIELDS[name] == "count":
        said = [f"{q.value:g}" for q in reading.find_numbers(rest)]
    else:
        said = _chosen(ctx, name, question, text, rest)
    return str(question.kind.reads(said[0])) if len(said) == 1 else None


def _chosen(ctx: Ctx, name: str, question: Question, text: str, rest: str) -> list[str]:
    """The rule that the words call by its label, or by the longest of its other words."""
    labelled = [option.value for option in question.kind.options if plain(option.label) in text]
    words = [(len(word), value) for value in get_args(CHOICES[FIELDS[name]]) for word in ctx.words(f"{name}_{value}") if stands(word, rest)]
    longest = max((length for length, _ in words), default=0)
    return labelled or list(dict.fromkeys(value for length, value in words if length == longest))
