"""For a manager's eyes: who of a team needs attention now, and one page to begin a talk with somebody."""

from __future__ import annotations

from collections.abc import Iterator

from bot.coaching import phrase
from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Divider, Fact, Facts, Text
from bot.flows.asked_of_me import asked_of_me
from bot.flows.asking_help import help_line
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.flows.nearby import nobody_called, this_one
from bot.okr.access import in_chain
from bot.okr.coach import advise
from bot.okr.cycles import takes_drafts
from bot.okr.deeds_week import TalkHeld
from bot.okr.model import CheckIn, KeyResult, Objective, Person
from bot.okr.scoring import LOW_CONFIDENCE
from bot.okr.talking_points import questions
from bot.okr.weeks import Week
from bot.wording import amount, standing, week_name

MOST_TALKS, MOST_LINES = 3, 8
STATES = ("submitted", "returned", "draft", "agreed")


def on_team(ctx: Ctx) -> tuple[Block, ...]:
    """Below the board, in the manager's own chat: at risk, help asked, silent, away, waiting, and how far drafting is."""
    managed, t = ctx.known.managed, ctx.t
    low = list(_low(ctx))
    rows = tuple(Fact(t(f"managing.{key}"), t.list(names)) for key, names in (*_rows(ctx), ("stuck", _stuck(ctx))) if names)
    if not low and not rows:
        return ()
    blocks: list[Block] = [Divider(), Text(t("managing.title"), "strong"), Text(t("managing.for_you"), "quiet")]
    if low:
        blocks += [
            Text(t("managing.at_risk"), "strong"),
            Text("\n".join(f"• {t('common.labelled', label=f'{p.name} · {kr.text}', text=standing(t, kr))}" for p, kr in low)),
        ]
    blocks += [Facts(rows)] if rows else []
    people = list({p.key: p for p, _ in low}.values())[:MOST_TALKS]
    talks = tuple(_talk(ctx, t("managing.talk", name=p.name), p) for p in people)
    waiting = any(o.state == "submitted" for o in managed.owned)
    inbox = (Button(t("button.inbox"), t("button.inbox_says"), "primary"),) if waiting else ()
    return (*blocks, Buttons((*inbox, *talks))) if inbox or talks else tuple(blocks)


def _talk(ctx: Ctx, label: str, person: Person) -> Button:
    return Button(label, ctx.t("managing.talk_says", key=person.key), spoken=ctx.t("managing.talk_says", key=person.name))


def _low(ctx: Ctx) -> Iterator[tuple[Person, KeyResult]]:
    for person in ctx.known.managed.people:
        for _, kr in active_key_results(ctx.known.managed.owned, person.key):
            if kr.confidence is not None and kr.confidence <= LOW_CONFIDENCE:
                yield person, kr


def _rows(ctx: Ctx) -> Iterator[tuple[str, list[str]]]:
    known, managed, t = ctx.known, ctx.known.managed, ctx.t
    asked = {h.person for c in known.check_ins.values() for h in c.help if h.person}
    helped = {c.by for c in known.check_ins.values() if c.help}
    yield "help", [p.name for p in managed.people if p.key in helped and asked]
    silent = [p for p in managed.people if managed.silent_weeks.get(p.key) and not known.away(p)]
    yield "silent", [t("digest.weeks", name=p.name, n=managed.silent_weeks[p.key]) for p in silent]
    away = [(p, leave) for p in managed.people for leave in p.leave if leave.start <= known.today_of(p) <= leave.end]
    yield "away", [t("managing.until", name=p.name, day=t.short_date(leave.end)) for p, leave in away]
    yield "waiting", sorted({known.name(o.owner) for o in managed.owned if o.state == "submitted"})
    for looked in managed.looked:
        for how in ("right", "changing", "waiting"):
            yield f"looked_{how}", [known.name(key) for key in getattr(looked, how)]
    for cycle in known.cycles:
        if takes_drafts(cycle, known.today):
            theirs = {p.key: {o.state for o in managed.owned if o.owner == p.key and o.cycle == cycle.key} for p in managed.people}
            yield "not_started", [p.name for p in managed.people if not theirs[p.key] & set(STATES)]
            yield "drafting", [p.name for p in managed.people if theirs[p.key] & {"draft", "returned"} and "submitted" not in theirs[p.key]]


