"""Says that nobody is called so, and offers who may be meant instead."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.message import Button
from bot.flows.known import Ctx
from bot.okr.model import Person

NEAR = "~"
"""Before a name in `Known.named`: nobody has it, and these are called nearly so."""


def nobody_called(ctx: Ctx, name: str, says: Callable[[str], str]) -> tuple[str, tuple[Button, ...]]:
    """The sentence, and a button for everybody whose name is near; `says` makes the words, given whom they name."""
    near = ctx.known.named.get(f"{NEAR}{name}", ())
    buttons = tuple(this_one(person, says) for person in near)
    return ctx.t("person.near" if near else "person.unknown", name=name), buttons


def this_one(person: Person, says: Callable[[str], str]) -> Button:
    """Means just this person, whoever else is called so."""
    label = f"{person.name} ({person.team or person.key})"
    return Button(label, says(person.key), spoken=says(label))
