"""Says that nobody is called so, or no team, and offers what may be meant instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches

from bot.conversation.flow import End
from bot.conversation.message import Button, Buttons, Text
from bot.flows.known import Ctx
from bot.okr.model import Person

MOST_TEAMS = 5
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


def no_team(ctx: Ctx, key: str) -> End:
    """The named one is not known, or somebody has none; `key` is the sentence that asks the same of a team."""
    t, name = ctx.t, ctx.about.get("name", "")
    sentence = t("team.unknown", name=name) if name else t("team.none")
    home = Button(t("button.home"), t("button.home_says"))
    return End((), sentence, shows=(Text(sentence), Buttons((*_teams(ctx, name, key), home))), in_place=False)


def _teams(ctx: Ctx, name: str, key: str) -> Iterator[Button]:
    """Those that are called nearly so, else the few there are."""
    names = {team.name.casefold(): team.name for team in ctx.known.org.teams.values()}
    near = get_close_matches(name.casefold(), names, MOST_TEAMS, 0.5)
    for found in near or (sorted(names) if len(names) <= MOST_TEAMS else ()):
        yield Button(names[found], ctx.t(key, team=names[found]))
