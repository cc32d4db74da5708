"""A decision with the words that go along, on one line: 退回，理由是指标太虚; approve: nice work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.conversation.form import plain, squeezed
from bot.conversation.whole_words import stands
from bot.flows import line_comments
from bot.flows.known import Ctx
from bot.okr.model import Objective

_PARTS = re.compile(r"[,，.。!！;；~～、]+")
_SIGN = re.compile(r"\s*(?P<sign>[:：,，.。!！;；、]|\s[-–]\s|[—]+)\s*")
_COLON = ":："
_TRIM = " \t\n,，:：;；.。、-–—"
LONGEST = 2000


def read_decision(ctx: Ctx, objectives: tuple[Objective, ...], typed: str) -> Mapping[str, Any] | None:
    """The decision and its remark by the names of their answers; None where it is neither plainly, or asks, or has a condition."""
    return _returned(ctx, typed) or _agreed_with(ctx, objectives, typed) or _agreed(ctx, typed)


def _returned(ctx: Ctx, typed: str) -> Mapping[str, Any] | None:
    """`return: the target is too low`. Any word for it counts before a colon, only a plain one before other signs."""
    for head, sign, rest in _heads(typed, (*ctx.words("return"), *ctx.words("return_plainly"))):
        if sign in _COLON or plain(head) in {plain(word) for word in ctx.words("return_plainly")}:
            comment = _without_lead(ctx, rest)
            return {"decision": "return", "comment": comment[:LONGEST]} if comment else {"decision": "return"}
    return None


def _agreed_with(ctx: Ctx, objectives: tuple[Objective, ...], typed: str) -> Mapping[str, Any] | None:
    """`approve: nice work`: the words go to the owner, below their objective or the line that they name."""
    for _, sign, rest in _heads(typed, ctx.words("agree_plainly")):
        said = squeezed(rest).casefold()
        if not rest or said.endswith("?") or any(stands(word, said) for word in ctx.words("agree_but")):
            return None
        if _only(rest, _owners(ctx, objectives)) or (sign not in _COLON and _only(rest, ctx.words("agree"), ctx.words("kind_words"))):
            return {"decision": "agree"}
        remark = line_comments.read_comment(objectives, rest) or {f"comment.{objectives[0].id}": rest[:LONGEST]}
        return {"decision": "agree", **remark}
    return None


def _agreed(ctx: Ctx, typed: str) -> Mapping[str, Any] | None:
    """Agrees with a kind word: `great, agreed!`, 可以，同意."""
    said = {plain(part) for part in _PARTS.split(typed) if part.strip()}
    agreeing = {plain(word) for word in ctx.words("agree")}
    return {"decision": "agree"} if said & agreeing and _only(typed, ctx.words("agree"), ctx.words("kind_words")) else None


def _owners(ctx: Ctx, objectives: tuple[Objective, ...]) -> Iterator[str]:
    """Whose they are, as a decision may name them: that is no word to them."""
    for owner in {objective.owner for objective in objectives}:
        for called in (owner, ctx.known.name(owner)):
            yield from (called, f"@{called}")


def _only(typed: str, *words: Iterable[str]) -> bool:
    return {plain(part) for part in _PARTS.split(typed) if part.strip()} <= {plain(word) for some in words for word in some}


def _heads(typed: str, words: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The word that a line begins with, the sign behind it and the rest; a reason may follow without a sign in Chinese."""
    said = typed.strip()
    for word in sorted(words, key=len, reverse=True):
        head = re.match(r"\s?".join(map(re.escape, word.split())), said, re.IGNORECASE)
        if head is None:
            continue
        behind = said[head.end() :]
        sign = _SIGN.match(behind)
        if sign:
            yield head[0], sign["sign"].strip(), behind[sign.end() :].strip(_TRIM)
        elif not word.isascii() and behind[:1].isspace():
            yield head[0], " ", behind.strip(_TRIM)


def _without_lead(ctx: Ctx, rest: str) -> str:
    """The reason without 理由是, "because"."""
    for lead in sorted(ctx.words("reason_leads"), key=len, reverse=True):
        if rest.casefold().startswith(lead) and not (lead.isascii() and rest[len(lead) : len(lead) + 1].isalnum()):
            return rest[len(lead) :].strip(_TRIM)
    return rest
