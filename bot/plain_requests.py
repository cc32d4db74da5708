"""Recognises a request in a plain sentence: which command somebody means who does not use its words.

Each command has rules in the catalogue, `a|b + c`: a sentence that holds one word of every group asks for it. Of several, the one with
the longest words is meant. A rule with `…` is about somebody, whose name stands there; `…` as a group of its own: somebody is
named anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from bot.conversation.form import squeezed
from bot.conversation.i18n import Catalogue

PREFIX = "request."
HOLE = "…"
ANYTHING = "*"  # before a rule about somebody: other words may stand before it
NAMED = "@"  # as a word of a rule: somebody is named
FOR_HR = ("report", "who_stands", "broadcast", "broadcasts", "cycle", "days", "why.people")
LONGEST = 160  # whoever writes more tells something and asks for nothing
SHORTEST_WISH, LONGEST_WISH, FEWEST_WORDS = 8, 120, 4
LONGEST_ASKED = 10  # words, or characters of Chinese
MOST_NAMES = 3
LONGEST_GREETING = 60
_HAN_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}")
WORDS = re.compile(r"[a-z0-9']+|[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Group:
    """Words of which one has to stand in a sentence; most sentences hold none of them, which is seen at once."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]

    def search(self, said: str) -> re.Match[str] | None:
        return self.pattern.search(said) if any(word in said for word in self.words) else None


Rules = tuple[tuple[str, tuple[Group, ...]], ...]


@dataclass(frozen=True, slots=True)
class Requests:
    """The rules of all languages: flow and groups of alternatives; those with a name in its place, those with a name anywhere."""

    rules: Rules = ()
    named: tuple[tuple[str, re.Pattern[str]], ...] = ()
    about: Rules = ()
    nobody: frozenset[str] = frozenset()
    questions: tuple[str, ...] = ()
    question_ends: tuple[str, ...] = ()
    manager: frozenset[str] = frozenset()
    complaints: tuple[str, ...] = ()
    oneself: tuple[str, ...] = ()
    first_person: tuple[str, ...] = ()
    no_name: tuple[str, ...] = ()
    asks_ends: tuple[str, ...] = ()
    hello: tuple[str, ...] = ()
    units: tuple[str, ...] = ()  # what every team is called
    my_people: tuple[str, ...] = ()
    courtesy: tuple[str, ...] = ()
    scoring: tuple[str, ...] = ()
    sends_back: tuple[str, ...] = ()
    not_yet: tuple[str, ...] = ()
    cheering: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()

    @classmethod
    def of(cls, catalogue: Catalogue) -> Requests:
        keys = [key for key in catalogue.word_keys() if key.startswith(PREFIX)]
        told = [(key.removeprefix(PREFIX), rule) for key in keys for rule in catalogue.words(key)]
        parted = [(flow, rule.split(" + ")) for flow, rule in told]
        rules = tuple((flow, tuple(map(_group, parts))) for flow, parts in parted if not any(HOLE in part for part in parts))
        about = tuple((flow, tuple(_group(part) for part in parts if part != HOLE)) for flow, parts in parted if HOLE in parts)
        named = tuple((flow, _named(rule)) for flow, rule in told if HOLE in rule and HOLE not in rule.split(" + "))
        questions = tuple(word if not word.isascii() else f"{word} " for word in map(_folded, catalogue.words("said.question_begins")))
        ends = tuple(word if not word.isascii() else f" {word}" for word in map(_folded, catalogue.words("said.no_wish")))
        nobody, manager = (frozenset(map(_folded, catalogue.words(f"said.{key}"))) for key in ("nobody", "my_manager"))
        lists = (
            "said.no_wish_begins",
            "pick.me",
            "pick.first_person",
            "said.no_name",
            "said.asks_back",
            "said.hello",
            "pick.audience_unit",
            "pick.my_people",
            "said.courtesy",
            "said.scoring",
            "pick.return",
            "said.not_yet",
            "said.cheering",
            "pick.shows",
        )
        return cls(rules, named, about, nobody, questions, ends, manager, *(tuple(map(_folded, catalogue.words(key))) for key in lists))

    def person(self, text: str) -> tuple[str, str, str] | None:
        """The flow, the name, and what else is said, where a sentence is about somebody (show Dana's OKRs; give Dana a cheer for …)."""
        said = _folded(text).rstrip("?？!！。. ")
        found = [
            (flow, hit["name"].strip(" @"), hit["rest"].strip(" ,，:：")) for flow, rule in self.named if (hit := rule.fullmatch(said))
        ]
        flow, name, rest = min(found, key=lambda one: len(one[1]), default=("", "", ""))
        return (flow, name, rest) if name and name not in self.nobody else None

    def may_be_name(self, name: str) -> bool:
        """Whether words look like somebody's name: a few words, none of which names something else."""
        if _HAN_NAME.fullmatch(name):
            return not any(word in name for word in self.no_name if not word.isascii())
        words = name.replace(".", " ").split()
        return (
            0 < len(words) <= MOST_NAMES and all(word.replace("-", "").isalpha() for word in words) and not set(words) & set(self.no_name)
        )

    def find(self, text: str, *, hr: bool) -> str | None:
        """The flow a sentence asks for; what only HR does is never meant by others."""
        said = _folded(text)
        if not said or len(said) > LONGEST:
            return None
        found = [(*weight, flow) for weight, flow in _meant(self.rules, said) if hr or flow not in FOR_HR]
        return max(found, key=lambda one: one[:-1])[-1] if found else None

    def about_somebody(self, text: str) -> str | None:
        """The flow a sentence asks for if anybody is named in it."""
        said = _folded(text)
        found = [(*weight, flow) for weight, flow in _meant(self.about, said)] if 0 < len(said) <= LONGEST else []
        return max(found, key=lambda one: one[:-1])[-1] if found else None

    def of_oneself(self, text: str) -> bool:
        """Whether a sentence speaks of whoever says it."""
        said = _folded(text)
        return any(re.search(rf"(?<![a-z0-9@]){re.escape(w)}(?![a-z0-9])", said) if w.isascii() else w in said for w in self.first_person)

    def begins_asking(self, text: str) -> bool:
        """Whether a short sentence begins as one that wants to see something, or to be spared it."""
        said = _folded(text)
        begins = any(said.startswith(f"{word} " if word.isascii() else word) for word in (*self.shows, *self.questions))
        return begins and len(WORDS.findall(said)) <= LONGEST_ASKED

    def without_courtesy(self, name: str) -> str:
        """A name without "please" and "thanks" at its ends."""
        bare = name.strip()
        while len(bare) <= LONGEST and (shorter := self._one_less(bare.strip(" ,，!！~。."))) != bare:
            bare = shorter
        return bare

    def _one_less(self, bare: str) -> str:
        said = bare.casefold()
        for word in sorted(self.courtesy, key=len, reverse=True):
            apart = " " if word.isascii() else ""
            if said == word:
                return ""
            if said.endswith(apart + word):
                return bare[: -len(word)]
            if said.startswith(word + apart):
                return bare[len(word) :]
        return bare

    def greets(self, text: str) -> bool:
        """Whether a sentence begins with a greeting and says who one is, or nothing more."""
        head = re.split(r"[,!.~，！。 ]", _folded(text).strip(), maxsplit=1)
        return head[0] in self.hello and len(text) <= LONGEST_GREETING

    def is_wish(self, text: str) -> bool:
        """A sentence that may be an objective or a key result: no question, no single word, no letter."""
        said = _folded(text)
        fits = SHORTEST_WISH <= len(said) <= LONGEST_WISH and len(WORDS.findall(said)) >= FEWEST_WORDS
        asks = said.startswith((*self.questions, *self.complaints)) or said.rstrip("。.!！~ ").endswith(self.question_ends)
        return fits and not (asks or set("?？\n@") & set(text))


