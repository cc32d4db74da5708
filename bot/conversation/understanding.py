"""What a reply means where the conversation stands: a change, a line that holds several answers, an offer, or the answer itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from bot.conversation.flow import Ask, Asking, Change, Ended, Position
from bot.conversation.form import Unclear, plain
from bot.conversation.i18n import Speak
from bot.conversation.talk import Answers, Talk

Meant = tuple[tuple[str, ...], Mapping[str, Any]]
"""The names of answers that are dropped, and answers by name that are put."""


def understood(position: Asking, text: str, t: Speak) -> Meant:
    """What a text drops and puts. Raises Unclear."""
    ask, question = position.ask, position.missing[0]
    change = change_said(ask, text)
    if change:
        return change.drop, change.put or {}
    if ask.reads:
        read = ask.reads(text)
        if isinstance(read, Change):
            return read.drop, read.put or {}
        if read:
            return (), read
    if question.optional and plain(text) == plain(question.skip_label or t("talk.skip")):
        return (), {question.name: None}
    return (), {question.name: question.kind.reads(text)}


def answers_here(position: Position, text: str, *, finishes: bool) -> bool:
    """Whether words that steer elsewhere are an answer where one stands. `finishes`: they say that this was all, which no choice means."""
    if isinstance(position, Ended):
        return False
    if change_said(position.ask, text):
        return True
    question = position.missing[0]
    if finishes or not question.kind.options:
        return False
    try:
        question.kind.reads(text)
    except Unclear:
        return False
    return True


def corrected(position: Asking, rest: str, talk: Talk, run: Callable[[Answers], Position], t: Speak) -> Meant | None:
    """`correction: …` gives the last answer anew; None where there is none, or it fits several. Raises Unclear."""
    given = [name for name in (position.used[-1] if position.used else ()) if name in talk.answers]
    if not rest or not given:
        return None
    before = run({name: value for name, value in talk.answers.items() if name != given[-1]})
    if isinstance(before, Ended):
        return None
    drop, put = understood(before, rest, t)
    return ((*drop, given[-1]), put) if given[-1] in put else None


def still_open(position: Position) -> str:
    """What is asked first of several things, and of which, for whom says yes to them; "" where only one thing is asked."""
    if not isinstance(position, Asking) or len(position.ask.questions) < 2:
        return ""
    question = position.missing[0]
    groups = position.ask.groups if len(position.ask.groups) > 1 else ()
    heading = next((group.heading for group in groups if question.name in group.names), "")
    label = question.label.rstrip("?？")
    return f"{heading} · {label}" if heading else label


def change_said(ask: Ask, text: str) -> Change | None:
    """The change of this stop that these words mean."""
    said = plain(text)
    return next((c for c in ask.changes if said in (plain(c.says), plain(c.label)) or said in _plain_words(c.words)), None)


@lru_cache(maxsize=1024)
def _plain_words(words: tuple[str, ...]) -> frozenset[str]:
    """As they are compared; some changes can be said in a hundred ways, and are looked through at every reply."""
    return frozenset(map(plain, words))


def chosen(text: str, talk: Talk, position: Position, offered: Callable[[], tuple[str, ...]]) -> str:
    """The offer that a number stands for, or that a button drawn in another language was; anything else is what it is.

    `offered` are the offers as they would be drawn now.
    """
    number = plain(text)
    numeric = isinstance(position, Ended) or (not talk.pending and position.missing[0].kind.numeric)
    if number.isdecimal() and not numeric and 0 < int(number[:4]) <= len(talk.offers):
        text = talk.offers[int(number[:4]) - 1]
    drawn = [plain(offer) for offer in talk.offers]
    if plain(text) not in drawn:
        return text
    now = offered()
    return now[drawn.index(plain(text))] if len(now) == len(drawn) else text
