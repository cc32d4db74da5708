"""What is no line though a draft waits for one: the wish to write, that it is finished, where a figure stands, the objective anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.conversation.form import Kind, Question, Unclear, plain
from bot.flows import draft_parked
from bot.flows.draft_limits import limits, most_key_results
from bot.flows.known import Ctx
from bot.flows.pasting import read_paste
from bot.okr import reading
from bot.okr.model import Cycle

_CLAUSES = re.compile(r"[,，、;；.。!！\s]+")
_SHORTEST = 4  # characters of an objective that is said anew
_OF_KR = re.compile(r"\s*kr\s*\d{1,2}(?!\d)", re.IGNORECASE)


def no_objective(ctx: Ctx, typed: str, o: str) -> None:
    """Raises Unclear where what was typed is a key result, or says only that somebody wants to write."""
    if _OF_KR.match(typed) and not read_paste(typed, o):
        raise Unclear("draft.no_kr_yet", held=True)
    if _made_of(typed, ctx.words("wish_to_write")):
        raise Unclear("draft.only_a_wish", held=True)


def at_kind(ctx: Ctx, cycle: Cycle, typed: str, o: str, kinds: Kind) -> Mapping[str, Any] | None:
    """While the kind is asked: the objective or all of it said anew, or a key result already. Raises Unclear, with what can be said."""
    pasted = read_paste(typed, o, parked=draft_parked.waiting(ctx), most=limits(ctx))
    if pasted:
        return pasted
    if anew := _behind(typed, ctx.words("objective_anew")):
        return {f"{o}.text": anew}
    try:
        kinds.reads(typed)
    except Unclear:
        line = reading.read_key_result(typed, ctx.known.today, cycle.starts, cycle.ends)
        free = next((k for k in range(1, most_key_results(ctx) + 1) if f"{o}.kr{k}.text" not in ctx.answers), None)
        if free and line.baseline is not None and line.target is not None:
            return {f"{o}.kr{free}.text": typed.strip()}
        raise Unclear("draft.kind_first") from None
    return None


def finished(ctx: Ctx, typed: str) -> bool:
    """Whether it says that this was all, or that it is to be submitted, and nothing else: 可以了，提交, "done, submit it please"."""
    return _made_of(typed, (*ctx.words("enough"), *ctx.words("submit"), *ctx.words("courtesy_only")))


def no_choice(question: Question, typed: str) -> Mapping[str, Any] | None:
    """Where the whole draft is shown: words that choose nothing. Raises Unclear, with how a line is changed."""
    try:
        question.kind.reads(typed)
    except Unclear:
        raise Unclear("draft.say_what") from None
    return None


def stands_at(ctx: Ctx, cycle: Cycle, typed: str, o: str, k: int) -> Mapping[str, Any] | None:
    """Where the key result before the k-th stands today, said behind it: 现在是6%, "it's 9% now". None: it is something else."""
    name = f"{o}.kr{k - 1}.text"
    before = ctx.answers.get(name)
    if not before or len(reading.find_numbers(typed)) != 1 or not reading.is_plain_figure(typed):
        return None
    both = ctx.t("draft.with_baseline", text=before.rstrip(" .。"), now=typed.strip(" .。"))
    known, alone, told = (reading.read_key_result(text, ctx.known.today, cycle.starts, cycle.ends) for text in (before, typed, both))
    if alone.target is not None or known.baseline is not None or known.target is None:
        return None
    return {name: both} if told.baseline is not None and told.target == known.target else None


def _made_of(typed: str, words: tuple[str, ...]) -> bool:
    """Whether a text is nothing but these words, one after the other; a word of spaced letters stands for itself."""
    said = plain(typed)
    if not any(character.isalnum() for character in said):
        return False
    for word in sorted(map(plain, words), key=len, reverse=True):
        alone = r"(?<![a-z0-9'])%s(?![a-z0-9'])" if word.isascii() else "%s"
        said = re.sub(alone % re.escape(word), " ", said)
    return not _CLAUSES.sub("", said).strip("?？~～:：")


def _behind(typed: str, beginnings: tuple[str, ...]) -> str:
    """What follows one of these beginnings and a colon or comma; empty where nothing does."""
    head, mark, rest = re.sub("[：，,]", ":", typed, count=1).partition(":")
    meant = mark and plain(head) in {plain(word) for word in beginnings}
    return rest.strip() if meant and len(rest.strip()) >= _SHORTEST else ""
