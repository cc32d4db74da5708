"""The pieces of drafting: what is offered, what was understood, and the objective that the answers make."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.form import Pick, plain
from bot.conversation.message import Block, Fact, Facts, Text
from bot.flows import draft_lines
from bot.flows.draft_limits import most_key_results
from bot.flows.known import Ctx, Known
from bot.okr import access, reading
from bot.okr.model import MAX_KEY_RESULTS, Alignment, Collaborator, Cycle, KeyResult, Objective
from bot.wording import cycle_name, measure

LONGEST = 500
OPEN = ("draft", "submitted", "returned")

__all__ = ["cycle_name"]


def kinds(ctx: Ctx) -> tuple[Pick, ...]:
    """The two kinds, each with what it means; asked, never guessed (docs/method.md 5)."""
    return (
        Pick("committed", ctx.t("kind.committed"), ctx.words("committed")),
        Pick("aspirational", ctx.t("kind.aspirational"), ctx.words("aspirational")),
    )


def guidance(ctx: Ctx, cycle: Cycle) -> tuple[Block, ...]:
    """What stands above a first objective: how it goes, until when, and the manager's OKR where there is one."""
    blocks: list[Block] = [Text(ctx.t("draft.first_objective"), "quiet")]
    if ctx.known.today <= cycle.drafts_due:
        blocks.append(Text(ctx.t("draft.due_on", cycle=cycle_name(ctx.t, cycle.key), due=ctx.t.short_date(cycle.drafts_due)), "quiet"))
    above = tuple(
        o
        for o in ctx.known.others
        if o.owner == ctx.known.me.manager and o.cycle == cycle.key and access.may_see(ctx.known.me, o, ctx.known.org)
    )
    if above:
        blocks.append(Text(ctx.t("draft.above", name=ctx.known.name(ctx.known.me.manager)), "strong"))
    for objective in above:
        lines = [objective.text, *(f"• {kr.text}" for kr in objective.key_results if kr.state == "active")]
        blocks.append(Text("\n".join(lines), "quote"))
    return tuple(blocks)


def parents(ctx: Ctx) -> tuple[Pick, ...]:
    """What an objective can serve: those of the manager and the company, each with its key results; the text is what is picked."""
    picks: list[Pick] = []
    for objective in (o for o in ctx.known.others if access.may_see(ctx.known.me, o, ctx.known.org)):
        who = ctx.known.name(objective.owner)
        picks.append(Pick(objective.id, ctx.t("common.labelled", label=who, text=shortened(objective.text))))
        picks += [
            Pick(f"{objective.id}#{kr.id}", ctx.t("common.labelled", label=f"{who} · KR{kr.position}", text=shortened(kr.text)))
            for kr in objective.key_results
            if kr.state == "active"
        ]
    return tuple(picks[:20])


def shortened(text: str, most: int = 60) -> str:
    """A label's worth of a text."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def alone(ctx: Ctx, o: str, typed: str) -> Mapping[str, Any] | None:
    """It serves none of these, and why: `none: my own idea`."""
    head, mark, why = unicodedata.normalize("NFKC", typed).partition(":")
    if not mark or plain(head) not in {plain(w) for w in (*ctx.words("alone"), ctx.t("draft.serves_none"))} or not why.strip():
        return None
    return {f"{o}.serves": None, f"{o}.alone": typed.strip()[len(head) + 1 :].strip()[:LONGEST]}


def alignment(picked: str) -> Alignment:
    objective, _, key_result = picked.partition("#")
    return Alignment(objective, key_result or None)


def objective(ctx: Ctx, cycle: Cycle, n: int, text: str) -> Objective:
    """The n-th objective of this draft, so far without key results."""
    number = int(ctx.about.get("base", "0")) + n
    known = ctx.answers.get(f"o{n}.id")
    stored = next((o for o in ctx.known.mine if o.id == known), None)
    fresh = Objective(f"{ctx.known.me.key}.{cycle.key}.{number}", ctx.known.me.key, cycle.key, text, ctx.known.me.team, position=number)
    if stored:
        return replace(stored, text=text, kind=None, aligned_to=(), unaligned_because=None, key_results=())
    before = next((o for o in ctx.known.mine if o.id == fresh.id and o.state in OPEN), None)
    if before is None:
        return fresh
    said = {"type": before.type, "source": before.source, "for_team": before.for_team, "team": before.team}
    return replace(fresh, **said)  # type: ignore[arg-type]  # what was said of it beside the draft


def key_result(ctx: Ctx, cycle: Cycle, parent: Objective, k: int, text: str, owner: str) -> KeyResult:
    """A key result as it was understood; due at the cycle's end unless its text says otherwise."""
    read = reading.read_key_result(text, ctx.known.today, cycle.starts, cycle.ends)
    return KeyResult(
        f"{parent.id}.{k}",
        parent.id,
        text,
        owner,
        k,
        unit=read.unit,
        baseline=read.baseline,
        target=read.target,
        direction=read.direction,
        due=read.due or cycle.ends,
    )


