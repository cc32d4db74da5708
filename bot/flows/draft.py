"""Drafting: cycle, objective, kind, what it serves, key results one by one, summary, submit (docs/method.md 7)."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.flow import Ask, Change, End, Flow, Keep, Stop, ask, keep
from bot.conversation.form import Pick, Question, Unclear, choice, plain, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows import draft_lines, draft_parked, draft_said, examples
from bot.flows import draft_parts as parts
from bot.flows import draft_people as people
from bot.flows import draft_previous as previous
from bot.flows import draft_summary as summary
from bot.flows.advising import advised, codes
from bot.flows.draft_limits import limits, most_key_results, most_objectives
from bot.flows.known import Ctx, FlowSpec, Known
from bot.flows.pasting import read_paste
from bot.okr import cycles
from bot.okr.deeds import SaveDraft, Submit
from bot.okr.depending import continued
from bot.okr.model import Collaborator, Cycle, KeyResult, Objective
from bot.wording import cycle_name

Part = Generator[Ask | Stop | Keep, Mapping[str, Any], Any]
_LED_IN = re.compile(r"\s*(?P<lead>[^,:，：\n]{2,20})[,:，：]\s*(?P<rest>\S.*)", re.DOTALL)  # one more, and what it is


def draft(ctx: Ctx) -> Flow:
    """From the first thought to what is submitted; after every answer the draft so far is kept."""
    cycle = yield from _cycle(ctx)
    if cycle is None:
        return _no_cycle(ctx)
    objectives: tuple[Objective, ...] = ()
    for n in range(1, most_objectives(ctx) + 1):
        objective = yield from _objective(ctx, cycle, n, objectives)
        objectives = (*objectives, objective)
        if (yield from _what_next(ctx, cycle, objectives)) == "submit":
            break
    return _submitted(ctx, cycle, objectives)


def _cycle(ctx: Ctx) -> Generator[Ask | Stop | Keep, Mapping[str, Any], Cycle | None]:
    known = ctx.known
    offered = [c for c in known.cycles if cycles.takes_drafts(c, known.today)] or [
        c for c in known.cycles if cycles.state_of(c, known.today) in ("active", "scoring")
    ]
    if about := ctx.about.get("cycle"):
        return next((c for c in known.cycles if c.key == about), None)
    if len(offered) < 2:
        return offered[0] if offered else None
    picks = [Pick(c.key, cycle_name(ctx.t, c.key)) for c in offered]
    question = Question("cycle", ctx.t("draft.ask_cycle"), choice(*picks))
    picked = yield from ask(question, title=ctx.t("draft.title"), reads=lambda typed: read_paste(typed, "o1"))
    return next(c for c in offered if c.key == picked)


def _objective(ctx: Ctx, cycle: Cycle, n: int, before: tuple[Objective, ...]) -> Generator[Ask | Stop | Keep, Mapping[str, Any], Objective]:
    t, o = ctx.t, f"o{n}"
    shows = (*parts.guidance(ctx, cycle), *previous.guidance(ctx, cycle)) if n == 1 else (Text(t("draft.next_objective", n=n), "quiet"),)
    title = t("draft.title_cycle", cycle=cycle_name(t, cycle.key))
    text = yield from ask(
        Question(f"{o}.text", t("draft.ask_objective"), words(parts.LONGEST), t("draft.hint_objective")),
        title=title,
        shows=shows,
        changes=previous.offers(ctx, cycle, n),
        links=examples.link(ctx),
        reads=lambda typed: previous.carried(ctx, cycle, n, typed) or _pasted(ctx, typed, o),
    )
    objective = parts.objective(ctx, cycle, n, text)
    yield from keep(SaveDraft((*before, parts.with_rest(ctx, cycle, objective, o))))
    anew = Change("", "", (f"{o}.text",), words=ctx.words("edit"), shown=False)
    kinds = choice(*parts.kinds(ctx))
    kind = yield from ask(
        Question(f"{o}.kind", t("draft.ask_kind"), kinds),
        title=title,
        shows=(Text(text, "quote"), *draft_lines.noted(ctx, o, 0)),
        changes=(anew,),
        reads=lambda typed: draft_said.at_kind(ctx, cycle, typed, o, kinds),
    )
    yield from advised(ctx, o, text, "objective", kind, cycle.key)
    objective = replace(objective, kind=kind, advice=codes(text, "objective", kind, cycle.key))
    yield from keep(SaveDraft((*before, parts.with_rest(ctx, cycle, objective, o))))
    objective = yield from _alignment(ctx, objective, o, title)
    return (yield from _key_results(ctx, cycle, objective, before, o))


def _pasted(ctx: Ctx, typed: str, o: str) -> Mapping[str, Any] | None:
    """What stands in a pasted OKR; a key result is no objective, nor is the wish to write. Raises Unclear."""
    draft_said.no_objective(ctx, typed, o)
    return read_paste(typed, o, parked=draft_parked.waiting(ctx), most=limits(ctx))


def _alignment(ctx: Ctx, objective: Objective, o: str, title: str) -> Generator[Ask | Stop | Keep, Mapping[str, Any], Objective]:
    picks = parts.parents(ctx)
    if not picks:
        known = ctx.answers.get(f"{o}.serves")
        return replace(objective, aligned_to=(parts.alignment(known),)) if known else objective
    question = Question(
        f"{o}.serves",
        ctx.t("draft.ask_serves"),
        choice(*picks),
        ctx.t("draft.hint_serves"),
        optional=True,
        skip_label=ctx.t("draft.serves_none"),
    )

    picked = yield from ask(question, title=title, shows=(Text(objective.text, "quote"),), reads=lambda typed: parts.alone(ctx, o, typed))
    if picked:
        return replace(objective, aligned_to=(parts.alignment(picked),))
    return replace(objective, unaligned_because=ctx.answers.get(f"{o}.alone"))


def _key_results(
    ctx: Ctx, cycle: Cycle, objective: Objective, before: tuple[Objective, ...], o: str
) -> Generator[Ask | Stop | Keep, Mapping[str, Any], Objective]:
    for k in range(1, most_key_results(ctx) + 1):
        yield from keep(SaveDraft((*before, parts.with_rest(ctx, cycle, objective, o))))
        key_result = yield from _key_result(ctx, cycle, objective, o, k)
        if key_result is None:
            break
        objective = replace(objective, key_results=(*objective.key_results, key_result))
    return replace(objective, key_results=(*objective.key_results, *parts.parked(ctx, cycle, objective, o)))


def _key_result(
    ctx: Ctx, cycle: Cycle, objective: Objective, o: str, k: int
) -> Generator[Ask | Stop | Keep, Mapping[str, Any], KeyResult | None]:
    t, name = ctx.t, f"{o}.kr{k}"
    label = t("draft.ask_first_kr") if k == 1 else t("draft.ask_next_kr", n=k, limit=most_key_results(ctx))
    question = Question(
        f"{name}.text",
        label,
        words(parts.LONGEST),
        t("draft.hint_kr") if k == 1 else "",
        optional=k > 1,
        skip_label=t("draft.thats_all"),
    )
    shows = (*parts.just_understood(ctx, objective), *(previous.beside(ctx, cycle, o, objective.text) if k == 1 else ()))
    old = previous.texts(ctx, cycle)
    text = yield from ask(
        question,
        title=objective.text,
        shows=shows,
        changes=draft_lines.edited_before(ctx, o, k),
        links=examples.link(ctx),
        reads=lambda typed: (
            draft_lines.said_of_line(ctx, typed, o) or draft_lines.given_figure(ctx, typed, o) or _read(ctx, cycle, typed, name)
        ),
    )
    if text is None:
        return None
    yield from advised(ctx, name, text, "key_result", objective.kind, cycle.key, old)
    named = yield from people.named(ctx, name, text)
    owner = yield from people.owner(ctx, name, text, named)
    advice = codes(text, "key_result", objective.kind, cycle.key, old)
    helpers = tuple(Collaborator(p.key) for p in named)
    made = replace(parts.key_result(ctx, cycle, objective, k, text, owner), collaborators=helpers, advice=advice)
    stored = next((o.key_results for o in ctx.known.mine if o.id == objective.id), ())
    return continued(made, stored)


def _read(ctx: Ctx, cycle: Cycle, typed: str, name: str) -> Mapping[str, Any] | None:
    """A pasted OKR, a key result that names somebody, where the last one stands, or word that there is no other one. Raises Unclear."""
    o, _, k = name.partition(".kr")
    if draft_said.finished(ctx, typed):
        if k == "1":
            raise Unclear("talk.needs_answer", held=True)
        return {f"{name}.text": None}
    if stands := draft_said.stands_at(ctx, cycle, typed, o, int(k)):
        return stands
    if (led := _LED_IN.match(typed)) and plain(led["lead"]) in {plain(word) for word in ctx.words("add_kr")}:
        return people.remembered(ctx, name, led["rest"]) or {f"{name}.text": led["rest"]}
    return read_paste(typed, o, int(k), draft_parked.waiting(ctx), limits(ctx)) or people.remembered(ctx, name, typed)


def _what_next(ctx: Ctx, cycle: Cycle, objectives: tuple[Objective, ...]) -> Part:
    yield from keep(_saved(ctx, cycle, objectives))
    return (yield from summary.ask_next(ctx, cycle, objectives))


def _saved(ctx: Ctx, cycle: Cycle, objectives: tuple[Objective, ...]) -> SaveDraft:
    return SaveDraft((*objectives, *draft_parked.kept(ctx, cycle, len(objectives))), summary.no_longer(ctx, objectives))


def _submitted(ctx: Ctx, cycle: Cycle, objectives: tuple[Objective, ...]) -> End:
    t, names = ctx.t, summary.approver_names(ctx)
    sentence = t("draft.submitted", name=t.list(names)) if names else t("draft.agreed_alone")
    if names and not summary.has_manager(ctx):
        sentence = t("draft.submitted_no_manager", name=t.list(names))
    shows: tuple[Block, ...] = (
        Text(sentence),
        *summary.shown(ctx, objectives),
        Buttons((Button(t("button.home"), t("button.home_says")), Button(t("button.undo"), t("button.undo_says")))),
    )
    deeds = (_saved(ctx, cycle, objectives), Submit(tuple(o.id for o in objectives)))
    return End(deeds, sentence, t("draft.title_cycle", cycle=cycle_name(t, cycle.key)), "good", shows)


def _no_cycle(ctx: Ctx) -> End:
    """HR, who may open one, is shown how."""
    t, hr = ctx.t, "hr" in ctx.known.me.roles
    sentence = t("draft.no_cycle_hr") if hr else t("draft.no_cycle")
    opening = (Buttons((Button(t("button.cycle"), t("button.cycle_says"), "primary"),)),) if hr else ()
    return End((), sentence, t("draft.title"), "warn", (Text(sentence), *opening))


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """A draft is about its cycle as soon as only one can be meant."""
    base = max((o.position for o in known.mine if o.owner == known.me.key), default=0)
    about = {**about, "base": str(base)}
    if about.get("cycle"):
        return about
    open_drafts = sorted({o.cycle for o in known.mine if o.owner == known.me.key and o.state in parts.OPEN})
    offered = [c.key for c in known.cycles if cycles.takes_drafts(c, known.today)]
    likely = offered or [c.key for c in known.cycles if cycles.state_of(c, known.today) == "active"]
    if len(open_drafts) == 1:
        return {**about, "cycle": open_drafts[0]}
    return {**about, "cycle": likely[0]} if len(likely) == 1 else about


def seed(known: Known, about: Mapping[str, str]) -> Mapping[str, Any]:
    """What a fresh talk begins with: open drafts, and what was parked with them."""
    return {**parts.seed(known, about), **draft_parked.seed(known, about)}


def discard(ctx: Ctx) -> tuple[Any, ...]:
    """Discarding a draft drops its objectives."""
    mine = (o.id for o in ctx.known.mine if o.owner == ctx.known.me.key and o.cycle == ctx.about.get("cycle") and o.state in parts.OPEN)
    return (SaveDraft((), tuple(mine)),)


DRAFT = FlowSpec(
    "draft",
    draft,
    frozenset({"mine", "parents", "comments", "previous", "memo_lists", "examples"}),
    keys=("cycle",),
    begin=begin,
    seed=seed,
    discard=discard,
)
