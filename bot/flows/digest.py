"""The manager's Monday: last week of their reports in one message; nothing of it is public."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Fact, Facts, Text
from bot.flows import inbox
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.okr.access import coach_hears
from bot.okr.model import CheckIn, KeyResult, Person
from bot.okr.scoring import LOW_CONFIDENCE
from bot.okr.signals import at_risk
from bot.okr.weeks import Week
from bot.wording import amount, standing, week_name

MOST_NUDGES = 3
MOST_MOVED = 12  # lines
TOO_LONG = 2
"""Weeks of silence that the method does not pass over."""


def digest(ctx: Ctx) -> Flow:
    """Who is at risk in their own words, who was silent, who is away, what waits, what moved. A coach sees whom they coach at risk."""
    yield from keep()
    t = ctx.t
    week = Week.parse(ctx.about["week"])
    blocks: list[Block] = [Text(week_name(t, week), "quiet"), *_at_risk(ctx, week)]
    rows = tuple(_people(ctx, week))
    if rows:
        blocks.append(Facts(rows))
    waiting = inbox.items(replace(ctx, known=replace(ctx.known, others=tuple(o for o in ctx.known.others if _mine(ctx, o.owner, o.state)))))
    if waiting:
        blocks += [
            Text(t("digest.waiting"), "strong"),
            Text("\n".join(f"• {item.heading} {'; '.join(item.texts)}".strip() for item in waiting)),
        ]
    blocks += _moved(ctx, week)
    buttons = (*_buttons(ctx, week, bool(waiting)),)
    return End((), t("digest.summary", week=week_name(t, week)), t("digest.title"), shows=(*blocks, Buttons(buttons)), in_place=False)


def _mine(ctx: Ctx, owner: str, state: str) -> bool:
    return state == "submitted" and owner not in ctx.known.coached


def _buttons(ctx: Ctx, week: Week, waiting: bool) -> Iterator[Button]:
    t, silent = ctx.t, _silent(ctx, week)
    if waiting:
        yield Button(t("button.inbox"), t("button.inbox_says"), "primary")
    for person in silent[:MOST_NUDGES]:
        yield inbox.nudge_button(ctx, person.key)
    if len(silent) > 1:
        yield Button(t("digest.nudge_all", n=len(silent)), t("digest.nudge_all_says"))
    for person in _to_talk_with(ctx, week)[:MOST_NUDGES]:
        says, spoken = (t("managing.talk_says", key=who) for who in (person.key, person.name))
        yield Button(t("managing.talk", name=person.name), says, spoken=spoken)
    yield Button(t("button.team"), t("button.team_says"))


def _answered(ctx: Ctx, week: Week) -> frozenset[str]:
    """Who has reported anything, also what is not for these eyes."""
    owned = ((p.key, kr.id) for p in ctx.known.members for _, kr in active_key_results(ctx.known.others, p.key))
    return frozenset(key for key, key_result in owned if (key_result, str(week)) in ctx.known.check_ins)


def _to_talk_with(ctx: Ctx, week: Week) -> tuple[Person, ...]:
    """Those of one's own whose confidence is low."""
    low = [p for p, kr, r in _reported(ctx, week) if at_risk(r, ctx.known.last.get(kr.id))]
    people = {p.key: p for p in (*low, *(p for p, _ in _still_low(ctx, week))) if p.key not in ctx.known.coached}
    return tuple(people.values())


def _reported(ctx: Ctx, week: Week) -> Iterator[tuple[Person, KeyResult, CheckIn]]:
    """Of those whom somebody only coaches, without what they keep to the managers above them."""
    for person in ctx.known.members:
        for objective, kr in active_key_results(ctx.known.others, person.key):
            if person.key in ctx.known.coached and not coach_hears(objective):
                continue
            report = ctx.known.check_ins.get((kr.id, str(week)))
            if report:
                yield person, kr, report


def _at_risk(ctx: Ctx, week: Week) -> Iterator[Block]:
    """Low or falling confidence, with what the owner said of it."""
    low = [(p, kr, r) for p, kr, r in _reported(ctx, week) if at_risk(r, ctx.known.last.get(kr.id))]
    still = tuple(_still_low(ctx, week))
    if low or still:
        yield Text(ctx.t("digest.at_risk"), "strong")
    for person, kr, report in low:
        yield Text(f"{person.name} · {kr.text}")
        yield Text(_step(ctx, kr, report) or standing(ctx.t, kr), "quiet")
        if words := report.blocker or report.note:
            yield Text(words, "quote")
    for person, kr in still:
        yield Text(f"{person.name} · {kr.text}")
        yield Text(ctx.t("digest.still", standing=standing(ctx.t, kr)), "quiet")


def _still_low(ctx: Ctx, week: Week) -> Iterator[tuple[Person, KeyResult]]:
    """What was low before and was not spoken of last week."""
    for person in ctx.known.members:
        for objective, kr in active_key_results(ctx.known.of_week(ctx.known.others, week), person.key):
            heard = person.key not in ctx.known.coached or coach_hears(objective)
            if heard and kr.confidence is not None and kr.confidence <= LOW_CONFIDENCE and (kr.id, str(week)) not in ctx.known.check_ins:
                yield person, kr


