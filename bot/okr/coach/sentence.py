"""One sentence as the rules see it: its main verb, its numbers, the signs it gives."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.okr.coach.figures import Figure, figures_of, masked
from bot.okr.coach.lexicon import pattern, tables
from bot.okr.reading.normalise import normalise


@dataclass(frozen=True, slots=True)
class Verb:
    """The main verb: its word, its kind (``release``, ``build`` ... of the verb lists, or ``deed``) and where it stands."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with what the rules need to know of it. All offsets are those of the text as typed.

    `plain` is the text normalised and in lower case, `blanked` that without dates, versions and names.
    """

    text: str
    plain: str
    blanked: str
    figures: tuple[Figure, ...]
    head: int
    doing: Verb | None

    def has(self, path: str, *names: str) -> re.Match[str] | None:
        """The first sign of one section of the word lists."""
        return pattern(path, *names).search(self.plain)

    def starts(self, path: str) -> re.Match[str] | None:
        """Whether the main verb is of a section of the verb lists."""
        return pattern(path).match(self.plain, self.head)

    @property
    def has_made_thing(self) -> bool:
        """Whether it ends in something that is made: a plan, a system, a report."""
        made = re.compile(rf"(?:{pattern('deliverable').pattern})[.!]?$").search(self.plain)
        return made is not None and made.start() > self.head

    @property
    def chinese(self) -> bool:
        return any("一" <= c <= "鿿" for c in self.text)


def parse(text: str) -> Sentence:
    """Any text, of any length; nothing is refused."""
    plain = normalise(text).lower()
    blanked = masked(plain)
    head = _head(blanked)
    return Sentence(text, plain, blanked, figures_of(blanked), head, _doing(plain, head))


def kinds_of_doing() -> tuple[str, ...]:
    return tuple(tables()["doing"])


def _head(text: str) -> int:
    """Where the sentence begins when dates, methods, subjects and adverbs at its front are taken off."""
    at, lead = 0, pattern("lead")
    while (front := lead.match(text, at)) and front.end() > at:
        at = front.end()
    return at


def _doing(plain: str, head: int) -> Verb | None:
    """The verb of doing that carries the sentence: at its head, behind 把/将/对 and their like, or at its very end."""
    if pattern("becoming_of_others").match(plain, head) or pattern("how_it_is").search(plain, head):
        return None
    for at in (head, *_after_turn(plain, head)):
        verb = verb_at(plain, at)
        if verb and not pattern("noun_use").match(plain, verb.end):
            return verb
    return _verb_at_end(plain, head)


def verb_at(plain: str, at: int) -> Verb | None:
    """The verb of doing that stands right there."""
    for kind in kinds_of_doing():
        match = pattern(f"doing.{kind}").match(plain, at)
        if match and match.end() > at:
            return Verb(kind, match.start(), match.end())
    return None


def _after_turn(plain: str, head: int) -> range:
    """Where the verb may stand when its object comes first: 把流程梳理一遍."""
    turn = pattern("turn").match(plain, head)
    clause = re.compile(r"[^,;]*").match(plain, head)
    return range(turn.end() + 1, clause.end()) if turn and clause else range(0)


def _verb_at_end(plain: str, head: int) -> Verb | None:
    if pattern("predicate").search(plain, head):
        return None
    for kind in kinds_of_doing():
        ending = re.compile(rf"(?:{pattern(f'doing.{kind}', 'zh').pattern})(?:{pattern('aftermath').pattern})*[.!]?$").search(plain, head)
        if ending:
            return Verb(kind, ending.start(), ending.end())
    return None