def with_rest(ctx: Ctx, cycle: Cycle, parent: Objective, o: str) -> Objective:
    """The objective with the key results behind those it has so far: while one line is written anew, nothing of the others is lost."""
    k = len(parent.key_results) + 1
    rest: list[KeyResult] = []
    stored = next((one.key_results for one in ctx.known.mine if one.id == parent.id), ())
    for n in range(k, max(most_key_results(ctx), MAX_KEY_RESULTS) + 1):
        name = f"{o}.kr{n}"
        text = ctx.answers.get(f"{name}.text")
        if text is None:
            was = None if f"{name}.text" in ctx.answers else next((kr for kr in stored if kr.position == n and kr.state == "active"), None)
            rest += [was] if was and was.text not in {kr.text for kr in (*parent.key_results, *rest)} else []
            continue
        one = key_result(ctx, cycle, parent, n, text, ctx.answers.get(f"{name}.owner") or ctx.known.me.key)
        keys = (ctx.answers.get(f"{name}.people") or {}).get("keys", ())
        rest.append(replace(one, collaborators=tuple(Collaborator(key) for key in keys)))
    return replace(parent, key_results=(*parent.key_results, *rest))


def parked(ctx: Ctx, cycle: Cycle, parent: Objective, o: str) -> tuple[KeyResult, ...]:
    """What was said beyond the limit: kept with the draft, out of the count."""
    most = most_key_results(ctx)
    behind = (ctx.answers.get(f"{o}.kr{n}.text") for n in range(most + 1, MAX_KEY_RESULTS + 1))
    over = [*filter(None, behind), *(ctx.answers.get(f"{o}.parked") or ())]
    start = most + 1
    made = (key_result(ctx, cycle, parent, start + i, text, ctx.known.me.key) for i, text in enumerate(over))
    return tuple(replace(kr, state="dropped") for kr in made)


def just_understood(ctx: Ctx, objective: Objective) -> tuple[Block, ...]:
    """What was made of the key result said last."""
    if not objective.key_results:
        return ()
    last = draft_lines.said_last(ctx)
    kr = next((kr for kr in objective.key_results if kr.position == last), objective.key_results[-1])
    return (Text(ctx.t("draft.understood", n=kr.position, text=kr.text), "strong"), Facts(facts(ctx, kr)))


def facts(ctx: Ctx, kr: KeyResult) -> tuple[Fact, ...]:
    """Measure, due date, and the owner where it is somebody else than me."""
    t = ctx.t
    rows = [Fact(t("draft.fact_measure"), measure(t, kr)), Fact(t("draft.fact_due"), t.long_date(kr.due) if kr.due else t("common.none"))]
    if kr.owner != ctx.known.me.key:
        rows.append(Fact(t("draft.fact_owner"), ctx.known.name(kr.owner)))
    return tuple(rows)


def in_short(ctx: Ctx, kr: KeyResult, owner: str) -> str:
    """The same on one line; the owner only where it is not the objective's."""
    t = ctx.t
    parts = [measure(t, kr)]
    if kr.due:
        parts.append(t("draft.due_short", due=t.long_date(kr.due)))
    if kr.owner != owner:
        parts.append(t("draft.owned_by", name=ctx.known.name(kr.owner)))
    return " · ".join(parts)


def seed(known: Known, about: Mapping[str, str]) -> Mapping[str, Any]:
    """The answers that open drafts amount to, so that any draft (imported, returned, left alone) can be gone on with."""
    drafts = [o for o in known.mine if o.owner == known.me.key and o.state in OPEN and o.cycle == about.get("cycle")]
    answers: dict[str, Any] = {}
    for n, draft in enumerate(sorted(drafts, key=lambda o: o.position), start=1):
        answers |= _seed_objective(draft, f"o{n}", known.me.key)
        if n < len(drafts):
            answers[f"o{n}.next"] = "add"
    return answers


def _seed_objective(draft: Objective, o: str, me: str) -> dict[str, Any]:
    answers: dict[str, Any] = {f"{o}.id": draft.id, f"{o}.text": draft.text}
    answers |= {f"{o}.keep.{code}": True for code in draft.advice}
    if draft.kind:
        answers[f"{o}.kind"] = draft.kind
    above = draft.aligned_to[0] if draft.aligned_to else None
    answers[f"{o}.serves"] = f"{above.objective}#{above.key_result}".removesuffix("#None") if above else None
    answers |= {f"{o}.alone": draft.unaligned_because} if draft.unaligned_because else {}
    live = [kr for kr in draft.key_results if kr.state == "active"]
    for k, kr in enumerate(live, start=1):
        answers[f"{o}.kr{k}.text"] = kr.text
        answers |= {f"{o}.kr{k}.keep.{code}": True for code in kr.advice}
        if kr.owner != me or kr.collaborators:
            answers[f"{o}.kr{k}.owner"] = kr.owner
            answers[f"{o}.kr{k}.people"] = {"text": kr.text, "keys": [c.person for c in kr.collaborators]}
    if live:
        answers[f"{o}.kr{len(live) + 1}.text"] = None
    answers[f"{o}.parked"] = [kr.text for kr in draft.key_results if kr.state == "dropped"]
    return answers
