"""Who has not begun, is drafting, waits, has agreed, has not scored: the names, for HR and for whoever looks after them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Fact, Facts, Text
from bot.flows.audience_said import GROUPS, Heard, heard
from bot.flows.known import Ctx, FlowSpec
from bot.okr import participation
from bot.okr.model import Person
from bot.okr.model_ending import Audience, Stage
from bot.wording import cycle_name

USUALLY: tuple[Stage, ...] = GROUPS["not_agreed"]
NAMES = 40


def who_stands(ctx: Ctx) -> Flow:
    """Those of the stages, teams and roles that the sentence names; without any, everybody who has not agreed yet."""
    yield from keep()
    t, cycle = ctx.t, ctx.known.ending.cycle
    allowed = ctx.known.me.roles & {"hr", "exec"} or ctx.known.ending.stages
    if not allowed or cycle is None:
        sentence = t("cycles.none") if allowed else t("report.for_hr")
        return End((), sentence, t("report.name"), shows=(Text(sentence),), in_place=False)
    said = heard(ctx, ctx.about.get("said", ""))
    stages = said.stages or (("not_scored",) if ctx.about.get("of") == "scoring" else USUALLY)
    found = {stage: people for stage in stages if (people := _people(ctx, said, stage))}
    n = len({person.key for people in found.values() for person in people})
    sentence = (
        t("who_stands.sentence", n=n, cycle=cycle_name(t, cycle.key)) if n else t("who_stands.nobody", cycle=cycle_name(t, cycle.key))
    )
    facts: tuple[Block, ...] = (Facts(tuple(_facts(ctx, found))),) if found else ()
    return End(
        (), sentence, t("who_stands.title"), shows=(Text(sentence), *facts, Buttons(tuple(_buttons(ctx, said, found)))), in_place=False
    )


def _people(ctx: Ctx, said: Heard, stage: Stage) -> tuple[Person, ...]:
    """Who is asked to write and stands there, by name."""
    known, cycle = ctx.known, ctx.known.ending.cycle
    assert cycle is not None
    asked = ctx.once("asked", lambda: participation.everybody_eligible(cycle, known.org))
    audience = Audience((stage,), said.teams, said.roles, said.platforms)
    return tuple(sorted(participation.fitting(asked, audience, known.ending.stages_of, known.org), key=lambda person: person.name))


def _facts(ctx: Ctx, found: dict[Stage, tuple[Person, ...]]) -> Iterator[Fact]:
    t = ctx.t
    for stage, people in found.items():
        more = [t("broadcast.more", n=len(people) - NAMES)] if len(people) > NAMES else []
        yield Fact(t("broadcast.stage", stage=t(f"stage.{stage}"), n=len(people)), t.list([*(p.name for p in people[:NAMES]), *more]))


def _buttons(ctx: Ctx, said: Heard, found: dict[Stage, tuple[Person, ...]]) -> Iterator[Button]:
    """To write to just these, for HR; and to the numbers."""
    t = ctx.t
    teams = " ".join(ctx.known.org.teams[key].name for key in said.teams if key in ctx.known.org.teams)
    whole = next((name for name, group in GROUPS.items() if set(group) == set(said.stages)), "")
    meant = [whole] if whole else list(found)
    if "hr" in ctx.known.me.roles and not (said.roles or said.platforms):
        for stage in meant:
            label = t("who_stands.write", stage=t(f"stage.{stage}"))
            yield Button(label, t("who_stands.write_says", stage=t(f"stage.{stage}"), teams=teams).strip())
    if ctx.known.me.roles & {"hr", "exec"}:
        yield Button(t("button.report"), t("button.report_says"))
    elif "no_draft" in found:
        yield Button(t("who_stands.nudge"), t("who_stands.nudge_says"))


WHO_STANDS = FlowSpec("who_stands", who_stands, frozenset({"company"}))
