"""Objectives beyond the limit: named, kept with the draft out of the count, taken in as soon as there is room (docs/method.md 2)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.flow import Change
from bot.conversation.form import Unclear, plain
from bot.conversation.message import Block, Text
from bot.flows import draft_parts as parts
from bot.flows.draft_limits import limits, most_objectives
from bot.flows.known import Ctx, Known
from bot.flows.pasting import NAME, as_answers, read_paste
from bot.okr.model import Cycle, Objective

MARK = "p"  # what the last part of the id of a parked objective begins with


def waiting(ctx: Ctx) -> list[Mapping[str, Any]]:
    """What is parked: the text, and the texts of its key results."""
    return list(ctx.answers.get(NAME) or ())


def kept(ctx: Ctx, cycle: Cycle, count: int) -> tuple[Objective, ...]:
    """As it is stored: dropped objectives of the same cycle."""
    return tuple(_stored(ctx, cycle, count + n, one) for n, one in enumerate(waiting(ctx), start=1))


def _stored(ctx: Ctx, cycle: Cycle, n: int, one: Mapping[str, Any]) -> Objective:
    me, text = ctx.known.me, one["text"]
    name = f"{me.key}.{cycle.key}.{MARK}{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    parent = Objective(name, me.key, cycle.key, text, me.team, state="dropped", position=int(ctx.about.get("base", "0")) + n)
    krs = (parts.key_result(ctx, cycle, parent, k, said, me.key) for k, said in enumerate(one["key_results"], start=1))
    return replace(parent, key_results=tuple(krs))


def shown(ctx: Ctx) -> tuple[Block, ...]:
    """All of it by name."""
    texts = "\n".join(f"• {one['text']}" for one in waiting(ctx))
    return (Text(ctx.t("draft.parked_objectives", limit=most_objectives(ctx), texts=texts), "quiet"),) if texts else ()


def changes(ctx: Ctx, objectives: tuple[Objective, ...]) -> tuple[Change, ...]:
    """Takes a parked one in where there is room; takes one of several out, which parks it."""
    count, parked = len(objectives), waiting(ctx)
    found: list[Change] = []
    for at, one in enumerate(parked if count < most_objectives(ctx) else ()):
        label = ctx.t("draft.take_in", text=parts.shortened(one["text"]))
        rest = [*parked[:at], *parked[at + 1 :]]
        said = as_answers(count + 1, one["text"], one["key_results"], most=limits(ctx))
        found.append(Change(label, label, put={f"o{count}.next": "add", **said, NAME: rest}))
    found += [_remove(ctx, n, objectives) for n in range(1, count + 1) if count > 1]
    return tuple(found)


def _remove(ctx: Ctx, n: int, objectives: tuple[Objective, ...]) -> Change:
    """Those behind it move up."""
    count, gone = len(objectives), objectives[n - 1]
    old = {name: value for name, value in ctx.answers.items() if any(name.startswith(f"o{i}.") for i in range(n, count + 1))}
    moved = {
        f"o{int(name[1 : name.index('.')]) - 1}{name[name.index('.') :]}": value
        for name, value in old.items()
        if not name.startswith(f"o{n}.")
    }
    texts = [kr.text for kr in gone.key_results]
    put = {**moved, NAME: [*waiting(ctx), {"text": gone.text, "key_results": texts}]}
    says = ctx.t("draft.remove", what=f"O{n}")
    said = tuple(f"{verb}{gap}O{n}" for verb in ctx.words("remove") for gap in (" ", ""))
    return Change(says, says, (*old, f"o{count - 1}.next"), put, said, shown=False)


def read_more(ctx: Ctx, typed: str, count: int) -> Mapping[str, Any] | None:
    """Another objective pasted below the summary. Raises Unclear when one more is asked for and there is no room."""
    if count >= most_objectives(ctx) and plain(typed) in {plain(w) for w in (*ctx.words("add_objective"), ctx.t("draft.add_objective"))}:
        raise Unclear("draft.full", limit=most_objectives(ctx))
    pasted = read_paste(typed, f"o{count + 1}", parked=waiting(ctx), most=limits(ctx))
    if pasted is None or (f"o{count + 1}.text" not in pasted and NAME not in pasted):
        return None
    return {f"o{count}.next": "add", **pasted} if count < most_objectives(ctx) else pasted


def seed(known: Known, about: Mapping[str, str]) -> Mapping[str, Any]:
    """What was parked with the open drafts of this cycle and is not in them."""
    mine = [o for o in known.mine if o.owner == known.me.key and o.cycle == about.get("cycle")]
    live = {o.text for o in mine if o.state != "dropped"}
    over = [o for o in mine if o.state == "dropped" and o.id.rpartition(".")[2].startswith(MARK) and o.text not in live]
    if not over or not any(o.state in parts.OPEN for o in mine):
        return {}
    return {NAME: [{"text": o.text, "key_results": [kr.text for kr in o.key_results]} for o in over]}
