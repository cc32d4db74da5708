"""What somebody asks for who uses no command's words: a request in a plain sentence, a greeting; else a short way on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.absence import leave_command
from bot.asked_for import DECIDES, AskedFor
from bot.beside import Beside
from bot.conversation.form import plain, squeezed
from bot.okr import reading
from bot.okr.model import Person
from bot.ports import Tx
from bot.rhythm_said import rhythm_command
from bot.routing import SAYS_WORDS, Command, Commands, as_typed, without_prefix
from bot.scores_said import scores_in
from bot.somebody_said import somebody_in

OF_TEAMS = ("team", "team_chart", "map")
BOARD_PLACES = ("board_here", "board_off")
NAMES_ONLY = (*OF_TEAMS, *BOARD_PLACES, "map_picture", "board_picture", "chart", "retro", "team_retro", "one_on_one", "report", "days")
OF_ANYBODY = ("person", "one_on_one", "cheer", "comment", "like")  # where a name that nobody has is better said than guessed at
NOT_MY_LEAVE = ("stand_in", "days", "team", "skip_week")  # these read the sentence itself
LONGEST_LEAVE = 80
MEANT_RATHER = {
    "draft": ("dates", "cycle"),  # "drafting ends when?"
    "approve": ("map", "company", "chart", "cycle", "approve", "person"),  # "open the map", "review every month"
    "change": ("rhythm", "cycle", "settings", "days"),  # "change our check-in to every other Thursday"
    "retro": ("cycle",),
    "checkin": ("rhythm", "my_schedule", "settings"),
    "company": ("days",),
    "nudge": ("my_schedule",),
    "person": ("stand_in",),  # a sentence that begins with somebody's name
}
"""A command whose words only begin a sentence that asks for something else."""
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
        if found is None:
            return None if with_rest else Beside(self).no_answer(text)
        found = self._without_courtesy(found)
        return self._better(found, without_prefix(text)) or found

    def _without_courtesy(self, found: Command) -> Command:
        """No team is called "please"."""
        name = found.about.get("name", "")
        bare = self.commands.requests.without_courtesy(name) if found.flow in NAMES_ONLY else name
        if bare == name.strip():
            return found
        others = {key: value for key, value in found.about.items() if key != "name"}
        return replace(found, about={**others, **({"name": bare} if bare else {})})

    def _better(self, found: Command, said: str) -> Command | None:
        """What a sentence asks for of which a command's words are only the beginning."""
        match found.flow:
            case "help" if found.about.get("unclear"):
                return self.find(said) or self._unclear(said)
            case "help" if not found.about and plain(said) not in self.commands.words:
                return self.find(said)  # "help me set a goal" asks for more than help
            case "why":
                return (
                    self._day_asked(said) or self.somebody(said) or (None if "topic" in found.about or not found.about else self.find(said))
                )
            case "nudge" if (asked := self.find(said)) and asked.flow in ("broadcast", "settings", "pause"):
                return asked  # HR writes to all of a kind, a manager to their own
            case "nudge" if said_of_oneself(found, self.commands.requests.oneself):
                return Command("my_schedule")
            case "rhythm":
                return rhythm_command(self.tx, self.me, found.about.get("name", ""), self.commands.requests.units)
            case flow if (
                flow in MEANT_RATHER
                and plain(said) not in self.commands.words
                and (asked := self.find(said))
                and asked.flow in MEANT_RATHER[flow]
            ):
                return asked
            case "score" if scores_in(said):
                return Command("score", {}, said)
            case "leave" | "my_schedule":
                return self._more_than_leave(found, said)
            case "team" | "board_here" | "board_off" if found.about and (asked := self.find(said)) and asked.flow in BOARD_PLACES:
                one_word = found.flow in BOARD_PLACES and found.about["name"].isalnum()
                return None if one_word else asked  # "the board should appear here every week"
            case flow if flow in OF_TEAMS and found.about and self.commands.requests.find(said, hr=False) == flow:
                return Command(flow)  # what stands behind the word is no name but the rest of a sentence
            case _:
                return None

    def _day_asked(self, text: str) -> Command | None:
        """Whether people work on some day: 12月24日放假吗, is Dec 24 a working day?"""
        asked = (
            self.asks_back(text) and self.commands.requests.find(text, hr=True) == "days" and not self.commands.requests.of_oneself(text)
        )
        return Command("days", {"said": text}) if asked else None

    def _more_than_leave(self, found: Command, said: str) -> Command | None:
        """Somebody else's leave; or "leave me alone"."""
        other = leave_command(self.tx, found.reply) if found.flow == "leave" else None
        asked = None if other else self.find(said)
        return other or (asked if asked and asked.flow == "pause" else None)

    def asks_back(self, text: str) -> bool:
        """Whether a text is a question, by its end or its words."""
        return text.rstrip().endswith(QUESTION) or plain(text).endswith(self.commands.requests.asks_ends)

    def somebody(self, text: str) -> Command | None:
        """Somebody's OKRs, if anybody is called so."""
        named = self.commands.requests.person(text)
        if named and named[1] in self.commands.requests.manager:
            return Command(named[0], {"name": self.me.manager}) if self.me.manager else None
        if named is None or not self.tx.people_named(named[1]):
            about = self.commands.requests.about_somebody(text)
            name = somebody_in(self.tx, text) if about else ""
            return self._asked_for.about(about, text, name) if about and name else None
        if named[0] in DECIDES:
            return self._asked_for.decision(named[0], named[1], as_typed(text, named[2]) if named[2] else "")
        if named[0] == "stand_in":
            return self._asked_for.deputy(text, named[1])
        why = as_typed(text, named[2]) if named[0] in SAYS_WORDS else ""
        return Command(named[0], {"name": f"{named[1]} {why}".strip()})

    def find(self, text: str) -> Command | None:
        """The command that a sentence plainly asks for."""
        if somebody := self.somebody(text):
            return somebody
        flow = self.commands.requests.find(text, hr=bool(self.me.roles & LOOKS_AFTER_ALL))
        if flow in (None, "days", "leave") and (asked := self._day_asked(text)):
            return asked
        return self._asked_for.command(flow, text) if flow else None

    @property
    def _asked_for(self) -> AskedFor:
        return AskedFor(self.commands.requests, self.tx, self.me)

    def takes_leave(self, text: str, today: date, *, free: bool) -> Command | None:
        """A leave to note, where a sentence says who is away and when. `free`: nothing waits for words, no command's word is needed."""
        if len(text) > LONGEST_LEAVE or (self.asks_back(text) and not self.commands.requests.of_oneself(text)):
            return None
        plainly = self.commands.speaks_of("leave", text) or (free and reading.says_away(text))
        told = (free and reading.ends_leave(text)) or (plainly and reading.read_range(text, today) is not None)
        other = not told and free and reading.says_other_away(text) and reading.read_range(text, today) is not None
        if not (told or other) or self._of_another(text):  # looked at last: a few hundred rules stand behind it
            return None
        return leave_command(self.tx, text, known=not told) or (leave_said(text) if told else None)

    def _of_another(self, text: str) -> bool:
        """Whether it is everybody who is away, or it is asked who; or it is said who stands in."""
        asked = self.find(text)
        if asked is not None and asked.flow in NOT_MY_LEAVE and (asked.flow != "team" or not self.commands.requests.of_oneself(text)):
            return True
        return "@" in text and not self.commands.requests.of_oneself(text) and asked is not None and asked.flow not in ("leave", "person")

    def any(self, text: str) -> Command:
        """The same; where nothing is asked for, a word back to a greeting, or what could be meant."""
        small = self.commands.small_talk.get(plain(text))
        if small == "hello":
            return Command("home")
        if not self.find(text) and self.commands.requests.greets(text):
            return Command("home")
        if small == "thanks":
            return Command("help", {"small": small})
        return self.find(text) or self._stranger(text) or self._unclear(text)

    def _stranger(self, text: str) -> Command | None:
        """Somebody is asked about by a name that nobody has; a team may have it."""
        named = self.commands.requests.person(text)
        if named is None or not (named[0] == "find" or (named[0] in OF_ANYBODY and self.commands.requests.may_be_name(named[1]))):
            return None
        flow, name, rest = named
        if flow == "find":
            return Command(flow, {"name": name})
        if any(name in (team.key.casefold(), team.name.casefold()) for team in self.tx.teams()):
            return Command("team", {"name": name}) if flow == "person" else None
        at = squeezed(text).casefold().find(name)
        typed = squeezed(text)[at : at + len(name)] if at >= 0 else name
        return Command(flow, {"name": f"{typed} {as_typed(text, rest)}".strip() if rest else typed})

    def _unclear(self, text: str) -> Command:
        """What was said is offered as the beginning of an OKR, if it may be one."""
        wish = {"wish": " ".join(text.split())} if self.commands.requests.is_wish(text) else {}
        return Command("help", {"unclear": "yes", **wish})


def said_of_oneself(found: Command, words: tuple[str, ...]) -> bool:
    """Whether somebody asks to be reminded: 提醒我, remind me."""
    said = plain(str(found.about.get("name") or found.reply))
    return any(said.startswith(word) and not (word.isascii() and said[len(word) : len(word) + 1].isalnum()) for word in words)


def leave_said(text: str) -> Command:
    """A leave to note, or one that is taken back or over."""
    return Command("leave_end") if reading.ends_leave(text) else Command("leave", {}, text)
