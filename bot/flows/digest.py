"""The manager's Monday: last week of their reports in one message; nothing of it is public."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Fact, Facts, Text
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.okr.model import CheckIn, KeyResult, Person
from bot.okr.weeks import Week
from bot.wording import LOW_CONFIDENCE, standing, week_name


def digest(ctx: Ctx) -> Flow:
    """Who is at risk in their own words, who was silent, who is away, what waits for the manager."""
    yield from keep()
    t, known = ctx.t, ctx.known
    week = Week.parse(ctx.about["week"])
    blocks: list[Block] = [Text(week_name(t, week), "quiet"), *_at_risk(ctx, week)]
    rows = tuple(_people(ctx, week))
    if rows:
        blocks.append(Facts(rows))
    waiting = sorted({known.name(o.owner) for o in known.others if o.state == "submitted"})
    buttons: tuple[Button, ...] = (Button(t("button.team"), t("button.team_says")),)
    if waiting:
        blocks.append(Text(t("home.waiting", names=t.list(waiting))))
        buttons: tuple[Button, ...] = (Button(t("button.inbox"), t("button.inbox_says"), "primary"), *buttons)
    return End((), t("digest.summary", week=week_name(t, week)), t("digest.title"), shows=(*blocks, Buttons(buttons)), in_place=False)


def _reported(ctx: Ctx, week: Week) -> Iterator[tuple[Person, KeyResult, CheckIn]]:
    for person in ctx.known.members:
        for _, kr in active_key_results(ctx.known.others, person.key):
            report = ctx.known.check_ins.get((kr.id, str(week)))
            if report:
                yield person, kr, report


def _at_risk(ctx: Ctx, week: Week) -> Iterator[Block]:
    """Low confidence, with what the owner said of it."""
    low = [(p, kr, r) for p, kr, r in _reported(ctx, week) if r.confidence is not None and r.confidence <= LOW_CONFIDENCE]
    if low:
        yield Text(ctx.t("digest.at_risk"), "strong")
    for person, kr, report in low:
        yield Text(f"{person.name} · {kr.text}")
        yield Text(standing(ctx.t, kr), "quiet")
        if words := report.blocker or report.note:
            yield Text(words, "quote")


def _people(ctx: Ctx, week: Week) -> Iterator[Fact]:
    t, known = ctx.t, ctx.known
    asked = [p for p in known.members if active_key_results(known.others, p.key)]
    answered = {p.key for p, _, _ in _reported(ctx, week)}
    away = [p for p in asked if any(one.start <= known.today <= one.end for one in p.leave)]
    silent = [p for p in asked if p.key not in answered and p not in away]
    for key, people in (("answered", [p for p in asked if p.key in answered]), ("silent", silent), ("away", away)):
        if people:
            yield Fact(t(f"board.{key}"), t.list([p.name for p in people]))


DIGEST = FlowSpec("digest", digest, frozenset({"reports"}))
