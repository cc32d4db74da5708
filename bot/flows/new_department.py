"""A platform's address book has a new department: HR says whether it is a team here."""

from __future__ import annotations

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr.deeds import Action
from bot.okr.deeds_hr import MakeTeam
from bot.okr.model import Team
from bot.wording import platform_name


def new_department(ctx: Ctx) -> Flow:
    """To HR, who is asked first: what a company keeps besides its OKRs may be a department there too."""
    t, about, teams = ctx.t, ctx.about, ctx.known.org.teams
    name, platform = about["name"], platform_name(t, about["platform"])
    if any(name in (team.key, team.name) for team in teams.values()):
        yield from keep()
        return _said(ctx, t("new_department.is_team", name=name))
    yes = Pick("yes", t("new_department.make"), ctx.words("yes"), primary=True)
    question = Question("make", t("new_department.shall"), choice(yes, Pick("no", t("new_department.not_now"), ctx.words("no"))))
    shows = (Text(t("new_department.sentence", name=name, platform=platform)), *_details(ctx))
    answer = yield from ask(question, title=t("new_department.title"), shows=shows, in_place=True)
    if answer == "no":
        return _said(ctx, t("new_department.left", name=name))
    team = Team(name, name, about.get("above") or None, about.get("lead") or None)
    return _said(ctx, t("new_department.made", name=name, platform=platform), MakeTeam(team, about["platform"], about["unit"]))


def _details(ctx: Ctx) -> tuple[Text, ...]:
    """Who leads it and what it belongs to, as far as they are known here."""
    t, known = ctx.t, ctx.known
    lead, above = known.person(ctx.about.get("lead")), known.org.teams.get(ctx.about.get("above", ""))
    lines = [t("new_department.led", name=lead.name)] if lead else []
    lines += [t("new_department.above", team=above.name)] if above else []
    return (Text("\n".join(lines), "quiet"),) if lines else ()


def more(ctx: Ctx) -> Flow:
    """In place of one message each, where a whole company is set up anew."""
    yield from keep()
    t, platform = ctx.t, ctx.about["platform"]
    sentence = t("new_department.more", platform=platform_name(t, platform), name=platform)
    return End((), sentence, t("new_department.title"), shows=(Text(sentence),), in_place=False)


def _said(ctx: Ctx, sentence: str, *deeds: Action) -> End:
    t = ctx.t
    board = (Buttons((Button(t("button.team"), t("board_place.team_says", key=ctx.about["name"])),)),) if deeds else ()
    return End(deeds, sentence, t("new_department.title"), "good" if deeds else "neutral", (Text(sentence), *board), in_place=True)


NEW_DEPARTMENT = FlowSpec("new_department", new_department, frozenset({"company"}), keys=("platform", "unit"))
NEW_DEPARTMENTS = FlowSpec("new_departments", more)
