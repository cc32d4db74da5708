"""Other wordings while the coach advises, where a model may be asked: the wish, what came of it, which of it the rules let through."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.conversation.flow import Change
from bot.conversation.message import Block, Text
from bot.conversation.talk import Answers
from bot.flows.known import Ctx
from bot.okr.coach import Finding

MOST = 3
WAITED = timedelta(minutes=1)  # a wish that nobody answered for so long can be made again
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Wish:
    """Other wordings of one text are wanted. `name` is what its answers begin with ("o1.kr2"), `at` tells this wish from any other."""

    name: str
    text: str
    code: str
    advice: str
    at: str

    @property
    def asked_at(self) -> str:
        """The question at which it was made."""
        return f"{self.name}.keep.{self.code}"


@dataclass(frozen=True, slots=True)
class Offered:
    """What stands beside a piece of advice: blocks, wordings to take with one tap, and the way to ask for others."""

    shows: tuple[Block, ...] = ()
    taps: tuple[Change, ...] = ()
    others: tuple[Change, ...] = ()


def wish_of(answers: Answers, at: str) -> Wish | None:
    """The wish of that moment."""
    named = ((name.removesuffix(".wish"), wish) for name, wish in answers.items() if name.endswith(".wish") and wish)
    return next((Wish(name, **wish) for name, wish in named if wish["at"] == at), None)


def is_granted(answers: Answers, wish: Wish) -> bool:
    """Whether it has an answer, be it that nothing came."""
    return (answers.get(f"{wish.name}.proposals") or {}).get("at") == wish.at


def granted(wish: Wish, texts: Sequence[str]) -> Mapping[str, Any]:
    """The answer to a wish; no texts: nothing came."""
    return {f"{wish.name}.proposals": {"at": wish.at, "texts": list(texts)}}


def offered(ctx: Ctx, name: str, text: str, finding: Finding, advice: str, passing: Callable[[Sequence[str]], tuple[str, ...]]) -> Offered:
    """Where no model may be asked, nothing but what came while one could be.

    `passing` are those of some texts that pass the rules better, the best first.
    """
    t, wish = ctx.t, ctx.answers.get(f"{name}.wish") or {}
    fresh = {"text": text, "code": finding.code, "advice": advice, "at": ctx.known.now.isoformat()}
    if (wish.get("text"), wish.get("code")) != (text, finding.code):
        return Offered(others=_others(ctx, name, fresh))
    came = ctx.answers.get(f"{name}.proposals") or {}
    if came.get("at") != wish["at"]:
        waits = ctx.known.now - datetime.fromisoformat(wish["at"]) < WAITED
        shows: tuple[Block, ...] = (Text(t("proposal.asking"), "quiet"),) if waits else ()
        return Offered(shows, others=_others(ctx, name, wish if waits else fresh, shown=not waits))
    better = passing(came["texts"])[:MOST]
    if not better:
        return Offered((Text(t("proposal.none"), "quiet"),), others=_others(ctx, name, fresh))
    lines = tuple(Text(t("proposal.line", n=n, text=one), "quote") for n, one in enumerate(better, 1))
    notes = [t("proposal.note"), *([t("proposal.guessed")] if any(_figures(one) - _figures(text) for one in better) else [])]
    shows = (Text(t("proposal.heading"), "strong"), *lines, Text("\n".join(notes), "quiet"))
    taps = tuple(_tap(ctx, name, text, n, one) for n, one in enumerate(better, 1))
    return Offered(shows, taps, _others(ctx, name, fresh, shown=False))


def _others(ctx: Ctx, name: str, wish: Mapping[str, Any], *, shown: bool = True) -> tuple[Change, ...]:
    """What is not shown can be said all the same, or it would be taken for the new text."""
    if not ctx.known.company.proposes:
        return ()
    label = ctx.t("proposal.button")
    return (Change(label, label, put={f"{name}.wish": wish}, words=ctx.words("other_wordings"), shown=shown),)


def _tap(ctx: Ctx, name: str, text: str, n: int, better: str) -> Change:
    """Whoever was picked for a name in the old words is still meant by it."""
    label = ctx.t("proposal.use", n=n)
    put: dict[str, Any] = {f"{name}.text": better}
    named = ctx.answers.get(f"{name}.people") or {}
    if named.get("text") == text:
        put[f"{name}.people"] = {**named, "text": better}
    return Change(label, label, put=put, words=ctx.words(f"proposal_{n}"), primary=True)


def _figures(text: str) -> set[str]:
    return set(_FIGURE.findall(unicodedata.normalize("NFKC", text)))
