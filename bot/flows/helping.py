"""What can be said: first what matters most, the whole list one press away; managers and HR see their own part besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.flows.unclear import short

FIRST = {
    "mine": ("home", "draft", "checkin", "inbox"),
    "others": ("team", "person"),
    "managing": ("one_on_one",),
    "hr": ("hr",),
    "me": ("why", "settings", "steer"),
}
PARTS = {
    "mine": ("home", "draft", "checkin", "inbox", "change", "share", "visibility"),
    "week": ("week", "people", "leave"),
    "others": ("team", "person", "company", "memo"),
    "end": ("quarter",),
    "learn": ("why", "examples"),
    "managing": ("one_on_one", "board_here", "split", "roll_up", "override", "stand_in"),
    "hr": ("hr", "ready"),
    "me": ("settings", "link", "steer"),
}


def helped(ctx: Ctx) -> Flow:
    """What is said most, with the way to the rest."""
    yield from keep()
    t = ctx.t
    if ctx.about:
        return short(ctx)
    buttons = tuple(Button(t(f"button.{name}"), t(f"button.{name}_says")) for name in ("home", "draft", "checkin", "team", "settings"))
    everything = Button(t("help.everything"), t("help.everything_says"))
    return End((), t("help.title"), t("help.title"), shows=(*_parts(ctx, FIRST), Buttons((*buttons, everything))), in_place=False)


def all_commands(ctx: Ctx) -> Flow:
    """Everything that can be said."""
    yield from keep()
    title = ctx.t("help.all_title")
    home = Button(ctx.t("button.home"), ctx.t("button.home_says"))
    return End((), title, title, shows=(*_parts(ctx, PARTS), Buttons((home,))), in_place=False)


def _parts(ctx: Ctx, parts: Mapping[str, tuple[str, ...]]) -> Iterator[Text]:
    for part, names in parts.items():
        if (part == "managing" and not ctx.known.is_manager) or (part == "hr" and not ctx.known.me.roles & {"hr", "exec"}):
            continue
        yield Text(ctx.t(f"help.part.{part}"), "strong")
        yield Text("\n".join(ctx.t(f"help.{name}") for name in names))


HELP = FlowSpec("help", helped, frozenset({"leading"}), private=True)
ALL_COMMANDS = FlowSpec("all_commands", all_commands, HELP.needs, private=True)
