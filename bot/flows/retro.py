"""Looking back on a cycle: goal, result, causes, next steps, lessons; alone or as one's part of a team's (docs/method.md 10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.conversation.flow import Ask, Change, End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice, words
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec, Known, edits
from bot.okr.deeds_ending import SaveRetro, ShareRetro
from bot.okr.looking_back import PARTS, said
from bot.okr.model_ending import Retro
from bot.wording import cycle_name

LONGEST = 2000


def retro(ctx: Ctx) -> Flow:
    """Five questions at once where there are forms, else one by one; what there is can be changed part by part."""
    t, known = ctx.t, ctx.known
    if ctx.about.get("name"):
        return (yield from _colleagues(ctx))
    cycle = known.ending.cycle
    if cycle is None:
        return _ended(ctx, t("retro.nothing"))
    if ctx.about.get("team") and (known.team is None or known.ending.gathering is None):
        return _ended(ctx, t("retro.gone"))
    answers = yield _all_at_once(ctx)
    mine = Retro(known.me.key, cycle.key, known.now, ctx.about.get("team", ""), **answers)
    if not said(mine):
        return _ended(ctx, t("retro.nothing_said"))
    picks = [Pick("keep", t("retro.keep"), ctx.words("yes"), primary=True)]
    if known.me.manager and not mine.team:
        picks.append(Pick("share", t("retro.keep_and_send", name=known.name(known.me.manager)), ctx.words("retro_send")))
    done = yield from ask(
        Question("done", t("retro.ask_done"), choice(*picks)),
        title=_title(ctx),
        shows=(*page(ctx, mine), Text(_for_whom(ctx), "quiet")),
        changes=tuple(_edit(ctx, part) for part in PARTS),
        in_place=True,
    )
    shared = (ShareRetro("", cycle.key),) if done == "share" else ()
    sentence = t("retro.sent", name=known.name(known.me.manager)) if shared else t("retro.kept")
    memo = (Button(t("memo.propose"), t("memo.propose_says")),) if mine.next else ()
    buttons = Buttons((Button(t("button.draft"), t("button.draft_says")), *memo, Button(t("button.home"), t("button.home_says"))))
    return End((SaveRetro(mine), *shared), sentence, _title(ctx), "good", (Text(sentence), *page(ctx, mine), buttons))


def _all_at_once(ctx: Ctx) -> Ask:
    t = ctx.t
    questions = tuple(
        Question(part, t(f"retro.ask.{part}"), words(LONGEST, lines=True), t(f"retro.hint.{part}"), optional=True) for part in PARTS
    )
    intro: list[Block] = [Text(t("retro.team_asks", name=ctx.known.name(ctx.about["by"])))] if ctx.about.get("by") else []
    shows = (*intro, *_past(ctx), Text(_for_whom(ctx), "quiet"))
    return Ask(questions, _title(ctx), t("retro.prompt"), shows=shows, submit=t("retro.submit"), in_place=True)


def _for_whom(ctx: Ctx) -> str:
    team = ctx.known.team
    if not ctx.about.get("team") or team is None:
        return ctx.t("retro.for_whom")
    return ctx.t("retro.for_whom_team", name=ctx.known.name(team.lead), team=team.name)


def _past(ctx: Ctx) -> Iterator[Block]:
    """What was aimed at, with the scores where there are any."""
    for objective in ctx.known.ending.past:
        mark = f" · {ctx.t.number(round(objective.score, 2))}" if objective.score is not None else ""
        lines = [
            f"{kr.score.own:.1f} · {kr.text}" if kr.score else f"– · {kr.text}" for kr in objective.key_results if kr.state == "active"
        ]
        yield Text("\n".join((f"{objective.text}{mark}", *lines)), "quote")


def page(ctx: Ctx, retro: Retro) -> tuple[Block, ...]:
    """One person's look back, part by part."""
    blocks: list[Block] = []
    for part, text in said(retro):
        blocks += [Text(ctx.t(f"retro.part.{part}"), "strong"), Text(text, "quote")]
    return tuple(blocks)


def _edit(ctx: Ctx, part: str) -> Change:
    name = ctx.t(f"retro.part.{part}")
    label = ctx.t("retro.edit", part=name)
    return Change(label, label, (part,), words=edits(ctx, name))


def _title(ctx: Ctx) -> str:
    known = ctx.known
    cycle = cycle_name(ctx.t, known.ending.cycle.key) if known.ending.cycle else ""
    if ctx.about.get("team") and known.team:
        return ctx.t("retro.title_team", team=known.team.name, cycle=cycle)
    return ctx.t("retro.title", cycle=cycle)


def _colleagues(ctx: Ctx) -> Flow:
    """What somebody wrote, for those who may read it; nobody else learns whether there is anything."""
    yield from keep()
    t, known = ctx.t, ctx.known
    if known.subject is None:
        return _ended(ctx, t("person.unknown", name=ctx.about["name"]))
    return shown(ctx, known.subject.name)


def shown(ctx: Ctx, name: str) -> End:
    """A page to read."""
    t, known = ctx.t, ctx.known
    blocks = [block for retro in known.ending.retros for block in page(ctx, retro)]
    if not blocks or known.ending.cycle is None:
        return _ended(ctx, t("retro.not_shown", name=name))
    title = t("retro.title_of", name=name, cycle=cycle_name(t, known.ending.cycle.key))
    home = Buttons((Button(t("button.home"), t("button.home_says")),))
    return End((), title, title, shows=(*_past(ctx), *blocks, home), in_place=False)


def _ended(ctx: Ctx, sentence: str) -> End:
    home = Buttons((Button(ctx.t("button.home"), ctx.t("button.home_says")),))
    return End((), sentence, ctx.t("retro.name"), shows=(Text(sentence), home))


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """It is about one cycle."""
    cycle = known.ending.cycle
    return about if about.get("cycle") or cycle is None or about.get("name") else {**about, "cycle": cycle.key}


def seed(known: Known, about: Mapping[str, str]) -> Mapping[str, Any]:
    """What was said before can be gone on with."""
    mine = next((r for r in known.ending.retros if r.person == known.me.key and r.team == about.get("team", "")), None)
    return {part: getattr(mine, part) for part in PARTS} if mine and not about.get("name") else {}


RETRO = FlowSpec("retro", retro, frozenset({"retro"}), keys=("cycle", "team"), begin=begin, seed=seed)
