"""What single teams ask for instead of the cycle: pilot or not, writing required or not, limits, change policy."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, get_args

from bot.conversation.flow import Ask, End, Keep, ask
from bot.conversation.form import Kind, Pick, Question, Unclear, choice, plain
from bot.conversation.message import Button, Buttons, Text
from bot.flows.cycle_parts import count
from bot.flows.known import Ctx
from bot.okr.deeds_hr import SetTeamRules
from bot.okr.model import Policy, Team, Writing

RULES = ("pilot", "writing", "max_objectives", "max_key_results", "policy")


def team_rules(ctx: Ctx) -> Generator[Ask | Keep, Mapping[str, Any], End]:
    """One rule of one team."""
    t, teams = ctx.t, ctx.known.org.teams
    key = yield from ask(Question("team", t("team_rules.which"), _team(ctx)), title=t("team_rules.title"), in_place=True)
    team = teams[key]
    picks = (Pick(rule, t(f"team_rules.rule.{rule}", value=_now(ctx, team, rule))) for rule in RULES)
    rule = yield from ask(Question("rule", t("team_rules.what", team=team.name), choice(*picks)), title=team.name, in_place=True)
    value = yield from ask(Question(f"value.{rule}", t(f"team_rules.ask.{rule}"), _value(ctx, rule)), title=team.name, in_place=True)
    said: Any = value == "yes" if rule == "pilot" else None if value == "cycle" else int(value) if rule.startswith("max_") else value
    buttons = Buttons((Button(t("button.cycle"), t("button.cycle_says")),))
    return End((SetTeamRules(key, rule, said),), t("team_rules.done", team=team.name), team.name, "good", (Text(_done(ctx, team)), buttons))


def _done(ctx: Ctx, team: Team) -> str:
    return ctx.t("team_rules.done", team=team.name)


def _team(ctx: Ctx) -> Kind:
    teams = ctx.known.org.teams.values()
    offered = choice(*(Pick(team.key, team.name) for team in teams))

    def read(text: str) -> Any:
        try:
            return offered.reads(text)
        except Unclear:
            raise Unclear("team.unknown", name=text.strip()) from None

    few = offered.options if len(offered.options) <= 10 else ()
    return Kind(read, "text", few, max_length=100)


def _now(ctx: Ctx, team: Team, rule: str) -> str:
    value = getattr(team, rule)
    if rule == "pilot":
        return ctx.t("team_rules.yes" if value else "team_rules.no")
    if value is None:
        return ctx.t("team_rules.as_cycle")
    return ctx.t(f"{rule}.{value}") if rule in ("writing", "policy") else str(value)


def _value(ctx: Ctx, rule: str) -> Kind:
    t = ctx.t
    if rule == "pilot":
        return choice(Pick("yes", t("team_rules.yes"), ctx.words("yes")), Pick("no", t("team_rules.no"), ctx.words("no")))
    as_cycle = Pick("cycle", t("team_rules.as_cycle"))
    if rule in ("writing", "policy"):
        return choice(*(Pick(one, t(f"{rule}.{one}")) for one in get_args(Writing if rule == "writing" else Policy)), as_cycle)
    offered = choice(as_cycle)

    def read(text: str) -> Any:
        said = plain(text)
        return count(rule, text) if said.isdecimal() else offered.reads(text)

    return Kind(read, "text", offered.options, numeric=True, max_length=20)
