"""How ready the company is for OKRs: four short parts of questions for HR, a text as result, what has changed (docs/method.md 12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.conversation.flow import Ask, End, Flow, keep
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr import readiness
from bot.okr.deeds_learning import JudgeReadiness
from bot.okr.model_learning import Readily, Readiness

ANSWERS: tuple[Readily, ...] = ("yes", "partly", "no")
MOST_FIRST, MOST_TIMES = 3, 6


def ready(ctx: Ctx) -> Flow:
    """A part at a time, at once where there are forms; what is answered waits until it is gone on with."""
    t, known = ctx.t, ctx.known
    if not readiness.may_judge(known.me):
        yield from keep()
        return _for_hr(ctx)
    before = next(iter(known.learning.readiness), None)
    answers: dict[str, Readily] = {}
    for n, group in enumerate(readiness.GROUPS, start=1):
        answers |= yield _part(ctx, n, group, before)
    shows = (*result(ctx, answers, before), _buttons(ctx))
    return End((JudgeReadiness(answers),), t(f"ready.verdict.{readiness.verdict(answers)}"), t("ready.title"), "good", shows)


def _part(ctx: Ctx, n: int, group: str, before: Readiness | None) -> Ask:
    t, names = ctx.t, readiness.GROUPS[group]
    kind = choice(*(Pick(one, t(f"ready.answer.{one}"), ctx.words(f"ready_{one}")) for one in ANSWERS))
    questions = tuple(Question(name, t(f"ready.ask.{name}"), kind, _last(ctx, name, before)) for name in names)
    intro: tuple[Block, ...] = ()
    if n == 1:
        intro = (Text(t("ready.intro", n=len(readiness.QUESTIONS))), *((_since(ctx, before),) if before else ()))
    part = Text(t("ready.part", n=n, of=len(readiness.GROUPS), name=t(f"ready.group.{group}")), "strong")
    return Ask(questions, t("ready.title"), t("ready.prompt"), shows=(*intro, part), submit=t("ready.next"), in_place=True)


def _since(ctx: Ctx, before: Readiness) -> Text:
    t = ctx.t
    n = len(readiness.having(before.answers, "yes"))
    return Text(t("ready.last_time", day=t.when(before.at), n=n, of=len(readiness.QUESTIONS)), "quiet")


def _last(ctx: Ctx, name: str, before: Readiness | None) -> str:
    """What was answered last time."""
    answer = before.answers.get(name) if before else None
    return ctx.t("ready.before", answer=ctx.t(f"ready.answer.{answer}")) if answer else ""


def result(ctx: Ctx, answers: Mapping[str, Readily], before: Readiness | None) -> tuple[Block, ...]:
    """The verdict, what to do first, what is there, what is still missing, what is other than last time."""
    t = ctx.t
    there, partly, missing = (readiness.having(answers, one) for one in ANSWERS)
    blocks: list[Block] = [Text(t(f"ready.verdict.{readiness.verdict(answers)}"), "strong")]
    blocks.append(Text(t("ready.count", there=len(there), partly=len(partly), missing=len(missing)), "quiet"))
    todo = (*missing, *partly)
    if todo:
        lines = "\n".join(f"{n}. {t(f'ready.do.{name}')}" for n, name in enumerate(todo[:MOST_FIRST], start=1))
        blocks += [Text(t("ready.first"), "strong"), Text(lines)]
    for label, names in (("missing", missing), ("partly", partly), ("there", there)):
        if names:
            blocks.append(Text(t(f"ready.list.{label}", names=_names(ctx, names))))
    return (*blocks, *(_moved(ctx, answers, before) if before else ()))


def _moved(ctx: Ctx, answers: Mapping[str, Readily], before: Readiness) -> Iterator[Block]:
    t, moved = ctx.t, readiness.moved(before.answers, answers)
    yield Text(t("ready.compared", day=t.when(before.at)), "strong")
    better, worse = (tuple(name for name, up in moved if up is wanted) for wanted in (True, False))
    lines = [t("ready.better", names=_names(ctx, better))] if better else []
    lines += [t("ready.worse", names=_names(ctx, worse))] if worse else []
    yield Text("\n".join(lines) or t("ready.same"))


def _names(ctx: Ctx, names: tuple[str, ...]) -> str:
    return ctx.t.list([ctx.t(f"ready.name.{name}") for name in names])


def ready_result(ctx: Ctx) -> Flow:
    """The last result, and how many were in place at each time before."""
    yield from keep()
    t, known = ctx.t, ctx.known
    if not readiness.may_judge(known.me):
        return _for_hr(ctx)
    times = known.learning.readiness
    if not times:
        begin = Buttons((Button(t("ready.begin"), t("ready.begin_says"), "primary"),))
        return End((), t("ready.never"), t("ready.title"), shows=(Text(t("ready.never")), begin), in_place=False)
    newest, before = times[0], times[1] if len(times) > 1 else None
    stamp = Text(t("ready.by", day=t.when(newest.at), name=known.name(newest.by)), "quiet")
    older = [t("ready.time", day=t.when(one.at), n=len(readiness.having(one.answers, "yes"))) for one in times[:MOST_TIMES]]
    history = (Text("\n".join(older), "quiet"),) if before else ()
    shows = (stamp, *result(ctx, newest.answers, before), *history, _buttons(ctx, again=True))
    return End((), t(f"ready.verdict.{readiness.verdict(newest.answers)}"), t("ready.title"), shows=shows, in_place=False)


def _buttons(ctx: Ctx, *, again: bool = False) -> Buttons:
    t = ctx.t
    result = Button(t("ready.begin"), t("ready.begin_says")) if again else Button(t("ready.result"), t("ready.result_says"))
    cycle = (Button(t("button.cycle"), t("button.cycle_says")),) if "hr" in ctx.known.me.roles else ()
    return Buttons((result, *cycle, Button(t("button.home"), t("button.home_says"))))


def _for_hr(ctx: Ctx) -> End:
    """To everybody else, kindly."""
    t = ctx.t
    title = t("topic.okr.title")
    buttons = Buttons((Button(title, t("learning.ask_says", words=title), spoken=title), Button(t("button.home"), t("button.home_says"))))
    return End((), t("refused.not_for_hr"), t("ready.title"), shows=(Text(t("refused.not_for_hr")), buttons), in_place=False)


READY = FlowSpec("ready", ready, frozenset({"readiness"}), keys=("again",))
READY_RESULT = FlowSpec("ready_result", ready_result, frozenset({"readiness"}))
