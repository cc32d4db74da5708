"""The coach within drafting: one piece of advice at a time, always with "keep mine", never in the way (docs/method.md 4)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, Literal

from bot.coaching import phrase, rewrite
from bot.conversation.flow import Ask, Change, Keep, ask
from bot.conversation.form import Kind, Question, Unclear, words
from bot.conversation.message import Block, Text
from bot.flows import draft_lines, draft_said, examples
from bot.flows.draft_limits import limits, most_key_results
from bot.flows.known import Ctx
from bot.flows.pasting import NAME, read_paste
from bot.flows.proposals import offered
from bot.okr.coach import Finding, advise, split_metrics
from bot.okr.model import ObjectiveKind

What = Literal["objective", "key_result"]
LONGEST = 500


def codes(text: str, what: What, kind: ObjectiveKind | None, cycle: str, previous: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The codes of all advice on a text: what stays open when it is left as it is."""
    return tuple(finding.code for finding in advise(text, what, kind, cycle, previous))


def advised(
    ctx: Ctx, name: str, text: str, what: What, kind: ObjectiveKind | None, cycle: str, previous: tuple[str, ...] = ()
) -> Generator[Ask | Keep, Mapping[str, Any], None]:
    """Asks about each piece of advice in turn until it is kept as it is; other words typed are the new text, and are looked at anew.

    `previous` are texts of the cycle before. `name` is what the text's own answers begin with ("o1.kr2"). Hints, on which coaches differ,
    are not asked.
    """

    def open_advice(said: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in advise(said, what, kind, cycle, previous) if finding.severity == "advice")

    findings = open_advice(text)

    def passing(texts: Sequence[str]) -> tuple[str, ...]:
        """Those of which the coach says less than of the text, and nothing else; the best first."""
        faults = {finding.code for finding in findings}
        left = {one: {finding.code for finding in open_advice(one)} for one in texts if one != text}
        return tuple(sorted((one for one in left if left[one] < faults), key=lambda one: len(left[one])))

    for finding in findings:
        yield from _one(ctx, name, text, what, finding, passing)


def _one(
    ctx: Ctx, name: str, text: str, what: What, finding: Finding, passing: Callable[[Sequence[str]], tuple[str, ...]]
) -> Generator[Ask | Keep, Mapping[str, Any], None]:
    t = ctx.t
    o, _, number = name.partition(".kr")
    place = int(number) if number.isdecimal() else 0
    shows: list[Block] = [Text(text, "quote"), Text(phrase(finding, t))]
    if better := rewrite(finding, t):
        shows.append(Text(t("advice.like", text=better), "quiet"))
    other = offered(ctx, name, text, finding, phrase(finding, t), passing)
    keep_mine = Change(t("advice.keep"), t("advice.keep"), put={f"{name}.keep.{finding.code}": True}, words=ctx.words("keep_mine"))
    split = _split(ctx, name, text) if finding.code == "multiple_metrics" and what == "key_result" else ()

    def typed(said: str) -> Mapping[str, Any] | Change:
        if changed := draft_lines.said_of_line(ctx, said, o):
            return changed
        if draft_said.finished(ctx, said):
            raise Unclear("talk.nothing_to_choose", held=True)
        pasted = read_paste(said, o, place, list(ctx.answers.get(NAME) or ()), limits(ctx))
        return pasted or {f"{name}.text": _NEW.reads(said)}

    question = Question(f"{name}.keep.{finding.code}", t("advice.ask"), _NEW)
    yield from ask(
        question,
        title=t(f"advice.title.{what}"),
        summary=phrase(finding, t),
        shows=(*draft_lines.noted(ctx, o, place), *shows, *other.shows),
        changes=(*other.taps, *split, keep_mine, *other.others, *draft_lines.edited_before(ctx, o, (place or most_key_results(ctx)) + 1)),
        links=examples.link(ctx),
        reads=typed,
    )


_NEW: Kind = words(LONGEST)


def _split(ctx: Ctx, name: str, text: str) -> tuple[Change, ...]:
    """One tap makes two key results of it; those behind it move down, what has no room is parked."""
    halves = split_metrics(text)
    objective, _, kr = name.partition(".kr")
    if halves is None or not kr.isdecimal():
        return ()
    k, answers, most = int(kr), ctx.answers, most_key_results(ctx)
    behind = [answers[f"{objective}.kr{n}.text"] for n in range(k + 1, most + 1) if answers.get(f"{objective}.kr{n}.text")]
    texts = [*halves, *behind]
    room = most - k + 1
    put: dict[str, Any] = {f"{objective}.kr{n}.text": said for n, said in enumerate(texts[:room], start=k)}
    if texts[room:]:
        put[f"{objective}.parked"] = [*(answers.get(f"{objective}.parked") or []), *texts[room:]]
    label = ctx.t("advice.split")
    return (Change(label, label, put=put, words=ctx.words("split_in_two"), primary=True),)