def _meant(rules: Rules, said: str) -> Iterator[tuple[tuple[int, int, bool], str]]:
    """Flows with how plainly they are asked for: groups of words, their length, whether it is HR's own matter."""
    for flow, groups in rules:
        hits = [hit for hit in takewhile(bool, (group.search(said) for group in groups)) if hit]
        if len(hits) == len(groups):
            yield (len(groups), sum(len(hit.group()) for hit in hits), flow in FOR_HR), flow


def _folded(text: str) -> str:
    return " ".join(squeezed(text).casefold().replace("’", "'").split())


def _group(alternatives: str) -> Group:
    """Words that are spaced are whole words; the longest is tried first."""
    words = sorted((_folded(word) for word in alternatives.split("|")), key=len, reverse=True)
    whole = (rf"(?<![a-z0-9]){re.escape(w)}(?![a-z0-9])" if w.isascii() and w != NAMED else re.escape(w) for w in words)
    return Group(tuple(words), re.compile("|".join(whole)))


def _named(rule: str) -> re.Pattern[str]:
    before, after, *more = (_alternatives(part) for part in rule.removeprefix(ANYTHING).split(HOLE))
    ahead, rest = (".{0,60}?" if rule.startswith(ANYTHING) else ""), (".{0,120}" if more else "")
    return re.compile(rf"{ahead}{before}\s?(?P<name>@?[\w.\-· ]{{1,30}}?)\s?{after}(?P<rest>{rest})")


def _alternatives(part: str) -> str:
    """Any of these words, the longest first; nothing where none are given."""
    words = sorted((_folded(word) for word in part.split("|")), key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, words)) + ")" if part else ""
