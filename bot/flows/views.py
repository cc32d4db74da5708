"""What others show: a team's board on request or on Friday, and a colleague's OKRs."""

from __future__ import annotations

from collections.abc import Iterator

from bot.boards import BoardView, board, okrs
from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Button, Buttons, Text
from bot.flows import chart, examples, managing, react
from bot.flows.known import Ctx, FlowSpec, active_key_results
from bot.flows.nearby import no_team, nobody_called, this_one
from bot.flows.quadrants import on_board
from bot.okr.access import LIVE, may_see, seen_on_board
from bot.okr.model import Objective
from bot.okr.weeks import Week


def team(ctx: Ctx) -> Flow:
    """The team's board: to its channel, or to whoever asks for it, as far as everybody in the company may see."""
    yield from keep()
    t, known = ctx.t, ctx.known
    if known.team is None:
        return no_team(ctx, "team.says")
    view = board_view(ctx)
    title = t("board.title", team=known.team.name)
    pictures = chart.on_board(ctx, view.objectives) if ctx.about.get("posted") else ()
    buttons = (
        react.on_board(ctx)
        if ctx.about.get("posted")
        else (Buttons((*_picture(ctx), *_memo(ctx), Button(t("button.home"), t("button.home_says")))),)
    )
    return End(
        (),
        t("board.summary", team=known.team.name, n=len(view.objectives)),
        title,
        shows=(*board(view, t), *on_board(ctx, view.week), *pictures, *managing.on_team(ctx), *buttons),
        in_place=False,
    )


def _picture(ctx: Ctx) -> Iterator[Button]:
    """The same to look at."""
    if ctx.known.team:
        says, spoken = (ctx.t("board_picture.says", team=name) for name in (ctx.known.team.key, ctx.known.team.name))
        yield Button(ctx.t("board_picture.button"), says, spoken=spoken)


def _memo(ctx: Ctx) -> Iterator[Button]:
    """To the memo of one's own team."""
    team = ctx.known.team
    if team and team.lead and ctx.known.me.key in {team.lead, *(p.key for p in ctx.known.members)} and not ctx.about.get("room"):
        yield Button(ctx.t("memo.name"), ctx.t("memo.see_says"))


def board_view(ctx: Ctx) -> BoardView:
    """What is agreed and open to the team, with who has not answered and who is away."""
    known = ctx.known
    week = known.week or Week.of(known.today)
    shown = tuple(o for o in known.others if seen_on_board(o, known.team.key if known.team else None, known.org) and _open_here(ctx, o))
    owners = {kr.owner for o in shown for kr in o.key_results if kr.state == "active"}
    away = tuple(p for p in known.members if p.key in owners and known.away(p))
    silent = tuple(
        p for p in known.members if p.key in owners and p not in away and p.key not in known.answered and not known.skipped(p.key, week)
    )
    check_ins = {kr: c for (kr, w), c in known.check_ins.items() if w == str(week)}
    title = known.team.name if known.team else ""
    skipped = tuple(p for p in known.members if p.key in owners and p.key not in known.answered and known.skipped(p.key, week))
    silent = silent if check_ins or ctx.about.get("posted") else ()
    return BoardView(title, week, shown, known.org.people, check_ins, known.last, silent, away, skipped, known.org.teams)


def _open_here(ctx: Ctx, objective: Objective) -> bool:
    """In a chat of several, what the whole company may see; what is open to one team only, in that team's own channel besides."""
    known, room = ctx.known, ctx.about.get("room")
    if not room and not ctx.about.get("posted"):
        return may_see(known.me, objective, known.org)
    if objective.state not in LIVE or objective.visibility == "company":
        return objective.state in LIVE
    team, owner = known.team, known.person(objective.owner)
    own_channel = team is not None and room in (None, team.board_channel)
    return objective.visibility == "team" and own_channel and owner is not None and team is not None and owner.team == team.key


def colleague(ctx: Ctx) -> Flow:
    """What somebody shows me; nothing hints at what they do not."""
    yield from keep()
    t, known = ctx.t, ctx.known
    home = Button(t("button.home"), t("button.home_says"))
    if known.subject is None:
        return _which_person(ctx, home)
    shown = tuple(o for o in known.others if _open_here(ctx, o) and (o.state in LIVE or o.owner == known.me.key))
    names = {key: p.name for key, p in known.org.people.items() if key != known.subject.key}
    blocks = okrs(shown, t, names=names) if shown else (Text(t("person.empty", name=known.subject.name)),)
    return End(
        (),
        t("person.summary", name=known.subject.name),
        t("person.title", name=known.subject.name),
        shows=(*blocks, Buttons((*_recognition(ctx, shown), *examples.offers(ctx, shown), home))),
        in_place=False,
    )


def _recognition(ctx: Ctx, shown: tuple[Objective, ...]) -> Iterator[Button]:
    """A thumb up and a word, where somebody else has reported something that I see."""
    who = ctx.known.subject
    reported = who and any(kr.confidence is not None for _, kr in active_key_results(shown, who.key))
    if who and reported and who.key != ctx.known.me.key and not ctx.about.get("room"):
        yield Button(ctx.t("like.button"), ctx.t("like.says", key=who.key), spoken=ctx.t("like.says", key=who.name))
        yield Button(ctx.t("comment.button"), ctx.t("comment.says", key=who.key), spoken=ctx.t("comment.says", key=who.name))
        yield Button(ctx.t("chart.button"), ctx.t("chart.says", key=who.key), spoken=ctx.t("chart.says", key=who.name))


def _which_person(ctx: Ctx, home: Button) -> End:
    t = ctx.t
    name = ctx.about.get("name", "")
    several = ctx.known.named.get(name, ())
    if several:
        sentence = t("person.several", name=name)
        found = (*(this_one(p, lambda who: f"@{who}") for p in several[:5]), home)
    else:
        sentence, near = nobody_called(ctx, name, lambda who: f"@{who}")
        found = (*near, home)
    return End((), sentence, shows=(Text(sentence), Buttons(found)), in_place=False)


TEAM = FlowSpec("team", team, frozenset({"team", "managed", "stuck"}), private=False)
PERSON = FlowSpec("person", colleague, frozenset({"subject", "marked"}), private=False)
