"""What can be said, by what somebody wants to do; managers and HR see their own part besides."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.flow import End, Flow, keep
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx, FlowSpec
from bot.flows.unclear import short

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
    """What can be said here."""
    yield from keep()
    t = ctx.t
    if ctx.about:
        return short(ctx)
    buttons = tuple(Button(t(f"button.{name}"), t(f"button.{name}_says")) for name in ("home", "draft", "checkin", "team", "settings"))
    return End((), t("help.title"), t("help.title"), shows=(*_parts(ctx), Buttons(buttons)), in_place=False)


def _parts(ctx: Ctx) -> Iterator[Text]:
    for part, names in PARTS.items():
        if (part == "managing" and not ctx.known.is_manager) or (part == "hr" and not ctx.known.me.roles & {"hr", "exec"}):
            continue
        yield Text(ctx.t(f"help.part.{part}"), "strong")
        yield Text("\n".join(ctx.t(f"help.{name}") for name in names))


HELP = FlowSpec("help", helped, frozenset({"leading"}), private=True)
