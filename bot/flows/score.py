"""The end of a cycle: every owner scores their key results; the numbers suggest, the person decides (docs/method.md 10)."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.conversation.flow import Ask, Change, End, Flow, Group, Keep, ask
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Block, Button, Buttons, Divider, Text
from bot.flows.known import Ctx, FlowSpec, Known, active_key_results, edits
from bot.flows.score_kind import read_score, read_scores, score_kind
from bot.okr import cycles, judging
from bot.okr.deeds_ending import GiveScores
from bot.okr.model import Cycle, KeyResult, Objective, Score
from bot.wording import cycle_name, measure, standing

Part = Generator[Ask | Keep, Mapping[str, Any], Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A key result to be scored, by the number it goes by everywhere."""

    number: int
    objective: Objective
    kr: KeyResult

    @property
    def name(self) -> str:
        return f"kr.{self.kr.id}.score"


def score(ctx: Ctx) -> Flow:
    """All key results at once where there are forms, else one by one; read back with what follows, confirmed, stored."""
    cycle = next((c for c in ctx.known.cycles if c.key == ctx.about.get("cycle")), None)
    if cycle is None:
        return _not_now(ctx)
    lines = to_be_scored(ctx.known, cycle)
    if not lines:
        return _ended(ctx, ctx.t("score.nothing", cycle=cycle_name(ctx.t, cycle.key)))
    answers = yield _all_at_once(ctx, cycle, lines)
    given = yield from _sure(ctx, lines, answers)
    if not given:
        return _ended(ctx, ctx.t("score.nothing_said"))
    scored = with_scores(ctx, lines, given)
    goes_on = yield from _still_matters(ctx, scored)
    yield from ask(
        Question("confirm", ctx.t("score.ask_confirm"), choice(Pick(True, ctx.t("score.confirm"), ctx.words("yes"), primary=True))),
        title=ctx.t("score.title", cycle=cycle_name(ctx.t, cycle.key)),
        shows=shown(ctx, scored),
        changes=tuple(_again(ctx, line) for line in lines),
        reads=lambda typed: read_scores(typed, {line.number: line.name for line in lines}),
        in_place=True,
    )
    deed = GiveScores(tuple((line.kr.id, value) for line, value in given), goes_on)
    return _stored(ctx, cycle, lines, deed, scored)


def to_be_scored(known: Known, cycle: Cycle) -> tuple[Line, ...]:
    """What I score in a cycle, numbered as everywhere; what its owner has left behind in my objectives comes last."""
    numbered = {kr.id: n for n, (_, kr) in enumerate(active_key_results(known.mine, known.me.key), start=1)}
    mine = [(o, kr) for o in known.mine if o.cycle == cycle.key for kr in judging.to_score(o, known.me, known.org)]
    left = [kr.id for _, kr in mine if kr.id not in numbered]
    numbered |= {kr: n for n, kr in enumerate(left, start=len(numbered) + 1)}
    return tuple(sorted((Line(numbered[kr.id], o, kr) for o, kr in mine), key=lambda line: line.number))


def _all_at_once(ctx: Ctx, cycle: Cycle, lines: tuple[Line, ...]) -> Ask:
    t = ctx.t
    names = {line.number: line.name for line in lines}
    return Ask(
        tuple(_question(ctx, line) for line in lines),
        t("score.title", cycle=cycle_name(t, cycle.key)),
        t("score.prompt", n=len(lines)),
        shows=(Text(t("score.anchors")), Text(t("score.how"), "quiet")),
        groups=tuple(Group(f"KR{line.number} · {line.kr.text}", (line.name,), _note(ctx, line)) for line in lines),
        reads=lambda typed: read_scores(typed, names),
        submit=t("score.submit"),
        in_place=True,
    )


def _question(ctx: Ctx, line: Line) -> Question:
    before = f"{line.kr.score.own:.1f}" if line.kr.score else ""
    return Question(line.name, ctx.t("score.ask"), score_kind(), value=before, optional=True, skip_label=ctx.t("score.not_yet"))


def _note(ctx: Ctx, line: Line) -> str:
    """What it is measured by, where it stands, what the numbers alone would say."""
    t, suggested = ctx.t, judging.suggested(line.kr)
    parts = [t(f"kind.short.{line.objective.kind}") if line.objective.kind else "", measure(t, line.kr), standing(t, line.kr)]
    parts.append(t("score.unknown") if suggested is None else t("score.suggested", score=f"{suggested:.1f}"))
    return " · ".join(part for part in parts if part)


def _sure(ctx: Ctx, lines: tuple[Line, ...], answers: Mapping[str, Any]) -> Part:
    """The scores given; where another scale seemed to be meant, it is asked."""
    given: list[tuple[Line, float]] = []
    for line in lines:
        said = answers[line.name]
        if isinstance(said, dict):
            said = yield from _meant(ctx, line, said)
        if said is not None:
            given.append((line, float(said)))
    return tuple(given)


def _meant(ctx: Ctx, line: Line, said: Mapping[str, Any]) -> Part:
    """A score of 7, 70% or 0.65: asked, never rounded or converted in silence."""
    t, meant = ctx.t, said["meant"]
    if len(meant) == 1:
        label = t("score.sure", n=line.number, said=said["said"], meant=meant[0])
        picks = [Pick(meant[0], t("score.yes", meant=meant[0]), ctx.words("yes"))]
    else:
        label = t("score.tenths", n=line.number, said=said["said"], low=meant[0], high=meant[1])
        picks = [Pick(one, one) for one in meant]
    again = Change(t("score.another"), t("score.another"), (line.name,), words=ctx.words("no"))

    def other(typed: str) -> Mapping[str, Any] | None:
        if not any(c.isdigit() for c in typed) or any(one in typed for one in meant):
            return None
        return {line.name: read_score(typed)}

    question = Question(f"{line.name}.sure.{said['said']}", label, replace(choice(*picks), numeric=True))
    return (yield from ask(question, changes=(again,), reads=other, in_place=True))


