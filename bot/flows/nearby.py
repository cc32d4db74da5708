"""Says that nobody is called so, and offers who may be meant instead."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.message import Button
from bot.flows.known import Ctx
from bot.okr.model import Person

NEAR = "~"
"""Before a name in `Known.named`: nobody has it, and these are called nearly so."""


def nobody_called(ctx: Ctx, name: str, says: Callable[[Person], str]) -> tuple[str, tuple[Button, ...]]:
    """The sentence, and a button for everybody whose name is near."""
    near = ctx.known.named.get(f"{NEAR}{name}", ())
    buttons = tuple(Button(f"{person.name} ({person.team or person.key})", says(person)) for person in near)
    return ctx.t("person.near" if near else "person.unknown", name=name), buttons
