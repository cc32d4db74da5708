"""A team looks back together: its lead begins, everybody answers in their own chat, one page gathers it and may be shown to the team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.conversation.flow import End, Flow, ask, keep
from bot.conversation.form import Pick, Question, choice
from bot.conversation.message import Block, Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec, Known
from bot.flows.retro import shown
from bot.okr.deeds_ending import BeginRetro, ShareRetro
from bot.okr.looking_back import PARTS, leads
from bot.okr.model import Team
from bot.wording import cycle_name


def team_retro(ctx: Ctx) -> Flow:
    """For its lead: begin, see what has come in, show it; for the others the page once it is shown."""
    t, known = ctx.t, ctx.known
    team, cycle, gathering = known.team, known.ending.cycle, known.ending.gathering
    if team is None or cycle is None:
        yield from keep()
        return _ended(ctx, t("team.unknown", name=ctx.about["name"]) if ctx.about.get("name") else t("retro.no_team"))
    title = t("retro.title_team", team=team.name, cycle=cycle_name(t, cycle.key))
    if not leads(known.me, team.key, known.org):
        yield from keep()
        return _page(ctx, title) if gathering and gathering.shared_at else _ended(ctx, t("retro.lead_begins", team=team.name))
    if gathering is None:
        picks = (Pick("yes", t("retro.begin"), ctx.words("yes")), Pick("no", t("retro.not_now"), ctx.words("no")))
        label = t("retro.ask_begin", n=len(known.members), team=team.name)
        if (yield from ask(Question("begin", label, choice(*picks)), title=title, in_place=True)) == "no":
            return _ended(ctx, t("retro.not_begun"))
        return End((BeginRetro(team.key, cycle.key),), t("retro.begun", n=len(known.members)), title, "good", (Text(t("retro.begun_how")),))
    pick = Pick("share", t("retro.share"), ctx.words("retro_share"))
    shows = (*gathered(ctx), Text(_who(ctx), "quiet"))
    if not known.ending.retros:
        yield from keep()
        return End((), title, title, shows=shows, in_place=False)
    yield from ask(Question("share", t("retro.ask_share", team=team.name), choice(pick)), title=title, shows=shows, in_place=True)
    return End(
        (ShareRetro(team.key, cycle.key),), t("retro.shared", team=team.name), title, "good", (*gathered(ctx), Text(_shared(ctx, team)))
    )


def _shared(ctx: Ctx, team: Team) -> str:
    return ctx.t("retro.shared", team=team.name)


def gathered(ctx: Ctx) -> tuple[Block, ...]:
    """Everybody's words, question by question, each with its name."""
    return tuple(block for part in PARTS for block in _part(ctx, part))


def _part(ctx: Ctx, part: str) -> Iterator[Block]:
    found = [(ctx.known.name(r.person), getattr(r, part)) for r in ctx.known.ending.retros if getattr(r, part)]
    if found:
        yield Text(ctx.t(f"retro.part.{part}"), "strong")
        yield Text("\n".join(ctx.t("common.labelled", label=name, text=text) for name, text in found))


def _who(ctx: Ctx) -> str:
    """How many have answered, and who has not; for the lead only."""
    known = ctx.known
    answered = {r.person for r in known.ending.retros}
    missing = [p.name for p in known.members if p.key not in answered]
    sentence = ctx.t("retro.answered", n=len(answered), of=len(known.members))
    return f"{sentence} {ctx.t('retro.missing', names=ctx.t.list(missing))}" if missing else sentence


def _page(ctx: Ctx, title: str) -> End:
    home = Buttons((Button(ctx.t("button.home"), ctx.t("button.home_says")),))
    return End((), title, title, shows=(*gathered(ctx), home), in_place=False)


def _ended(ctx: Ctx, sentence: str) -> End:
    home = Buttons((Button(ctx.t("button.home"), ctx.t("button.home_says")),))
    return End((), sentence, ctx.t("retro.name"), shows=(Text(sentence), home), in_place=False)


def retro_page(ctx: Ctx) -> Flow:
    """To whom a page is shown: the team's to the team, somebody's own to their manager."""
    yield from keep()
    known = ctx.known
    if known.team:
        cycle = cycle_name(ctx.t, ctx.about["cycle"])
        return _page(ctx, ctx.t("retro.title_team", team=known.team.name, cycle=cycle))
    return shown(ctx, known.subject.name if known.subject else "")


def begin(known: Known, about: Mapping[str, str]) -> Mapping[str, str]:
    """A command may name the team; what it is about are the team and the cycle."""
    team = {"team": known.team.key} if known.team else {}
    return {**about, **team, **({"cycle": known.ending.cycle.key} if known.ending.cycle else {})}


TEAM_RETRO = FlowSpec("team_retro", team_retro, frozenset({"retro"}), keys=("cycle", "team"), begin=begin)
RETRO_PAGE = FlowSpec("retro_page", retro_page, frozenset({"retro"}))