def _stuck(ctx: Ctx) -> list[str]:
    """Of this team: whose draft has not moved for how long; for managers and coaches, and never what it says."""
    members = {p.key for p in ctx.known.members}
    t, name = ctx.t, ctx.known.name
    return [t("managing.stuck_of", name=name(one.person), n=one.count, days=one.days) for one in ctx.known.stuck if one.person in members]


# --- one to one -------------------------------------------------------------------------------------------------------------------


def one_on_one(ctx: Ctx) -> Flow:
    """Changes, reports, remarks, open advice since the last talk, and questions that fit."""
    yield from keep()
    t, known = ctx.t, ctx.known
    subject = known.subject
    if subject is None or not in_chain(known.me, subject.key, known.org):
        name = ctx.about.get("name", "")
        several = known.named.get(name, ())
        buttons = tuple(this_one(p, lambda who: t("managing.talk_says", key=who)) for p in several) if subject is None else ()
        sentence = t("managing.whom") if subject is None else t("managing.not_yours", name=subject.name)
        if subject is None and name and not several:
            sentence, buttons = nobody_called(ctx, name, lambda who: t("managing.talk_says", key=who))
        return End((), sentence, shows=(Text(sentence), Buttons((*buttons, _home(ctx)))), in_place=False)
    since = known.brief.since
    quiet = t("managing.since", day=t.when(since)) if since else t("managing.first")
    blocks: list[Block] = [Text(quiet, "quiet")]
    parts = {"waits": asked_of_me(ctx), "moved": _moved(ctx), "said": _said(ctx), "happened": _happened(ctx), "remarks": _remarks(ctx)}
    for title, lines in parts.items():
        if shown := list(lines)[:MOST_LINES]:
            blocks += [Text(t(f"managing.{title}"), "strong"), Text("\n".join(f"• {line}" for line in shown))]
    if advice := list(_advice(ctx))[:MOST_LINES]:
        blocks += [Text(t("managing.advice"), "strong"), Text("\n".join(f"• {line}" for line in advice), "quiet")]
    asked = questions(known.brief.owned, known.brief.check_ins, known.brief.silent, known.cycles, subject.key, known.today)
    words = [f"{n}. {t(f'managing.ask.{q.point}', text=q.text, n=q.n)}" for n, q in enumerate(asked, start=1)]
    blocks += [Text(t("managing.questions"), "strong"), Text("\n".join(words)), Text(t("managing.listen"), "quiet")]
    held = Button(t("managing.held"), t("managing.held_says", key=subject.key), "primary", t("managing.held_says", key=subject.name))
    see = Button(t("managing.see", name=subject.name), f"@{subject.key}", spoken=f"@{subject.name}")
    title = t("managing.brief_title", name=subject.name)
    return End((), title, title, shows=(*blocks, Buttons((held, see))), in_place=False)


def _mine(ctx: Ctx) -> list[KeyResult]:
    subject = ctx.known.subject
    return [kr for _, kr in active_key_results(ctx.known.brief.owned, subject.key)] if subject else []


def _fresh(ctx: Ctx) -> list[CheckIn]:
    since = ctx.known.brief.since
    return [c for c in ctx.known.brief.check_ins if since is None or c.at > since]


