"""Whoever is mentioned is called as they are called here, whatever the platform calls them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from bot.conversation.event import Mention, Said
from bot.okr.model import Person
from bot.ports import Tx


def by_their_names(tx: Tx, platform: str, said: Said) -> Said:
    """The words with the names that people have here, told apart where several have the same; strangers stay as they are.

    Two who have the same name there cannot be told apart in the words: they stay too.
    """
    if not said.mentions:
        return said
    shared = Counter(mention.name for mention in said.mentions)
    known = {m.name: person for m in said.mentions if shared[m.name] == 1 and (person := tx.person_at(platform, m.account))}
    names = {there: here for there, person in known.items() if (here := _alone(tx, person)) != there}
    if not names:
        return said
    longest_first = sorted(shared, key=len, reverse=True)
    marks = re.compile("@(?:" + "|".join(f"({re.escape(there)}){_rest(there, names.get(there, there))}" for there in longest_first) + ")")
    text = marks.sub(lambda mark: f"@{names.get(there := mark[mark.lastindex or 1], there)}", said.text)
    return replace(said, text=text, mentions=tuple(Mention(m.account, names.get(m.name, m.name)) for m in said.mentions))


def _rest(there: str, here: str) -> str:
    """The pattern of what may follow a name that a platform ends at its first space: “@Li Lei”, where it tells that “Li” is mentioned."""
    rest = here.removeprefix(there) if here.startswith(f"{there} ") else ""
    return rf"(?:{re.escape(rest)}(?!\w))?" if rest else ""


def _alone(tx: Tx, person: Person) -> str:
    """The name that is theirs alone: with their team beside it where it has to be, else with their key."""
    beside = (f"{person.name} ({aside})" for aside in (person.team, person.key) if aside)
    return next((name for name in (person.name, *beside) if tx.people_named(name) == (person,)), person.name)
