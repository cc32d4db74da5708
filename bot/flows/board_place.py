"""`board here`, said in a group: a team's board appears there from now on; `board off` ends that. Nobody has to look up a group's id."""

from __future__ import annotations

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.okr.deeds_time import SetTeamBoard
from bot.okr.model import Team


def board_here(ctx: Ctx) -> Flow:
    """For the team's lead, one above, or HR."""
    yield from keep()
    team = _mine(ctx)
    t, room = ctx.t, ctx.about.get("room")
    if team is None or not room:
        return _said(_why_not(ctx, team) or t("board_place.only_in_a_group"))
    off = _off(ctx, t("board_place.off"), team)
    if (team.board_platform, team.board_channel) == (ctx.about["on"], room):
        return _said(t("board_place.here_already", team=team.name), off)
    done = t("board_place.here", team=team.name)
    board = Button(t("button.team"), t("board_place.team_says", key=team.key), spoken=t("board_place.team_says", key=team.name))
    buttons = Buttons((board, off))
    deed = SetTeamBoard(team.key, ctx.about["on"], room)
    return End((deed,), done, shows=(Text(done), buttons), in_place=False)


def board_off(ctx: Ctx) -> Flow:
    """The same people's to say, wherever they are."""
    yield from keep()
    team = _mine(ctx)
    if team is None:
        return _said(_why_not(ctx, None))
    if not team.board_channel:
        return _said(ctx.t("board_place.nowhere", team=team.name))
    done = ctx.t("board_place.gone", team=team.name)
    return End((SetTeamBoard(team.key, None, None),), done, shows=(Text(done),), in_place=False)


def lost(ctx: Ctx) -> Flow:
    """To who leads the team, when its group did not take the board."""
    yield from keep()
    t, team = ctx.t, ctx.known.team
    if team is None or not team.board_channel:
        return _said(t("board_place.nowhere", team=team.name if team else ctx.about["team"]))
    match ctx.about.get("taken_out"):
        case "dissolved":
            sentence = t("board_place.dissolved", team=team.name)
        case None:
            sentence = t("board_place.lost", team=team.name)
        case _:
            sentence = t("board_place.taken_out", team=team.name)
    off = _off(ctx, t("board_place.off_button"), team)
    return End((), sentence, t("board.title", team=team.name), "warn", (Text(sentence), Buttons((off,))), in_place=False)


def _mine(ctx: Ctx) -> Team | None:
    """The team, where it is theirs to say."""
    me, known = ctx.known.me, ctx.known
    theirs = known.team is not None and ("hr" in me.roles or me.key in known.org.leads_of(known.team.key))
    return known.team if theirs else None


def _why_not(ctx: Ctx, team: Team | None) -> str:
    t, named = ctx.t, ctx.about.get("name", "")
    if team is not None:
        return ""
    if ctx.known.team is None:
        return t("team.unknown", name=named) if named else t("board_place.which")
    return t("board_place.not_yours", team=ctx.known.team.name)


def _off(ctx: Ctx, label: str, team: Team) -> Button:
    return Button(label, ctx.t("board_place.off_says", key=team.key), spoken=ctx.t("board_place.off_says", key=team.name))


def _said(sentence: str, *buttons: Button) -> End:
    return End((), sentence, shows=(Text(sentence), *((Buttons(buttons),) if buttons else ())), in_place=False)


BOARD_HERE = FlowSpec("board_here", board_here, frozenset({"team"}), private=False, keys=("name", "room"))
BOARD_LOST = FlowSpec("board_lost", lost, frozenset({"team"}))
BOARD_OFF = FlowSpec("board_off", board_off, frozenset({"team"}), private=False, keys=("name",))
