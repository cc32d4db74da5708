"""The draft at a glance, with what can be done next: submit, change a line, add, leave."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator, Mapping
from typing import Any

from bot.coaching import phrase
from bot.conversation.flow import Ask, Change, Keep, ask
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Block, Divider, Text
from bot.flows import draft_lines, draft_nature, draft_parked, draft_said
from bot.flows import draft_parts as parts
from bot.flows.advising import What
from bot.flows.draft_limits import limits_of, most_key_results, most_objectives
from bot.flows.known import Ctx, edits
from bot.flows.line_comments import Notes
from bot.flows.line_comments import notes as line_notes
from bot.okr import access
from bot.okr.coach import advise
from bot.okr.model import Cycle, KeyResult, Objective
from bot.wording import cycle_name


def ask_next(ctx: Ctx, cycle: Cycle, objectives: tuple[Objective, ...]) -> Generator[Ask | Keep, Mapping[str, Any], Any]:
    """Shows everything and asks: submit, or one more objective; every line can be changed from here."""
    t, n = ctx.t, len(objectives)
    picks = [Pick("submit", t("draft.submit"), ctx.words("submit"), primary=True)]
    if n < most_objectives(ctx):
        picks.append(Pick("add", t("draft.add_objective"), ctx.words("add_objective")))
    approvers = approver_names(ctx)
    ready = t("draft.ask_next", name=t.list(approvers)) if approvers else t("draft.ask_next_alone")
    question = Question(f"o{n}.next", ready, choice(*picks), anew=True)
    shows = (*_returned(ctx, objectives), *shown(ctx, objectives, notes=line_notes(ctx, ())), *draft_parked.shown(ctx))
    return (
        yield from ask(
            question,
            title=t("draft.title_cycle", cycle=cycle_name(t, cycle.key)),
            shows=shows,
            changes=(*changes(ctx, objectives), *draft_parked.changes(ctx, objectives)),
            links=draft_nature.links(ctx, objectives),
            reads=lambda typed: (
                draft_lines.said_of_line(ctx, typed, f"o{n}")
                or draft_lines.said_briefly(ctx, typed, f"o{n}")
                or draft_lines.given_figure(ctx, typed, f"o{n}")
                or draft_parked.read_more(ctx, typed, n)
                or draft_said.no_choice(question, typed)
            ),
        )
    )


def _returned(ctx: Ctx, objectives: tuple[Objective, ...]) -> tuple[Block, ...]:
    """Why it came back, in the approver's words; or that it waits for them."""
    if any(o.state == "submitted" for o in objectives):
        return (Text(ctx.t("draft.waits", name=ctx.t.list(approver_names(ctx))), "quiet"),)
    comments = [e for o in objectives if o.state == "returned" for e in o.events if e.what == "returned" and e.note]
    newest = comments[-1:]
    return tuple(
        b for e in newest for b in (Text(ctx.t("draft.returned_by", name=ctx.known.name(e.by)), "strong"), Text(e.note or "", "quote"))
    )


def shown(ctx: Ctx, objectives: tuple[Objective, ...], *, advice: bool = False, notes: Notes | None = None) -> tuple[Block, ...]:
    """Each objective with its kind, what it serves and its key results as understood; what is parked is named.

    With `advice`, the coach's open advice stands below each line: the approver sees what the owner kept. `notes` are words on lines.
    """
    blocks: list[Block] = []
    said = notes or {}
    for n, objective in enumerate(objectives, start=1):
        if n > 1:
            blocks.append(Divider())
        blocks.append(Text(f"O{n} · {objective.text}", "strong"))
        blocks.append(Text(_nature(ctx, objective), "quiet"))
        blocks += _notes(said, objective.id)
        blocks += _advice(ctx, objective.text, "objective", objective) if advice else ()
        for kr in (kr for kr in objective.key_results if kr.state == "active"):
            blocks += [Text(f"KR{kr.position} · {kr.text}"), Text(parts.in_short(ctx, kr, objective.owner), "quiet")]
            blocks += (*_dependencies(ctx, kr), *_notes(said, kr.id))
            blocks += _advice(ctx, kr.text, "key_result", objective, kr.advice) if advice else ()
        over = [kr.text for kr in objective.key_results if kr.state == "dropped"]
        if over:
            blocks.append(
                Text(
                    ctx.t("draft.parked", limit=limits_of(ctx, objective).key_results, texts="\n".join(f"• {text}" for text in over)),
                    "quiet",
                )
            )
    return tuple(blocks)


def _notes(notes: Notes, line: str) -> tuple[Block, ...]:
    return tuple(Text(text, "quote") for text in notes.get(line, ()))


def _advice(ctx: Ctx, text: str, what: What, objective: Objective, stored: tuple[str, ...] = ()) -> tuple[Block, ...]:
    """That a line stood there last time is known to its owner's draft only, so it is taken from there."""
    previous = (text,) if "carried_over" in stored else ()
    findings = advise(text, what, objective.kind, objective.cycle, previous)
    return tuple(Text(ctx.t("advice.open", text=phrase(f, ctx.t)), "quiet") for f in findings if f.severity == "advice")


def _dependencies(ctx: Ctx, kr: KeyResult) -> tuple[Block, ...]:
    """Who is depended on, and what they said so far."""
    lines = []
    for c in kr.collaborators:
        person = ctx.known.person(c.person)
        state = "left" if person and not person.active else c.state if c.asked_at or c.state != "asked" else "unasked"
        lines.append(ctx.t(f"dependency.state.{state}", name=ctx.known.name(c.person)) + (f"\n> {c.note}" if c.note else ""))
    return (Text("\n".join(lines), "quiet"),) if lines else ()


