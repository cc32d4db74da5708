"""The cycle before, beside the draft: an objective may go on, key results are written anew (docs/method.md 10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.conversation.flow import Change
from bot.conversation.form import Unclear, squeezed
from bot.conversation.message import Block, Text
from bot.conversation.whole_words import stands
from bot.flows.known import Ctx
from bot.okr.cycles import kind_of
from bot.okr.model import Cycle, KeyResult, Objective
from bot.wording import cycle_name, standing

LABEL, MOST_TAKEN = 64, 5
COUNTED = 4  # that can be called by their place: "the first one"
LONGEST = 60  # characters in which it is said that an objective goes on


def before(ctx: Ctx, cycle: Cycle) -> tuple[Objective, ...]:
    """My objectives of the cycle before this one, of the same kind."""
    return tuple(o for o in ctx.known.ending.before if o.cycle != cycle.key and kind_of(o.cycle) == cycle.kind)


def texts(ctx: Ctx, cycle: Cycle) -> tuple[str, ...]:
    """What my key results said then: no sentence moves on as it was."""
    return tuple(kr.text for o in before(ctx, cycle) for kr in o.key_results if kr.state == "active")


def offers(ctx: Ctx, cycle: Cycle, n: int) -> tuple[Change, ...]:
    """One press takes an objective of then; those that were let go, or are taken, are not offered."""
    taken = {ctx.answers.get(f"o{i}.from") for i in range(1, n)}
    said = {ctx.answers.get(f"o{i}.text") for i in range(1, n)}
    old = (_offer(ctx, o, n) for o in before(ctx, cycle) if o.id not in taken and o.text not in said and not _let_go(o))
    fresh = (one.text for one in ctx.known.learning.lists.get(cycle.key, ()) if one.text not in said)
    found = (*old, *(_take(ctx, text, n) for text in list(fresh)[:MOST_TAKEN]))
    return tuple(replace(one, words=ctx.words(f"nth_{place}")) for place, one in enumerate(found[:COUNTED], 1)) + found[COUNTED:]


def _take(ctx: Ctx, text: str, n: int) -> Change:
    """One press makes an objective of what the team has accepted for its memo."""
    label = ctx.t("memo.take", text=text if len(text) <= LABEL else f"{text[: LABEL - 1]}…")
    return Change(label, label, put={f"o{n}.text": text})


def _offer(ctx: Ctx, objective: Objective, n: int) -> Change:
    text = objective.text if len(objective.text) <= LABEL else f"{objective.text[: LABEL - 1]}…"
    label = ctx.t("next.go_on", text=text)
    return Change(label, label, put={f"o{n}.text": objective.text, f"o{n}.from": objective.id})


def carried(ctx: Ctx, cycle: Cycle, n: int, typed: str) -> Change | None:
    """The one objective there is goes on, where somebody says so: carry over last quarter's. Raises Unclear of several, or none."""
    said = squeezed(typed).casefold()
    if len(said) > LONGEST or not all(any(stands(word, said) for word in ctx.words(key)) for key in ("carry_over", "cycle_before")):
        return None
    there = offers(ctx, cycle, n)
    if len(there) == 1:
        return there[0]
    raise Unclear("next.which" if there else "next.nothing", held=True)


def _let_go(objective: Objective) -> bool:
    said = [e.what for e in objective.events if e.what in ("goes_on", "let_go")]
    return said[-1:] == ["let_go"]


def guidance(ctx: Ctx, cycle: Cycle) -> Iterator[Block]:
    """What may go on, and the next steps that somebody saw when they looked back."""
    old = [o for o in before(ctx, cycle) if not _let_go(o)]
    steps = [r.next for r in ctx.known.ending.retros if r.next and kind_of(r.cycle) == cycle.kind and r.cycle != cycle.key]
    if steps:
        yield Text(ctx.t("next.steps"), "strong")
        yield Text("\n".join(steps), "quote")
    if improvements := ctx.known.learning.lists.get(cycle.key):
        yield Text(ctx.t("memo.draft", cycle=cycle_name(ctx.t, cycle.key)), "strong")
        yield Text("\n".join(f"• {one.text}" for one in improvements), "quote")
    if old:
        yield Text(ctx.t("next.may_go_on", cycle=cycle_name(ctx.t, old[0].cycle)), "quiet")


def beside(ctx: Ctx, cycle: Cycle, o: str, text: str) -> tuple[Block, ...]:
    """The key results of then, to be read only, where the objective goes on."""
    source = ctx.answers.get(f"{o}.from")
    found = next((one for one in before(ctx, cycle) if one.id == source or one.text == text), None)
    if found is None:
        return ()
    lines = "\n".join(_line(ctx, kr) for kr in found.key_results if kr.state == "active")
    return (
        Text(ctx.t("next.then", cycle=cycle_name(ctx.t, found.cycle)), "quiet"),
        Text(lines, "quote"),
        Text(ctx.t("next.anew"), "quiet"),
    )


def _line(ctx: Ctx, kr: KeyResult) -> str:
    return f"{kr.score.own:.1f} · {kr.text}" if kr.score else f"{kr.text} · {standing(ctx.t, kr)}"
