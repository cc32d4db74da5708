"""What somebody asks for who uses no command's words: a request in a plain sentence, a greeting; else a short way on."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.form import plain
from bot.okr.model import Person
from bot.ports import Tx
from bot.routing import Command, Commands, without_prefix

OF_TEAMS = ("team", "team_chart", "map")
WITH_WORDS = ("leave",)  # these read the sentence itself
QUESTION = ("?", "？")
LOOKS_AFTER_ALL = frozenset({"hr", "exec"})


@dataclass(frozen=True, slots=True)
class Requesting:
    """One person's sentence, by the catalogue's rules."""

    commands: Commands
    tx: Tx
    me: Person

    def command(self, text: str, *, with_rest: bool) -> Command | None:
        """The command a text is by its words; where these say little, what the sentence asks for."""
        found = self.commands.find(text, with_rest=with_rest)
        if found is not None and found.flow == "help" and found.about.get("unclear"):
            return self.find(without_prefix(text)) or self._unclear(without_prefix(text))
        if found is not None and found.flow == "why":
            return self._somebody(text) or (found if "topic" in found.about or not found.about else self.find(text) or found)
        if found is not None and found.flow == "help" and not found.about and plain(without_prefix(text)) not in self.commands.words:
            return self.find(without_prefix(text)) or found  # "help me set a goal" asks for more than help
        if found is not None and found.flow in OF_TEAMS and found.about and self.commands.requests.find(text, hr=False) == found.flow:
            return Command(found.flow)  # what stands behind the word is no name but the rest of a sentence
        if found is not None and found.flow == "nudge" and (asked := self.find(without_prefix(text))) and asked.flow == "broadcast":
            return asked  # HR writes to all of a kind, a manager to their own
        if found is None and not with_rest and plain(without_prefix(text).partition("@")[0]) in self.commands.words:
            return self.commands.find(text, with_rest=True)  # a command's words and somebody's name are no answer either
        if found is None and not with_rest and text.rstrip().endswith(QUESTION):
            return self.find(text)  # a question is no answer to what waits
        return found

    def _somebody(self, text: str) -> Command | None:
        """Somebody's OKRs, if anybody is called so."""
        named = self.commands.requests.person(text)
        return Command(named[0], {"name": named[1]}) if named and self.tx.people_named(named[1]) else None

    def find(self, text: str) -> Command | None:
        """The command that a sentence plainly asks for."""
        if somebody := self._somebody(text):
            return somebody
        flow = self.commands.requests.find(text, hr=bool(self.me.roles & LOOKS_AFTER_ALL))
        return Command(flow, {}, text if flow in WITH_WORDS else "") if flow else None

    def any(self, text: str) -> Command:
        """The same; where nothing is asked for, a word back to a greeting, or what could be meant."""
        small = self.commands.small_talk.get(plain(text))
        if small == "hello":
            return Command("home")
        if small == "thanks":
            return Command("help", {"small": small})
        return self.find(text) or self._unclear(text)

    def _unclear(self, text: str) -> Command:
        """What was said is offered as the beginning of an OKR, if it may be one."""
        wish = {"wish": " ".join(text.split())} if self.commands.requests.is_wish(text) else {}
        return Command("help", {"unclear": "yes", **wish})
