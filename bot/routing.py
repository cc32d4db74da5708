"""What a sentence is meant for: a command, the conversation it answers, the week's report, or nothing that is understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.conversation.form import plain
from bot.conversation.i18n import Catalogue

PREFIX = re.compile(r"^\s*/okr(?![a-z0-9])\s*", re.IGNORECASE)
AT = re.compile(r"@([\w.\-·]+)")
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
        folded = unicodedata.normalize("NFKC", text)
        prefixed = PREFIX.match(folded)
        said = folded[prefixed.end() :] if prefixed else folded
        said = said.strip()
        if not said:
            return Command("home") if prefixed else None
        at = AT.match(said)
        if at and at.end() == len(said.rstrip()):
            return Command("person", {"name": at[1]})
        for words, flow in self.words:
            rest = _behind(said, words)
            if rest is not None and (not rest or prefixed or with_rest):
                return _command(flow, rest)
        return Command("help", {"unclear": "yes"}) if prefixed else None


def _behind(said: str, words: str) -> str | None:
    """What stands behind the command's words; None when the text does not begin with them."""
    if plain(said) == words:
        return ""
    folded = said.casefold()
    if not folded.startswith(words):
        return None
    rest = said[len(words) :]
    joined = words[-1].isascii() and not rest[:1].isspace() and rest[:1] not in ":,"
    return None if joined else rest.strip(" :,")


def _command(flow: str, rest: str) -> Command:
    if flow in TAKES_NAME:
        return Command(flow, {"name": rest.lstrip("@")} if rest else {})
    if flow in TAKES_REPLY:
        return Command(flow, {}, rest)
    return Command(flow)


def names_in(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Everybody named by @ in these texts, once each."""
    return tuple(dict.fromkeys(name for text in texts for name in AT.findall(unicodedata.normalize("NFKC", text))))
