"""Who has checked in and who has not, for whoever leads or looks after them, with a nudge one tap away."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Button, Buttons, Fact, Facts, Text
from bot.flows import inbox
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.okr.model import Person
from bot.okr.weeks import Week
from bot.wording import week_name

MOST_NUDGES = 3


def who_reported(ctx: Ctx) -> Flow:
    """Of the last prompt's week; who is away, or has said that the week is left out, owes nothing."""
    yield from keep()
    t, known = ctx.t, ctx.known
    week = known.week or Week.of(known.today)
    groups = {state: [p for p in known.members if _state(ctx, p, week) == state] for state in ("silent", "answered", "skipped", "away")}
    shown = {state: people for state, people in groups.items() if people}
    if not shown:
        sentence = t("who_reported.nobody_asked") if known.members else t("who_reported.which_team")
        more = () if known.members else (Button(t("button.report"), t("button.report_says")),)
        home = Button(t("button.home"), t("button.home_says"))
        return End((), sentence, t("who_reported.title"), shows=(Text(sentence), Buttons((*more, home))), in_place=False)
    silent = groups["silent"]
    said = {"week": week_name(t, week), "n": len(silent), "names": t.list([p.name for p in silent])}
    sentence = t("who_reported.silent", **said) if silent else t("who_reported.all_in", week=said["week"])
    facts = Facts(tuple(Fact(t(f"board.{state}"), t.list([p.name for p in people])) for state, people in shown.items()))
    return End((), sentence, t("who_reported.title"), shows=(Text(sentence), facts, Buttons(tuple(_buttons(ctx, silent)))), in_place=False)


def _state(ctx: Ctx, person: Person, week: Week) -> str:
    """Where somebody stands with that week; empty where they have nothing to report on."""
    known = ctx.known
    mine = [kr.id for _, kr in active_key_results(known.of_week(known.others, week), person.key)]
    if any((kr, str(week)) in known.check_ins for kr in mine):
        return "answered"
    if not mine:
        return ""
    return "skipped" if known.skipped(person.key, week) else "away" if known.away(person) else "silent"


def _buttons(ctx: Ctx, silent: list[Person]) -> Iterator[Button]:
    t = ctx.t
    free = [p for p in silent if p.key not in ctx.known.nudged]
    yield from (inbox.nudge_button(ctx, person.key) for person in free[:MOST_NUDGES])
    if len(free) > 1:
        yield Button(t("digest.nudge_all", n=len(free)), t("digest.nudge_all_says"))
    yield Button(t("button.team"), t("button.team_says"))


WHO_REPORTED = FlowSpec("who_reported", who_reported, frozenset({"nudge"}))