def _moved(ctx: Ctx) -> Iterator[str]:
    """From what was known at the last talk (or said first) to what is known now."""
    t, since = ctx.t, ctx.known.brief.since
    for kr in _mine(ctx):
        reports = [c for c in ctx.known.brief.check_ins if c.key_result == kr.id]
        if not reports:
            continue
        before = next((c for c in reversed(reports) if since and c.at <= since), reports[0])
        now = reports[-1]
        steps = []
        if before.value is not None and now.value is not None and before.value != now.value:
            steps.append(f"{amount(t, before.value, kr.unit)} → {amount(t, now.value, kr.unit)}")
        elif before.progress != now.progress and now.progress is not None:
            steps.append(f"{t.percent(before.progress)} → {t.percent(now.progress)}")
        if before.confidence and now.confidence and before.confidence != now.confidence:
            steps.append(t("checkin.confidence_moved", before=before.confidence, now=now.confidence))
        yield t("common.labelled", label=kr.text, text=" · ".join(steps) or t("managing.unmoved", standing=standing(t, kr)))


def _said(ctx: Ctx) -> Iterator[str]:
    """Blockers, notes, next steps and help in their own words, newest first."""
    t = ctx.t
    for report in reversed(_fresh(ctx)):
        words = [w for w in (report.blocker, report.note, report.next) if w]
        words += [help_line(ctx, h) for h in report.help]
        if words:
            yield t("common.labelled", label=week_name(t, Week.parse(report.week)), text=t.list(words))


def _happened(ctx: Ctx) -> Iterator[str]:
    """Agreed, returned, changed."""
    t, brief = ctx.t, ctx.known.brief
    for objective in brief.owned:
        for event in objective.events:
            if (brief.since is None or event.at > brief.since) and t.has(f"managing.event.{event.what}"):
                yield t(f"managing.event.{event.what}", text=objective.text, day=t.short_date(event.at.date()))
        for kr in objective.key_results:
            for change in kr.history:
                if brief.since is None or change.at > brief.since:
                    yield t("managing.changed", text=kr.text, old=change.old or "–", new=change.new or "–")


def _text_of(objectives: tuple[Objective, ...], key: str) -> str:
    texts = {o.id: o.text for o in objectives} | {kr.id: kr.text for o in objectives for kr in o.key_results}
    return texts.get(key, "")


def _remarks(ctx: Ctx) -> Iterator[str]:
    brief = ctx.known.brief
    for comment in brief.comments:
        if brief.since is None or comment.at > brief.since:
            label = f"{ctx.known.name(comment.by)} · {_text_of(brief.owned, comment.subject)}"
            yield ctx.t("common.labelled", label=label, text=comment.text)


def _advice(ctx: Ctx) -> Iterator[str]:
    """What the coach would still say to the words as they stand."""
    for objective in ctx.known.brief.owned:
        if objective.state not in ("draft", "submitted", "returned", "agreed"):
            continue
        lines = [(objective.text, "objective")] + [(kr.text, "key_result") for kr in objective.key_results if kr.state == "active"]
        for text, kind in lines:
            found = [f for f in advise(text, kind, objective.kind, objective.cycle) if f.severity == "advice"]  # type: ignore[arg-type]
            if found:
                yield ctx.t("common.labelled", label=text, text=phrase(found[0], ctx.t))


def talk_held(ctx: Ctx) -> Flow:
    """The next brief begins here."""
    yield from keep()
    t, subject = ctx.t, ctx.known.subject
    if subject is None or not in_chain(ctx.known.me, subject.key, ctx.known.org):
        sentence = t("managing.whom") if subject is None else t("managing.not_yours", name=subject.name)
        return End((), sentence, shows=(Text(sentence), Buttons((_home(ctx),))), in_place=False)
    sentence = t("managing.noted", name=subject.name)
    return End((TalkHeld(subject.key),), sentence, "", "good", (Text(sentence), Buttons((_home(ctx),))))


def _home(ctx: Ctx) -> Button:
    return Button(ctx.t("button.home"), ctx.t("button.home_says"))


ONE_ON_ONE = FlowSpec("one_on_one", one_on_one, frozenset({"brief"}))
TALK_HELD = FlowSpec("talk_held", talk_held, frozenset({"subject"}))
MANAGING_FLOWS = (ONE_ON_ONE, TALK_HELD)
