"""The company's own examples: shown where somebody wants to see how others write, marked by coach or HR (docs/method.md 12)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.draft_parts import shortened
from bot.flows.known import Ctx, FlowSpec
from bot.flows.naming import is_called, quoted
from bot.okr.access import LIVE
from bot.okr.deeds_learning import MarkExample
from bot.okr.exemplifying import fitting, may_mark, may_unmark
from bot.okr.model import Objective
from bot.wording import cycle_name

MOST_SHOWN, MOST_MARKED = 6, 3


def shown(ctx: Ctx, most: int, kind: str | None = None) -> tuple[Block, ...]:
    """The nearest examples as they are written, without any score; in a chat of several only what everybody may see."""
    found = [o for o in ctx.known.learning.examples if not ctx.about.get("room") or o.visibility == "company"]
    return tuple(block for one in fitting(found, ctx.known.me, kind)[:most] for block in _one(ctx, one))


def _one(ctx: Ctx, objective: Objective) -> Iterator[Block]:
    t = ctx.t
    kind = f" · {t(f'kind.short.{objective.kind}')}" if objective.kind else ""
    lines = [objective.text, *(f"• {kr.text}" for kr in objective.key_results if kr.state == "active")]
    yield Text(f"{ctx.known.name(objective.owner)} · {cycle_name(t, objective.cycle)}{kind}", "quiet")
    yield Text("\n".join(lines), "quote")


def link(ctx: Ctx) -> tuple[Button, ...]:
    """To the examples, where there are any for this person."""
    there = fitting(ctx.known.learning.examples, ctx.known.me)
    return (Button(ctx.t("example.see"), ctx.t("example.see_says")),) if there else ()


def examples(ctx: Ctx) -> Flow:
    """`/okr examples`: how colleagues write."""
    yield from keep()
    return _listed(ctx)


def _listed(ctx: Ctx) -> End:
    t = ctx.t
    blocks = shown(ctx, MOST_SHOWN)
    title = t("topic.good_key_result.title")
    draft, why = (
        Button(t("button.draft"), t("button.draft_says"), "primary"),
        Button(title, t("learning.ask_says", words=title), spoken=title),
    )
    sentence = t("example.intro") if blocks else t("example.none")
    return End(
        (),
        sentence,
        t("example.title"),
        shows=(Text(sentence, "quiet"), *(blocks or (Text(t("example.sample"), "quote"),)), Buttons((draft, why))),
        in_place=False,
    )


def example(ctx: Ctx) -> Flow:
    """`/okr example O1 of @somebody`: from now on others are shown it."""
    return (yield from _marked(ctx, shows=True))


def unexample(ctx: Ctx) -> Flow:
    """It is not shown any more; the owner may say so too."""
    return (yield from _marked(ctx, shows=False))


def _marked(ctx: Ctx, *, shows: bool) -> Flow:
    t, known = ctx.t, ctx.known
    if shows and known.subject is None and not ctx.about.get("objective"):
        yield from keep()
        return _listed(ctx)
    allowed = _allowed(ctx, shows=shows)
    found = [o for o in allowed if (o.id in known.learning.marked) is not shows]
    if not found:
        yield from keep()
        already = "example.already" if shows and allowed else "example.cannot" if shows else "example.cannot_take_back"
        return _ended(ctx, t(already))
    one = found[0]
    if len(found) > 1:
        picks = tuple(Pick(o.id, shortened(o.text)) for o in found)
        key = yield from ask(Question("which", t("example.ask_which"), choice(*picks)), title=t("example.title"), in_place=True)
        one = next(o for o in found if o.id == key)
    else:
        yield from keep()
    sentence = t("example.marked", name=known.name(one.owner)) if shows else t("example.taken_back")
    back = _take_back(ctx, t("example.take_back"), one)
    buttons = Buttons((*((back,) if shows else ()), Button(t("example.see"), t("example.see_says"))))
    return End((MarkExample(one.id, shows),), sentence, t("example.title"), "good", (Text(sentence), *_one(ctx, one), buttons))


def _allowed(ctx: Ctx, *, shows: bool) -> list[Objective]:
    """Of those pointed at, or the one with the number that was said, what this person may mark or take back."""
    known, may = ctx.known, may_mark if shows else may_unmark
    agreed = [o for o in known.others if o.state in LIVE]
    if words := ctx.about.get("words"):
        agreed = [o for o in agreed if is_called(words, o.text)]
    elif number := ctx.about.get("which"):
        agreed = agreed[int(number) - 1 : int(number)]
    return [o for o in agreed if may(known.me, o, known.org)]


def offers(ctx: Ctx, objectives: tuple[Objective, ...]) -> Iterator[Button]:
    """Where coach or HR see somebody's OKRs: a press makes an example of one, or takes it back."""
    known, t = ctx.known, ctx.t
    may = [o for o in objectives if may_mark(known.me, o, known.org)] if not ctx.about.get("room") else []
    for one in may[:MOST_MARKED]:
        marked = one.id in known.learning.marked
        key = "take_back" if marked else "mark"
        label = t(f"example.{key}_that", text=shortened(one.text, 24))
        yield Button(label, t(f"example.{key}_says", which=one.id), spoken=t(f"example.{key}_says", which=_called(ctx, one)))


def _take_back(ctx: Ctx, label: str, one: Objective) -> Button:
    says = "example.take_back_says"
    return Button(label, ctx.t(says, which=one.id), spoken=ctx.t(says, which=_called(ctx, one)))


def _called(ctx: Ctx, one: Objective) -> str:
    """Whose it is, and its words."""
    return f"@{ctx.known.name(one.owner)} {quoted(ctx.t, one.text)}"


def example_told(ctx: Ctx) -> Flow:
    """To the owner, in a kind word; they may say no."""
    yield from keep()
    t, known = ctx.t, ctx.known
    found = next((o for o in known.others if o.id == ctx.about["objective"] and o.owner == known.me.key), None)
    if found is None:
        return _ended(ctx, t("refused.gone"))
    shows = ctx.about["shown"] == "yes"
    sentence = t("example.told" if shows else "example.told_back", name=known.name(ctx.about["by"]))
    no = _take_back(ctx, t("example.rather_not"), found)
    buttons = Buttons((*((no,) if shows else ()), Button(t("button.home"), t("button.home_says"))))
    return End((), sentence, t("example.title"), "good" if shows else "neutral", (Text(sentence), Text(found.text, "quote"), buttons))


def _ended(ctx: Ctx, sentence: str) -> End:
    see = Button(ctx.t("example.see"), ctx.t("example.see_says"))
    home = Button(ctx.t("button.home"), ctx.t("button.home_says"))
    return End((), sentence, ctx.t("example.title"), shows=(Text(sentence), Buttons((see, home))))


EXAMPLES = FlowSpec("examples", examples, frozenset({"examples"}), private=False)
EXAMPLE = FlowSpec("example", example, frozenset({"examples", "marking"}))
UNEXAMPLE = FlowSpec("unexample", unexample, frozenset({"marking"}))
EXAMPLE_TOLD = FlowSpec("example_told", example_told, frozenset({"marking"}))
