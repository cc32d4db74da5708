"""What is said beside a question that waits for words: a command with what it names, a question back, other business than the draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.conversation.form import plain
from bot.conversation.talk import Talk
from bot.okr import reading
from bot.reporting import Reporting
from bot.routing import DECIDES, Command, without_prefix
from bot.waiting import BESIDE, READS_DAYS, WORDS_FOR_OTHERS

if TYPE_CHECKING:
    from bot.requesting import Requesting

OF_PEOPLE = ("cheer", "like", "comment", "nudge", "one_on_one", "chart", "send_weekly")
WITH_REPLY = ("priorities", "skip_week", "health")
OF_NUMBERS = ("objective_type", "source", "team_objective", "roll_up")
NAMED = re.compile(r"@|[“「](?=.+[”」](?:[:：][^:：]{1,40})?$)")
LONGEST_NAMED = 400  # characters in which a command's words stand before what they name
NUMBERED = re.compile(r"(?:KR|O)\d{1,2}(?: \S+)?$", re.IGNORECASE)
LONGEST_BUSINESS = 80
PLAINLY_OTHER = frozenset(
    "approve ask_coach board_here board_off broadcast broadcasts chart cheer comment coverage dates days home leave_of like"
    " my_schedule one_on_one person skip_week stand_in time_zone weekly who_reported who_scored".split()
)
"""What the rules for these find is no line of an OKR."""
SEEN = frozenset("company map pause team".split())  # which products have, too: as long as the sentence begins as a request
IF_ASKED = ("who_stands", "report")  # where the sentence begins as a question
OF_ONESELF = ("settings",)  # where it speaks of who says it


@dataclass(frozen=True, slots=True)
class Beside:
    """One sentence, with whoever can say what it asks for."""

    requesting: Requesting

    def no_answer(self, text: str) -> Command | None:
        """A command's words with what they name, and a question, are no answer to what waits."""
        commands = self.requesting.commands
        if self._names_something(without_prefix(text)):
            return commands.find(text, with_rest=True)
        found = commands.find(text, with_rest=True)
        if found and found.flow in OF_PEOPLE and self._begins_with_somebody(found.about.get("name", "")):
            return found
        if found and found.flow == "nudge" and self._to_a_group(found.about.get("name", "")):
            return found  # "nudge everyone who has no check-in"
        if found and found.flow in WITH_REPLY and found.reply:
            return found  # "this week's priorities: P1 ...", "no check-in this week: on a trip" is no report
        if not self.requesting.asks_back(text):
            return None
        changed = reading.read_change(text)
        if changed and changed.named and changed.value and Reporting(self.requesting.tx, self.requesting.me).anything():
            return Command("change", {"said": text})
        topic = commands.topics.nearest(text)
        return self.requesting.find(text) or (Command("why", {"topic": topic}) if topic else None)

    def business(self, text: str, today: date) -> Command | None:
        """What no line of a draft says: who is away, a word to somebody, what I am to do. From one figure to another goes a line."""
        if len(text) > LONGEST_BUSINESS or "\n" in text.strip():
            return None
        line = reading.read_key_result(text, today, today, today)
        if line.baseline is not None and line.target is not None:
            return None
        oneself = self.requesting.commands.requests.of_oneself(text)
        if (leave := self.requesting.takes_leave(text, today, free=True)) and (oneself or leave.flow != "leave_end"):
            return leave
        found = self.requesting.commands.find(text, with_rest=True)
        if found and found.flow == "nudge" and self._to_my_people(found.about.get("name", "")):
            return found
        asked = self.requesting.find(text)
        if asked is None:
            return None
        requests = self.requesting.commands.requests
        questions = tuple(word.strip() for word in requests.questions)
        if asked.flow in SEEN:
            return asked if requests.begins_asking(text) or requests.of_oneself(text) else None
        plainly = asked.flow in PLAINLY_OTHER or (asked.flow in IF_ASKED and plain(text).startswith(questions))
        return asked if plainly or (asked.flow in OF_ONESELF and requests.of_oneself(text)) else None

    def leave(self, text: str, waiting: str, today: date, reporting: Reporting) -> Command | None:
        """A sentence that says who is away, and when; where a talk waits for words, only one that begins with a command's word.

        Who was away and says that nothing moved reports on the week. `waiting`: the flow that waits; "" where none does.
        """
        if waiting in READS_DAYS:
            return None
        command = self.requesting.takes_leave(text, today, free=waiting in ("", "checkin"))
        report = reporting.by_words(text) if command else None
        return None if report is not None and report.rest_same else command

    def other(self, text: str, focus: Talk, today: date) -> Command | None:
        """What is no line of what waits, nor meant for whom its words would go to: other business, a decision about somebody named."""
        if focus.flow == "approve" and (asked := self.requesting.somebody(text)) and asked.flow in DECIDES:
            return asked
        goes_to_others = focus.flow in WORDS_FOR_OTHERS and not focus.touched
        return self.business(text, today) if focus.flow in BESIDE or goes_to_others else None

    def no_report(self, text: str, plainly: bool) -> Command | None:
        """What names a key result and asks for a change, or decides about somebody's. `plainly`: it reports figures."""
        asked = None if plainly else self.requesting.find(text)
        return asked if asked and (asked.flow == "change" or asked.flow in DECIDES) else None

    def _names_something(self, said: str) -> bool:
        """Whether a sentence is a command's words and somebody's name, something's own words in quotes, or its number."""
        words = self.requesting.commands.words
        meant = [words.get(plain(NAMED.split(said[:LONGEST_NAMED], maxsplit=1)[0]), "help")]
        if number := NUMBERED.search(said):
            flow = words.get(plain(said[: number.start()]), "")
            meant += [flow] if flow in OF_NUMBERS else []
        return set(meant) != {"help"}

    def _begins_with_somebody(self, said: str) -> bool:
        """Whether the words after a command's word begin with the full name of somebody."""
        words, tx = said.split(), self.requesting.tx
        return any(tx.people_named(" ".join(words[:n])) for n in range(2, min(len(words), 4) + 1)) or any(
            tx.people_named(said[:n]) for n in range(2, 4) if said and not said[0].isascii()
        )

    def _to_a_group(self, name: str) -> bool:
        return any(word in plain(name) for word in self.requesting.commands.groups)

    def _to_my_people(self, name: str) -> bool:
        """Whether the words after "remind" are those whom somebody leads: 提醒一下我组里的人."""
        return any(word in plain(name) for word in self.requesting.commands.requests.my_people)