def _nature(ctx: Ctx, objective: Objective) -> str:
    kind = ctx.t(f"kind.{objective.kind}") if objective.kind else ctx.t("kind.unset")
    kind = " · ".join((kind, *draft_nature.said(ctx, objective)))
    if not objective.aligned_to:
        why = objective.unaligned_because
        return f"{kind} · {ctx.t('draft_people.alone', why=why)}" if why else kind
    above = objective.aligned_to[0]
    target = next((o for o in ctx.known.others if o.id == above.objective and access.may_see(ctx.known.me, o, ctx.known.org)), None)
    kr = next((k for k in target.key_results if k.id == above.key_result), None) if target else None
    text = kr.text if kr else target.text if target else ""
    return f"{kind} · {ctx.t('draft.serves', text=parts.shortened(text))}" if text else kind


def changes(ctx: Ctx, objectives: tuple[Objective, ...]) -> tuple[Change, ...]:
    """A change for every line: the newest objective's have buttons, all can be typed ("edit o1 kr2")."""
    found: list[Change] = []
    for n, objective in enumerate(objectives, start=1):
        newest = n == len(objectives)
        live = [kr for kr in objective.key_results if kr.state == "active"]
        found.append(_edit(ctx, f"O{n}", (f"o{n}.text", *_under(ctx, f"o{n}.keep")), shown=newest))
        for k, _ in enumerate(live, start=1):
            found.append(_edit(ctx, f"O{n} KR{k}", _under(ctx, f"o{n}.kr{k}"), shown=newest, short=f"KR{k}" if newest else ""))
        if len(live) < most_key_results(ctx):
            found.append(_add(ctx, n, len(live) + 1, shown=newest))
            found += _take_in(ctx, n, len(live) + 1)
        found.append(_edit(ctx, f"O{n} {ctx.t('draft.kind_word')}", (f"o{n}.kind",), shown=False))
        found += [_remove(ctx, n, k, len(live)) for k in range(1, len(live) + 1) if len(live) > 1]
    return tuple(found)


def _under(ctx: Ctx, prefix: str) -> tuple[str, ...]:
    """The names of all answers about one line."""
    return tuple(name for name in ctx.answers if name.startswith(f"{prefix}."))


def _edit(ctx: Ctx, what: str, drop: tuple[str, ...], *, shown: bool, short: str = "") -> Change:
    label = ctx.t("draft.edit", what=short or what)
    return Change(label, label, drop, words=edits(ctx, what, short), shown=shown)


def _add(ctx: Ctx, n: int, k: int, *, shown: bool) -> Change:
    label = ctx.t("draft.add_kr")
    says = label if shown else f"{label} O{n}"
    return Change(says, says, (f"o{n}.kr{k}.text",), words=ctx.words("add_kr") if shown else (), shown=shown)


def _take_in(ctx: Ctx, n: int, k: int) -> Iterator[Change]:
    """Where there is room again, a key result that was parked."""
    over = list(ctx.answers.get(f"o{n}.parked") or ())
    for at, text in enumerate(over):
        label = ctx.t("draft.take_in", text=parts.shortened(text))
        behind = {f"o{n}.kr{k + 1}.text": None} if k < most_key_results(ctx) else {}
        yield Change(label, label, put={f"o{n}.kr{k}.text": text, **behind, f"o{n}.parked": [*over[:at], *over[at + 1 :]]})


def _remove(ctx: Ctx, n: int, k: int, count: int) -> Change:
    """Takes a key result out; those behind it move up, also one that a lower limit had put out of the count."""
    while ctx.answers.get(f"o{n}.kr{count + 1}.text"):
        count += 1
    names = [f"o{n}.kr{i}" for i in range(k, count + 2)]
    gone = tuple(answer for name in names for answer in _under(ctx, name))
    moved = {
        to + answer.removeprefix(since): ctx.answers[answer] for to, since in itertools.pairwise(names) for answer in _under(ctx, since)
    }
    moved |= {f"{names[-2]}.text": None}
    says = ctx.t("draft.remove", what=f"O{n} KR{k}")
    said = tuple(f"{verb} {name}" for verb in ctx.words("remove") for name in (f"O{n} KR{k}", f"KR{k}"))
    return Change(says, says, gone, moved, (*said, *(words.replace(" ", "") for words in said)), shown=False)


def no_longer(ctx: Ctx, objectives: tuple[Objective, ...]) -> tuple[str, ...]:
    """My open drafts of this cycle that the conversation no longer holds."""
    held = {o.id for o in objectives}
    begun = {value for name, value in ctx.answers.items() if name.endswith(".id")}
    mine = (o for o in ctx.known.mine if o.owner == ctx.known.me.key and o.state in parts.OPEN and o.cycle == objectives[0].cycle)
    number = int(ctx.about.get("base", "0"))
    return tuple(o.id for o in mine if o.id not in held and (o.id in begun or (o.position > number and o.source != "split")))


def has_manager(ctx: Ctx) -> bool:
    """Whether the approver is the person's own manager."""
    return access.approvers(ctx.known.me, ctx.known.org) == (ctx.known.me.manager,)


def approver_names(ctx: Ctx) -> tuple[str, ...]:
    """Who will be asked to agree."""
    return tuple(ctx.known.name(key) for key in access.approvers(ctx.known.me, ctx.known.org))
