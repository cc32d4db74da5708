"""What a sentence is meant for: a command, the conversation it answers, the week's report, or nothing that is understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.conversation.form import plain, squeezed
from bot.conversation.i18n import Catalogue

PREFIX = re.compile(r"^\s*/okr(?![a-z0-9])\s*", re.IGNORECASE)
AT = re.compile(r"@([\w.\-·]+)")
LONGEST_UNSPACED = 6
LONGEST_NAME = 60
TAKES_NAME = ("team", "approve")
TAKES_REPLY = ("leave", "settings", "checkin", "draft")


@dataclass(frozen=True, slots=True)
class Command:
    """A flow to begin, what it is about, and a first reply to it (all at once, else word by word)."""

    flow: str
    about: Mapping[str, str] = field(default_factory=dict)
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands' words in all languages, longest first; and the words that steer any conversation."""

    words: tuple[tuple[str, str], ...]
    steering: Mapping[str, str]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Commands:
        keys = catalogue.word_keys()
        commands = [(plain(w), key.removeprefix("command.")) for key in keys if key.startswith("command.") for w in catalogue.words(key)]
        steering = {plain(w): key.removeprefix("steer.") for key in keys if key.startswith("steer.") for w in catalogue.words(key)}
        return cls(tuple(sorted(commands, key=lambda pair: -len(pair[0]))), steering)

    def find(self, text: str, *, with_rest: bool) -> Command | None:
        """The command a text is. Without `/okr` before it, words behind the command count only if `with_rest`."""
        said = " ".join(unicodedata.normalize("NFKC", text).split())
        prefixed = PREFIX.match(said)
        said = said[prefixed.end() :] if prefixed else said
        if not said:
            return Command("home") if prefixed else None
        if said.startswith("@") and "\n" not in text and len(said) <= LONGEST_NAME:
            return Command("person", {"name": said[1:].strip()})
        for words, flow in self.words:
            rest = _behind(said, words)
            if rest is not None and (not rest or prefixed or with_rest):
                return _command(flow, rest)
        return Command("help", {"unclear": "yes"}) if prefixed else None


def _behind(said: str, words: str) -> str | None:
    """What stands behind the command's words, as it was typed; None when the text does not begin with them."""
    typed = said.split()
    for n in range(1, len(typed) + 1):
        if plain(" ".join(typed[:n])) == words:
            return " ".join(typed[n:]).strip(" :,")
    joined = squeezed(said)
    rest = joined[len(words) :]
    if not joined.casefold().startswith(words) or (words[-1].isascii() and rest[:1] not in (":", ",")):
        return None
    return rest.strip(" :,")


def _command(flow: str, rest: str) -> Command:
    if flow in TAKES_NAME:
        return Command(flow, {"name": rest.lstrip("@")} if rest else {})
    if flow in TAKES_REPLY:
        return Command(flow, {}, rest)
    return Command(flow)


def names_in(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """For everybody named by @ in these texts: what the name may be, longest first.

    Where words are not spaced the name's end cannot be seen, so every beginning of two characters or more is offered.
    """
    found = dict.fromkeys(name for text in texts for name in AT.findall(unicodedata.normalize("NFKC", text)))
    return tuple(_beginnings(name) for name in found)


def _beginnings(name: str) -> tuple[str, ...]:
    if name[:1].isascii():
        return (name,)
    return tuple(dict.fromkeys((name, *(name[:n] for n in range(min(len(name), LONGEST_UNSPACED), 1, -1)))))