def _moved(ctx: Ctx, week: Week) -> Iterator[Block]:
    """What has changed since the last report, where nobody needs to worry; of many, each person's largest step."""
    t = ctx.t
    moved: dict[str, list[tuple[float, str]]] = {}
    for person, kr, report in _reported(ctx, week):
        before = ctx.known.last.get(kr.id)
        if person.key not in ctx.known.coached and not at_risk(report, before) and (step := _step(ctx, kr, report)):
            line = t("common.labelled", label=f"{person.name} · {kr.text}", text=step)
            way = abs((report.progress or 0.0) - ((before.progress if before else None) or 0.0))
            moved.setdefault(person.key, []).append((way, line))
    if not moved:
        return
    every = [line for lines in moved.values() for _, line in lines]
    shown = every if len(every) <= MOST_MOVED else [_largest(ctx, lines) for lines in moved.values()]
    left = (t("digest.more_people", n=len(shown) - MOST_MOVED),) if len(shown) > MOST_MOVED else ()
    yield Text(t("digest.moved"), "strong")
    yield Text("\n".join((*(f"• {line}" for line in shown[:MOST_MOVED]), *left)))


def _largest(ctx: Ctx, lines: list[tuple[float, str]]) -> str:
    """One line for somebody who has moved several things."""
    _, largest = max(lines, key=lambda one: one[0])
    return ctx.t("common.aside", text=largest, aside=ctx.t("digest.more", n=len(lines) - 1)) if len(lines) > 1 else largest


def _step(ctx: Ctx, kr: KeyResult, report: CheckIn) -> str:
    """`40% → 55%, confidence 6 → 7`; empty when nothing moved."""
    t, before = ctx.t, ctx.known.last.get(kr.id)
    parts = []
    was = _figure(ctx, kr, before) if before else ""
    now = _figure(ctx, kr, report)
    if now and now != was:
        parts.append(f"{was} → {now}" if was else now)
    old = before.confidence if before else None
    if report.confidence is not None and report.confidence != old:
        moved = t("checkin.confidence_moved", before=old, now=report.confidence) if old else t("kr.confidence", n=report.confidence)
        parts.append(moved)
    return " · ".join(parts)


def _figure(ctx: Ctx, kr: KeyResult, report: CheckIn) -> str:
    if report.value is not None:
        return amount(ctx.t, report.value, kr.unit)
    return ctx.t.percent(report.progress) if report.progress is not None else ""


def _asked(ctx: Ctx) -> tuple[Person, ...]:
    """Whoever had something agreed to report on when the week was asked about, or has reported on it all the same."""
    reported = {key_result for key_result, _ in ctx.known.check_ins}
    owned = ctx.known.of_week(ctx.known.others, Week.parse(ctx.about["week"]))
    theirs = ((p, [kr.id for _, kr in active_key_results(owned, p.key)]) for p in ctx.known.members)
    return tuple(p for p, krs in theirs if krs and (p.key not in ctx.known.unasked or reported & set(krs)))


def _silent(ctx: Ctx, week: Week) -> tuple[Person, ...]:
    """Who owes last week's check-in: not away, not left out; of those coached only who has been silent for too long."""
    known, answered = ctx.known, _answered(ctx, week)
    found = (p for p in _asked(ctx) if p.key not in answered and not known.away(p) and not known.skipped(p.key, week))
    return tuple(p for p in found if p.key not in known.coached or known.silent_weeks.get(p.key, 0) >= TOO_LONG)


def _people(ctx: Ctx, week: Week) -> Iterator[Fact]:
    t, known = ctx.t, ctx.known
    asked = [p for p in _asked(ctx) if p.key not in known.coached]
    answered = _answered(ctx, week)
    skipped = [p for p in asked if known.skipped(p.key, week) and p.key not in answered]
    long = [p for p in _silent(ctx, week) if known.silent_weeks.get(p.key, 0) >= TOO_LONG]
    groups = (
        ("board.answered", [p.name for p in asked if p.key in answered]),
        ("board.silent", [p.name for p in _silent(ctx, week) if p not in long]),
        ("digest.silent_long", [t("digest.weeks", name=p.name, n=known.silent_weeks[p.key]) for p in long]),
        ("digest.skipped", [_with_reason(ctx, p, week) for p in skipped]),
        ("board.away", [p.name for p in asked if known.away(p) and p.key not in answered]),
    )
    yield from (Fact(t(key), t.list(names)) for key, names in groups if names)


def _with_reason(ctx: Ctx, person: Person, week: Week) -> str:
    notes = [n for n in ctx.known.notes if n.kind == "skip" and n.owner == person.key and n.week == str(week) and n.lines]
    return ctx.t("digest.with_reason", name=person.name, reason=notes[0].lines[0].text) if notes else person.name


DIGEST = FlowSpec("digest", digest, (inbox.NEEDS - {"waiting"}) | {"reports"})
