"""A check-in typed in one go, "KR1 40%, confidence 6; rest same": the answers that it gives, key result by key result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation.form import Partly, Unclear
from bot.flows.checkin_parts import SAME, Item, figures
from bot.flows.known import Ctx
from bot.okr import reading
from bot.okr.reading import ReportLine

SHORT = 20
"""Characters: what is no longer and names a confidence is about nothing else."""


def read_line(ctx: Ctx, items: tuple[Item, ...], typed: str, *, labelled: bool = False) -> Mapping[str, Any] | None:
    """Answers by name, or None when the text is no report. What it does not name is left out, unless the rest is said to be the same.

    `labelled`: only a text that names key results counts (on the confirmation, where a bare number means nothing).
    Raises Unclear when a figure with words fits several key results, and Partly, with all the rest, where a key result is named that is
    not there, a figure is a range or fits nothing, or a confidence is none.
    """
    report = reading.read_report(typed, len(items), names_known(ctx), measures(items))
    if report is None and len(typed) <= SHORT and reading.confidence_out_of_scale(typed):
        raise Unclear("checkin.what_confidence")
    asked_back(items, typed, report, labelled=labelled)
    if report is None or (labelled and not report.named):
        return None
    answers, open_yet = _told(ctx, items, report, labelled=labelled)
    if open_yet:
        unclear, drop = open_yet[0][0], tuple(name for _, names in open_yet for name in names)
        raise Partly(unclear, answers, drop)
    return answers


Open = tuple[Unclear, tuple[str, ...]]
"""Why something that was said cannot be taken, and the answers that are to be given anew for it."""


def _told(ctx: Ctx, items: tuple[Item, ...], report: reading.Report, *, labelled: bool) -> tuple[dict[str, Any], list[Open]]:
    """What a report answers, and what of it is to be asked back."""
    by_number = {item.number: item for item in items}
    lines = {line.number: line for line in report.lines}
    missing = next((n for n in lines if n not in by_number), None)
    open_yet: list[Open] = [] if missing is None else [(Unclear("checkin.no_such_kr", n=missing, count=len(items)), ())]
    answers: dict[str, Any] = {"last_week": True} if report.last_week else {}
    told = {item.number for item in items if labelled and ctx.answers.get(f"{item.name}.now")}
    kept = told if len(told) < len(items) else set()  # "the rest is the same" leaves what was said before it
    for number, item in by_number.items():
        if number in lines:
            said, unclear = _said(ctx, item, lines[number], alone=len(items) == 1)
            answers |= said
            open_yet += unclear
        elif number in report.unknown:
            answers |= item.left_out()
        elif report.rest_same:
            answers |= {} if number in kept else item.unchanged()
        elif not labelled and lines.keys() & by_number.keys():
            answers |= item.left_out()
    return answers, open_yet


def read_more(ctx: Ctx, items: tuple[Item, ...], typed: str) -> Mapping[str, Any] | None:
    """Help asked of somebody (@), or a confidence, without a key result's number: for the one that is being filled in."""
    told = [item for item in items if ctx.answers.get(f"{item.name}.now")]
    at = next((item for item in told if f"{item.name}.confidence" not in ctx.answers), told[-1] if told else None)
    report = reading.read_report(f"KR1 {typed}", 1, names_known(ctx)) if at else None
    if at is None or report is None or len(report.lines) != 1:
        return None
    line = report.lines[0]
    if "@" in typed and line.help:
        return {f"{at.name}.help": [*(ctx.answers.get(f"{at.name}.help") or []), *(list(one) for one in line.help)]}
    if len(told) == 1 and line.confidence is not None and not line.progress and not reading.confidence_out_of_scale(typed):
        return {f"{at.name}.confidence": line.confidence}
    return None


def asked_back(items: tuple[Item, ...], typed: str, report: reading.Report | None, *, labelled: bool) -> None:
    """Raises Unclear where it cannot be told which key result words are about, rather than guess."""
    if report is None and not labelled and len(items) > 1 and not reading.is_plain_figure(typed):
        raise Unclear("checkin.which_kr", text=typed.strip()[:60])
    if report is not None and report.unclear is not None:
        raise Unclear("checkin.which_kr", text=report.unclear[:60])


def measures(items: tuple[Item, ...]) -> tuple[reading.Measure, ...]:
    """What the key results can be called."""
    return tuple(reading.Measure(item.kr.text, item.kr.unit) for item in items)


def names_known(ctx: Ctx) -> tuple[str, ...]:
    """What those who are named in the conversation may be called: as typed, and in full."""
    return tuple({name for typed, people in ctx.known.named.items() for name in (typed, *(p.name for p in people))})


def _said(ctx: Ctx, item: Item, line: ReportLine, *, alone: bool) -> tuple[Mapping[str, Any], list[Open]]:
    """What a line says of a key result; what it leaves open stays as this conversation has it so far, else as it was.

    And what it says that cannot be taken: that is to be asked, everything beside it stays.
    """
    name, stored, before = item.name, item.stored, ctx.answers
    open_yet: list[Open] = []
    answers: dict[str, Any] = {}
    try:
        figure = _figures(item, line.progress, alone=alone) if line.progress and not line.no_change else None
        answers[f"{name}.now"] = figure or (SAME if line.no_change else before.get(f"{name}.now") or SAME)
    except Unclear as unclear:
        open_yet.append((unclear, (f"{name}.now",)))
    confidence = _confidence(item, line)
    confidence = confidence if confidence is not None else before.get(f"{name}.confidence")
    if line.unsure and line.confidence is None:
        key = "checkin.what_confidence" if alone else "checkin.what_confidence_of"
        open_yet.append((Unclear(key, n=item.number, text=line.unsure[:60]), (f"{name}.confidence",)))
    elif confidence is not None or item.kr.confidence is not None:
        answers[f"{name}.confidence"] = confidence
    said = _better_because(item, line, answers)
    for part in ("next", "blocker", "note"):
        answers[f"{name}.{part}"] = said[part] or before.get(f"{name}.{part}") or (getattr(stored, part) if stored else None)
    if line.help:
        answers[f"{name}.help"] = [list(asked) for asked in line.help]
    return answers, open_yet


def _figures(item: Item, text: str, *, alone: bool) -> Mapping[str, Any]:
    """The same, and where it cannot be told, with the number to begin the answer with. Raises Unclear."""
    try:
        return figures(item.kr, text)
    except Unclear as unclear:
        if alone or unclear.key not in ("checkin.one_figure", "checkin.what_number"):
            raise
        raise Unclear(f"{unclear.key}_of", n=item.number, text=unclear.args_["text"]) from unclear


def _confidence(item: Item, line: ReportLine) -> int | None:
    """As said, or so much more or less than it was."""
    before = item.kr.confidence
    if line.confidence is not None or line.confidence_step is None or before is None:
        return line.confidence
    return min(10, max(1, before + line.confidence_step))


def _better_because(item: Item, line: ReportLine, answers: Mapping[str, Any]) -> Mapping[str, str | None]:
    """The words of a line; why something got better hinders nobody and is a note."""
    said = {part: getattr(line, part) for part in ("next", "blocker", "note")}
    now, before, kr = answers.get(f"{item.name}.now", SAME), answers.get(f"{item.name}.confidence"), item.kr
    rose = None not in (now.get("progress"), kr.progress) and now["progress"] > (kr.progress or 0.0)
    surer = before is not None and kr.confidence is not None and before > kr.confidence
    if not line.only_cause or not (rose or surer):
        return said
    return {**said, "blocker": None, "note": reading.joined_words(part for part in (line.note, line.blocker) if part)}
