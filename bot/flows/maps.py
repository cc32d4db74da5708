"""`/okr company` and `/okr map [team]`: who carries what, as far as the asker may see it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Block, Button, Buttons, Facts, Image, Link, Links, Text
from bot.flows.known import Ctx, FlowSpec
from bot.flows.map_cards import cards
from bot.flows.map_lines import Lines
from bot.flows.nearby import no_team
from bot.okr.access import may_see
from bot.okr.model import Objective
from bot.okr.tree import Forest, forest, live
from bot.pictures.tree import png

MOST_GAPS = 8
MOST_CARDS = 24
"""In a picture that is looked at in a chat."""


def company(ctx: Ctx) -> Flow:
    """The whole company's tree."""
    yield from keep()
    whole = tree(ctx)
    return _shown(ctx, whole, whole, ctx.t("map.company_title"))


def team_map(ctx: Ctx) -> Flow:
    """One team's tree, with what it serves above and what others carry below."""
    yield from keep()
    t, team = ctx.t, ctx.known.team
    if team is None:
        return no_team(ctx, "map.of_says")
    whole = tree(ctx)
    owners = {p.key for p in ctx.known.members}
    return _shown(ctx, whole.within(owners), whole, t("map.team_title", team=team.name))


def tree(ctx: Ctx) -> Forest:
    """What may be seen here: by the asker alone, or by everybody who is in the room."""
    known, room = ctx.known, ctx.about.get("room")
    shown = (o for o in known.carried if (o.visibility == "company" if room else may_see(known.me, o, known.org)))
    return forest(shown, known.carried, known.org)


def _shown(ctx: Ctx, part: Forest, whole: Forest, title: str) -> End:
    t = ctx.t
    home = Button(t("button.home"), t("button.home_says"))
    if not part.objectives:
        return End((), t("map.empty"), title, shows=(Text(t("map.empty")), Buttons((home,))), in_place=False)
    lines = Lines(part, whole, ctx.known.org, t)
    text, hidden = lines.text()
    blocks: list[Block] = [Facts(lines.facts()), Text(text)]
    if hidden:
        blocks += [Text(t("map.hidden", n=hidden), "quiet"), *_gaps(lines, part)]
    links = tuple(Link(t(f"map.link.{name}"), url) for name, url in ctx.known.links.items())
    if links:
        blocks += [Links(links), Text(t("map.links_are_yours", says=t("button.company_says")), "quiet")]
    buttons = Buttons(tuple(_buttons(ctx, home)))
    return End((), t("map.summary", n=len(part.objectives)), title, shows=(*blocks, buttons), in_place=False)


def company_picture(ctx: Ctx) -> Flow:
    """The company's upper levels as a picture."""
    yield from keep()
    return _drawn(ctx, tree(ctx), ctx.t("map.company_title"))


def team_picture(ctx: Ctx) -> Flow:
    """One team's tree as a picture."""
    if ctx.known.team is None:
        return (yield from team_map(ctx))
    yield from keep()
    owners = {p.key for p in ctx.known.members}
    return _drawn(ctx, tree(ctx).within(owners), ctx.t("map.team_title", team=ctx.known.team.name))


def _drawn(ctx: Ctx, part: Forest, title: str) -> End:
    t = ctx.t
    home = Button(t("button.home"), t("button.home_says"))
    if not part.objectives:
        return End((), t("map.empty"), title, shows=(Text(t("map.empty")), Buttons((home,))), in_place=False)
    found = cards(part, ctx.known.org, t, MOST_CARDS)
    words = "\n".join((title, *(f"{card.title} · {card.note}" for card in found)))
    return End((), t("map.summary", n=len(part.objectives)), title, shows=(Image(png(found), words), Buttons((home,))), in_place=False)


def _gaps(lines: Lines, part: Forest) -> Iterator[Block]:
    """The gaps by name, where the tree above does not show every line."""
    t = lines.t
    open_lines = [(kr, o) for o in part.objectives.values() for kr in live(o) if kr.id in part.uncovered]
    if open_lines:
        yield Text(t("map.uncovered_title", n=len(open_lines)), "strong")
        yield Text(_listed(lines, [(kr.text, o) for kr, o in open_lines]))
    alone = [o for o in part.objectives.values() if o.id in part.unaligned]
    if alone:
        yield Text(t("map.unaligned_title", n=len(alone)), "strong")
        yield Text(_listed(lines, [(o.text, o) for o in alone]))


def _listed(lines: Lines, rows: list[tuple[str, Objective]]) -> str:
    names = lines.org.people
    shown = [f"• {text} — {names[o.owner].name if o.owner in names else o.owner}" for text, o in rows[:MOST_GAPS]]
    rest = len(rows) - len(shown)
    return "\n".join([*shown, *([lines.t("map.and_more", n=rest)] if rest else [])])


def _buttons(ctx: Ctx, home: Button) -> Iterator[Button]:
    t = ctx.t
    says = t("map.picture_of", team=ctx.known.team.name) if ctx.known.team else t("map.picture_says")
    yield Button(t("map.picture"), says)
    if ctx.known.team:
        yield Button(t("button.company"), t("button.company_says"))
        yield Button(t("button.team"), t("team.says", team=ctx.known.team.name))
    else:
        yield Button(t("button.map"), t("button.map_says"))
    yield home


COMPANY = FlowSpec("company", company, frozenset({"carried"}), private=False)
MAP = FlowSpec("map", team_map, frozenset({"carried", "carried_team"}), private=False)
COMPANY_PICTURE = FlowSpec("company_picture", company_picture, COMPANY.needs, private=False)
MAP_PICTURE = FlowSpec("map_picture", team_picture, MAP.needs, private=False)
MAP_FLOWS = (COMPANY, MAP, COMPANY_PICTURE, MAP_PICTURE)
