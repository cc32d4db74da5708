"""Flows made up by hypothesis, and what a person does in them: every mixture of questions, choices, forms and branches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from bot.conversation.flow import Ask, Change, End, Flow, Group, Keep
from bot.conversation.form import Kind, Pick, Question, Unclear, choice, words

TEXTS = ("first", "second try", "第三种说法", "４ hours", "no mean feat")
PICKS = (Pick("red", "Red one", ("r",)), Pick("blue", "蓝色", ("b",)), Pick("green", "Green", ("g",)))


@dataclass(frozen=True)
class Item:
    """One question: free text, a choice or a number; an optional one may be left out, `after` hangs on the first of its stop."""

    kind: str
    optional: bool = False
    after: bool = False
    only_in_form: bool = False


@dataclass(frozen=True)
class Stop:
    """A stop with its questions; `branch` is run when the first of them was answered "red" (or at all, where it is no choice)."""

    items: tuple[Item, ...]
    branch: tuple[Stop, ...] = ()
    redo: bool = False  # offers to take the first answer of the flow back


@dataclass(frozen=True)
class Script:
    """A made-up flow."""

    stops: tuple[Stop, ...]
    names: tuple[str, ...] = field(default=())

    def start(self) -> Callable[[], Flow]:
        return lambda: _run(self.stops)


def number(text: str) -> int:
    if not text.strip().isdecimal():
        raise Unclear("answer.choose")
    return int(text)


def kind_of(item: Item) -> Kind:
    match item.kind:
        case "text":
            return words(60)
        case "choice":
            return choice(*PICKS)
        case _:
            return Kind(number, numeric=True)


def typed(item_kind: str, value: Any) -> str:
    """An answer as it would be typed."""
    return {"red": "Red one", "blue": "蓝色", "green": "Green"}[value] if item_kind == "choice" else str(value)


def _run(stops: tuple[Stop, ...], prefix: str = "q") -> Flow:
    said = yield from _stops(stops, prefix)
    return End(tuple(said.items()), "done", "The end")


def _stops(stops: tuple[Stop, ...], prefix: str) -> Any:
    said: dict[str, Any] = {}
    for n, stop in enumerate(stops):
        here = f"{prefix}{n}"
        names = tuple(f"{here}.{i}.{item.kind}" for i, item in enumerate(stop.items))
        questions = tuple(
            Question(
                name,
                f"Question {name}?",
                kind_of(item),
                optional=item.optional,
                after=names[0] if item.after and i else "",
                only_in_form=item.only_in_form and item.optional and i > 0,
            )
            for i, (name, item) in enumerate(zip(names, stop.items, strict=True))
        )
        changes = (Change("Start over", "Start over", (next(iter(said)),)),) if stop.redo and said else ()
        answers = yield Ask(questions, "A title", groups=(Group("Together", names[1:]),) if names[1:] else (), changes=changes)
        said |= {name: answers[name] for name in names}
        yield Keep((dict(said),))
        first = answers[names[0]]
        if stop.branch and first is not None and (stop.items[0].kind != "choice" or first == "red"):
            said |= yield from _stops(stop.branch, f"{here}b")
    return said


items = st.builds(Item, st.sampled_from(["text", "choice", "number"]), st.booleans(), st.booleans(), st.booleans())
leaves = st.builds(Stop, st.lists(items, min_size=1, max_size=3).map(tuple), redo=st.booleans())
stops = st.builds(Stop, st.lists(items, min_size=1, max_size=3).map(tuple), st.lists(leaves, max_size=2).map(tuple), st.booleans())
scripts = st.builds(Script, st.lists(stops, min_size=1, max_size=4).map(tuple))

replies = st.one_of(
    st.sampled_from(TEXTS),
    st.sampled_from(["Red one", "蓝色", "g", "１", "2", "3", "7", "99", ""]),
    st.sampled_from(
        ["back", "上一步", "undo", "撤销", "skip", "跳过", "help", "later", "resume", "cancel", "Stay", "hi", "ok", "yes", "no"]
    ),
    st.sampled_from(["Start over", "Leave it as it was", "correction: fourth", "更正：green", "submit", "that's all", "🎉", "x" * 61]),
    st.just("restart"),
    st.just("<form>"),
)
