"""A line of the draft changed in passing: "KR1 的截止改到 12 月 15 日" while something else is asked (docs/method.md 7)."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.flow import Change
from bot.conversation.message import Block, Text
from bot.flows.known import Ctx, edits
from bot.okr import reading
from bot.okr.reading import ReadChange

SHORT = 12
"""Characters before the day in “KR1 is due on”."""


def said_of_line(ctx: Ctx, typed: str, o: str) -> Change | None:
    """What a sentence changes in a key result of the objective `o` ("o1") that stands already; None when it is nothing of the kind."""
    said = reading.read_change(typed)
    text = ctx.answers.get(f"{o}.kr{said.number}.text") if said else None
    if said is None or text is None:
        return None
    name = f"{o}.kr{said.number}"
    new = _rewritten(ctx, text, said)
    return Change("", "", put={f"{name}.text": new}) if new else Change("", "", _under(ctx, name))


def said_briefly(ctx: Ctx, typed: str, o: str) -> Change | None:
    """The same where all stands and only a change can be meant: "KR1 due December 10", KR2 目标 45; only a day or a figure."""
    said = reading.read_change(typed, asked=True)
    name = f"{o}.kr{said.number}" if said else ""
    text = ctx.answers.get(f"{name}.text")
    if said is None or text is None or said.field == "text":
        return None
    if said.field is None:
        said = replace(said, field="due", value=_only_day(ctx, typed))
    new = _rewritten(ctx, text, said) if said.field == "due" or said.value[:1].isdigit() else None
    return Change("", "", put={f"{name}.text": new}) if new else None


def given_figure(ctx: Ctx, typed: str, o: str) -> Change | None:
    """Another figure to reach, or other words, said without their name: KR1 改成 3 小时, KR2 改成：投诉从 20 件降到 5 件."""
    said, value = reading.read_change(typed, asked=True), reading.only_value(typed)
    name = f"{o}.kr{said.number}" if said else ""
    text, told = ctx.answers.get(f"{name}.text"), reading.find_numbers(value)
    if text is not None and len(told) > 1 and not value[0].isdigit():
        return Change("", "", put={f"{name}.text": value})
    if text is None or len(told) != 1 or value[: told[0].start].strip() or value[told[0].end :].strip():
        return None
    units = {q.unit for q in reading.find_numbers(text)}
    new = reading.with_target(text, value, ctx.known.today) if told[0].unit in (None, *units) else None
    return Change("", "", put={f"{name}.text": new}) if new else None


def _only_day(ctx: Ctx, typed: str) -> str:
    """The day with which a short sentence ends that says nothing else; empty otherwise."""
    spans = reading.find_dates(typed, ctx.known.today)
    only = len(spans) == 1 and spans[0].start <= SHORT and len(typed.rstrip()) - spans[0].end <= 1  # 前, or a full stop
    return typed[spans[0].start : spans[0].end].strip() if only else ""


def said_last(ctx: Ctx) -> int | None:
    """The number of the key result whose text was said, or changed in passing, just now."""
    _, kr, field = (*next(reversed(tuple(ctx.answers)), "").split("."), "", "")[:3]
    return int(kr[2:]) if kr[:2] == "kr" and kr[2:].isdecimal() and field == "text" else None


def noted(ctx: Ctx, o: str, k: int) -> tuple[Block, ...]:
    """While the k-th key result is talked about: what became of one before it."""
    n = said_last(ctx)
    text = ctx.answers.get(f"{o}.kr{n}.text")
    return (Text(ctx.t("draft.understood", n=n, text=text), "strong"),) if n and text and n != k else ()


def edited_before(ctx: Ctx, o: str, k: int) -> tuple[Change, ...]:
    """While the k-th key result is asked for: those before it can be said anew ("edit kr1", 改一下第一条)."""
    given = (n for n in range(1, k) if ctx.answers.get(f"{o}.kr{n}.text") is not None)
    found = []
    for n in given:
        label = ctx.t("draft.edit", what=f"KR{n}")
        found.append(Change(label, label, _under(ctx, f"{o}.kr{n}"), words=edits(ctx, f"KR{n}"), shown=False))
    return tuple(found)


def _rewritten(ctx: Ctx, text: str, said: ReadChange) -> str | None:
    """The line with the change in it; None where it is better said anew."""
    match said.field:
        case "text" if said.value:
            return said.value
        case "due" if said.value and reading.find_dates(said.value, ctx.known.today):
            return _with_due(ctx, text, said.value)
        case "target" if said.value:
            return reading.with_target(text, said.value, ctx.known.today)
        case _:
            return None


def _with_due(ctx: Ctx, text: str, due: str) -> str:
    spans = reading.find_dates(text, ctx.known.today)
    if not spans:
        return ctx.t("draft.with_due", text=text.rstrip(" .。"), due=due)
    last = spans[-1]
    return text[: last.start] + due + text[last.end :]


def _under(ctx: Ctx, prefix: str) -> tuple[str, ...]:
    return tuple(name for name in ctx.answers if name.startswith(f"{prefix}."))