def with_scores(ctx: Ctx, lines: tuple[Line, ...], given: tuple[tuple[Line, float], ...]) -> tuple[Objective, ...]:
    """The objectives as they would read with these scores."""
    scores = {line.kr.id: Score(value, ctx.known.now, ctx.known.me.key) for line, value in given}
    found = {line.objective.id: line.objective for line in lines}

    def scored(o: Objective) -> Objective:
        o = replace(o, key_results=tuple(replace(kr, score=scores.get(kr.id, kr.score)) for kr in o.key_results))
        return replace(o, score=judging.objective_score(o))

    return tuple(scored(o) for o in found.values())


def _still_matters(ctx: Ctx, scored: tuple[Objective, ...]) -> Part:
    """Of what fell far short it is asked, without blame, whether it is to go on at all."""
    found: list[tuple[str, bool]] = []
    for objective in scored:
        if objective.owner != ctx.known.me.key or objective.score is None or objective.score >= judging.FAR_SHORT:
            continue
        picks = (Pick("yes", ctx.t("score.goes_on"), ctx.words("yes")), Pick("no", ctx.t("score.let_go"), ctx.words("no")))
        question = Question(f"o.{objective.id}.goes_on", ctx.t("score.ask_goes_on"), choice(*picks), optional=True)
        shows = (Text(objective.text, "quote"), Text(ctx.t("score.not_a_failure", score=_figure(ctx, objective.score))))
        answer = yield from ask(question, shows=shows, in_place=True)
        found += [(objective.id, answer == "yes")] if answer else []
    return tuple(found)


def _again(ctx: Ctx, line: Line) -> Change:
    label = ctx.t("score.edit", n=line.number)
    return Change(label, label, (line.name,), words=edits(ctx, f"KR{line.number}"))


def shown(ctx: Ctx, objectives: tuple[Objective, ...]) -> tuple[Block, ...]:
    """Every objective with the scores of its key results, its own as computed, and how that reads for its kind."""
    return tuple(block for n, objective in enumerate(objectives) for block in ((Divider(),) if n else ()) + _objective(ctx, objective))


def _objective(ctx: Ctx, objective: Objective) -> tuple[Block, ...]:
    t = ctx.t
    lines = tuple(_key_results(ctx, objective))
    if objective.score is None:
        return (Text(objective.text, "strong"), *lines, Text(t("score.incomplete"), "quiet"))
    computed = t("score.computed", score=_figure(ctx, objective.score))
    reads = t(f"score.verdict.{judging.verdict(objective.score, objective.kind)}")
    return (Text(objective.text, "strong"), *lines, Text(computed), Text(reads, "quiet"))


def _key_results(ctx: Ctx, objective: Objective) -> Iterator[Block]:
    for kr in objective.key_results:
        if kr.state == "active":
            mark = f"{kr.score.own:.1f}" if kr.score else "–"
            line = f"{mark} · {kr.text}"
            yield Text(line if kr.owner == objective.owner else ctx.t("common.aside", text=line, aside=ctx.known.name(kr.owner)))


def _figure(ctx: Ctx, score: float) -> str:
    return ctx.t.number(round(score, 2))


def _stored(ctx: Ctx, cycle: Cycle, lines: tuple[Line, ...], deed: GiveScores, scored: tuple[Objective, ...]) -> End:
    t = ctx.t
    left = len(lines) - len(deed.scores) - len([line for line in lines if line.kr.score and line.kr.id not in dict(deed.scores)])
    blocks: list[Block] = [Text(t("score.stored")), *shown(ctx, scored)]
    blocks += [Text(t("score.left", n=left), "quiet")] if left else []
    buttons = (Button(t("button.retro"), t("button.retro_says"), "primary"), Button(t("button.home"), t("button.home_says")))
    return End((deed,), t("score.stored"), t("score.title", cycle=cycle_name(t, cycle.key)), "good", (*blocks, Buttons(buttons)))


def _not_now(ctx: Ctx) -> End:
    """Nothing is to be scored yet; when it will be."""
    t, known = ctx.t, ctx.known
    mine = {o.cycle for o in known.mine if o.state == "agreed"}
    coming = min((c for c in known.cycles if c.key in mine and known.today < c.scoring_opens), key=lambda c: c.scoring_opens, default=None)
    if coming is None:
        return _ended(ctx, t("score.nothing_of_mine"))
    return _ended(ctx, t("score.opens", cycle=cycle_name(t, coming.key), day=t.short_date(coming.scoring_opens)))


def _ended(ctx: Ctx, sentence: str) -> End:
    home = Buttons((Button(ctx.t("button.home"), ctx.t("button.home_says")),))
    return End((), sentence, ctx.t("score.name"), shows=(Text(sentence), home))


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """It is about the cycle that is being scored: the one that ends first of those in which I have something to score."""
    open_now = [c for c in known.cycles if cycles.state_of(c, known.today) == "scoring" and to_be_scored(known, c)]
    unscored = [c for c in open_now if any(line.kr.score is None for line in to_be_scored(known, c))]
    found = min(unscored or open_now, key=lambda c: c.ends, default=None)
    return about if about.get("cycle") or found is None else {**about, "cycle": found.key}


SCORE = FlowSpec("score", score, frozenset({"mine", "around"}), keys=("cycle",), begin=begin)
