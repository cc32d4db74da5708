"""Short answers to what beginners ask, at the moment at which they ask it."""

from __future__ import annotations

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows import examples
from bot.flows.known import Ctx, FlowSpec
from bot.flows.memo import MEMO, PROPOSE
from bot.flows.memo_decide import MEMO_DECIDE, MEMO_TOLD
from bot.flows.ready import READY, READY_RESULT

TOPICS = (
    *("okr", "objective", "key_result", "kpi", "task", "difference", "good_objective", "good_key_result", "how_many", "stretch"),
    *("confidence", "progress", "score", "pay", "weekly", "alignment", "unaligned", "sales", "unmeasurable", "done", "baseline"),
    *(
        "change",
        "visible",
        "agreeing",
        "missed",
        "retro",
        "daily_work",
        "sprint",
        "cascade",
        "helping",
        "coaching",
        "personal",
        "hand_over",
        "people",
    ),
)
FIRST = ("okr", "kpi", "task", "good_objective", "good_key_result", "stretch", "confidence", "pay")
RELATED = 3
SHOWN_BY_EXAMPLE = (
    "okr",
    "objective",
    "key_result",
    "difference",
    "good_objective",
    "good_key_result",
    "task",
    "unmeasurable",
    "stretch",
    "sales",
)


def why(ctx: Ctx) -> Flow:
    """One answer with what is near to it, or the questions to choose from."""
    yield from keep()
    t, topic = ctx.t, ctx.about.get("topic", "")
    if topic not in TOPICS:
        said = t("learning.unknown") if ctx.about.get("name") else t("learning.which")
        coach = (Button(t("learning.coach"), t("learning.coach_says")),) if ctx.about.get("name") else ()
        return End(
            (), said, t("learning.title"), shows=(Text(said), Buttons((*(_button(ctx, one) for one in FIRST), *coach))), in_place=False
        )
    title, answer = t(f"topic.{topic}.title"), t(f"topic.{topic}.text")
    at = TOPICS.index(topic)
    near = [TOPICS[(at + step) % len(TOPICS)] for step in range(1, RELATED + 1)]
    shows = (Text(answer), *_example(ctx, topic), Text(t("learning.related"), "quiet"), Buttons(tuple(_button(ctx, one) for one in near)))
    return End((), title, title, shows=shows, in_place=False)


def _example(ctx: Ctx, topic: str) -> tuple[Block, ...]:
    """One of the company's own, where the answer is easier seen than said."""
    kind = "aspirational" if topic == "stretch" else None
    blocks = examples.shown(ctx, 1, kind) if topic in SHOWN_BY_EXAMPLE else ()
    return (Text(ctx.t("example.company"), "strong"), *blocks) if blocks else ()


def _button(ctx: Ctx, topic: str) -> Button:
    title = ctx.t(f"topic.{topic}.title")
    return Button(title, ctx.t("learning.ask_says", words=title), spoken=title)


WHY = FlowSpec("why", why, frozenset({"examples"}), private=False)
LEARNING_FLOWS = (
    WHY,
    examples.EXAMPLES,
    examples.EXAMPLE,
    examples.UNEXAMPLE,
    examples.EXAMPLE_TOLD,
    MEMO,
    PROPOSE,
    MEMO_DECIDE,
    MEMO_TOLD,
    READY,
    READY_RESULT,
)
