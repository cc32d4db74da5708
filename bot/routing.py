"""What a sentence is meant for: a command, the conversation it answers, the week's report, or nothing that is understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.asking_questions import Topics
from bot.conversation.form import plain, squeezed
from bot.conversation.i18n import Catalogue
from bot.plain_requests import Requests
from bot.pointing import pointed

PREFIX = re.compile(r"^\s*/okr(?![a-z0-9])\s*", re.IGNORECASE)
WITH = re.compile(r"^(?:with\s+|和|跟|与)", re.IGNORECASE)
TO = re.compile(r"^to\s+", re.IGNORECASE)
PARTICLE = re.compile(r"^(?:了|啦|吧|哈)+(?=[,:，。 ]|$)")
AT = re.compile(r"@([\w.\-·]+(?: [^\W\d_][\w.\-·']*){0,2})")  # of words with spaces between them, as many as a name has
UNSPACED = re.compile(r"[\u3400-\u9fff]")
LONGEST_UNSPACED = 6
LONGEST_NAME = 60
LONGEST_NAME_WORDS = 3
MOST_WORDS = 12  # no command has as many
TAKES_NAME = (
    "team",
    "map",
    "map_picture",
    "one_on_one",
    "talk_held",
    "approve",
    "dependency",
    "share",
    "read_draft",
    "change_request",
    "offer",
    "nudge",
    "cheer",
    "like",
    "find",
    "report",
    "comment",
    "react",
    "days",
    "rhythm",
    "board_here",
    "board_off",
    "chart",
    "team_chart",
    "board_picture",
    "send_weekly",
    "visibility",
    "objective_type",
    "source",
    "team_objective",
    "roll_up",
    "override",
    "health",
    "retro",
    "team_retro",
    "memo",
    "memo_decide",
)
COLON = re.compile("[:：]")
SAYS_HEALTH = re.compile(r"[:,;：，；]")  # an indicator, not a team
GROUPS = ("everyone", "without_draft", "without_checkin")
DECIDES = ("approve", "change_request", "dependency", "offer")  # of which the answer may be said at once: "review @Li Lei: agree"
WITH_ANSWER = re.compile(r"(?P<what>@[^:]+|.*[”」]):\s*(?P<answer>[^:“”「」]{1,40})")
SAYS_WORDS = ("cheer", "comment", "memo")
LONGEST_HEAD = 60
TAKES_REPLY = (
    "cycle",
    "broadcast",
    "split",
    "skip_week",
    "ask_coach",
    "stand_in",
    "leave",
    "settings",
    "checkin",
    "draft",
    "unlink",
    "propose",
    "priorities",
)


@dataclass(frozen=True, slots=True)
class Command:
    """A flow to begin, what it is about, and a first reply to it (all at once, else word by word; not of a `sentence`)."""

    flow: str
    about: Mapping[str, str] = field(default_factory=dict)
    reply: str = ""
    sentence: bool = False


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands' words in all languages, with the flow each means; and the words that steer any conversation."""

    words: Mapping[str, str]
    by_flow: Mapping[str, tuple[str, ...]]
    longest: int
    steering: Mapping[str, str]
    lead_ins: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    topics: Topics = field(default_factory=Topics)
    requests: Requests = field(default_factory=Requests)
    small_talk: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()  # words for several people at once

    @classmethod
    def of(cls, catalogue: Catalogue) -> Commands:
        keys = catalogue.word_keys()
        commands = [(plain(w), key.removeprefix("command.")) for key in keys if key.startswith("command.") for w in catalogue.words(key)]
        steering = {plain(w): key.removeprefix("steer.") for key in keys if key.startswith("steer.") for w in catalogue.words(key)}
        lead_ins, corrections = (tuple(plain(w) for w in catalogue.words(f"said.{key}")) for key in ("lead_in", "correction"))
        by_flow: dict[str, tuple[str, ...]] = {}
        for word, flow in commands:
            by_flow[flow] = (*by_flow.get(flow, ()), word)
        small_talk = {plain(w): kind for kind in ("thanks", "hello") for w in catalogue.words(f"said.{kind}")}
        longest = max(len(word) for word, _ in commands)
        topics, requests = Topics.of(catalogue), Requests.of(catalogue)
        groups = tuple(plain(w) for key in GROUPS for w in catalogue.words(f"pick.{key}"))
        return cls(dict(reversed(commands)), by_flow, longest, steering, lead_ins, corrections, topics, requests, small_talk, groups)

    def speaks_of(self, flow: str, text: str) -> bool:
        """Whether a sentence begins with a command's word, behind "I'm" or 我, or ends with it where words are not spaced."""
        said = plain(text)
        words = self.by_flow.get(flow, ())
        while not any(_begins(said, w) for w in words):
            lead = max((w for w in self.lead_ins if _begins(said, w) and len(said) > len(w)), key=len, default=None)
            if lead is None:
                return any(not w.isascii() and said.endswith(w) for w in words)
            said = said[len(lead) :].lstrip()
        return True

    def corrected(self, text: str) -> str:
        """What stands behind "correction:"; "" where the text is no correction."""
        head, *rest = re.split("[:,]", unicodedata.normalize("NFKC", text), maxsplit=1)
        return rest[0].strip() if rest and plain(head) in self.corrections else ""

    def find(self, text: str, *, with_rest: bool) -> Command | None:
        """The command a text is. Without `/okr` before it, words behind the command count only if `with_rest`."""
        said = " ".join(unicodedata.normalize("NFKC", text).split())
        prefixed = PREFIX.match(said)
        said = said[prefixed.end() :] if prefixed else said
        if not said:
            return Command("home") if prefixed else None
        if said.startswith("@") and "\n" not in text and (with_rest or prefixed or _only_a_name(said)) and len(said) <= LONGEST_NAME:
            return Command("person", {"name": said[1:].strip()})
        if plain(said) not in self.words and (topic := self.topics.find(said, loosely=with_rest or bool(prefixed))):
            return Command("why", {"topic": topic})
        for words, rest in self._begun(said):
            if not rest or prefixed or with_rest:
                return self._meant(self.words[words], text, rest)
        return Command("help", {"unclear": "yes"}) if prefixed else None

    def _begun(self, said: str) -> Iterator[tuple[str, str]]:
        """The commands' words that a sentence begins with, the longest first, each with what stands behind."""
        heads, joined = _heads(said), squeezed(said)
        folded = joined.casefold()
        found = {words: rest for words, rest in heads.items() if words in self.words}
        for length in range(1, min(len(folded), self.longest) + 1):
            words = folded[:length]
            if words not in found and words in self.words and (rest := _unspaced(joined[length:], words)) is not None:
                found[words] = rest
        return iter(sorted(found.items(), key=lambda pair: -len(pair[0])))

    def _meant(self, flow: str, text: str, rest: str) -> Command:
        if flow == "why":
            topic = self.topics.nearest(rest)
            return Command(flow, {"name": rest, **({"topic": topic} if topic else {})} if rest else {})
        if flow == "priorities" and rest and plain(without_prefix(COLON.split(text, maxsplit=1)[0])) in self.words:
            return Command(flow, {}, as_typed(text, rest))
        return _command(flow, as_typed(text, rest) if flow in (*TAKES_REPLY, *SAYS_WORDS) else rest)


def without_prefix(text: str) -> str:
    """A text without the `/okr` before it."""
    return PREFIX.sub("", text, count=1)


def _begins(said: str, word: str) -> bool:
    return said.startswith(word) and not (word[-1].isascii() and said[len(word) : len(word) + 1].isalnum())


def _only_a_name(said: str) -> bool:
    """While a conversation waits for words, what begins with somebody's name may be those words."""
    return not re.search(r"[\d%,;:。]", said) and len(said.split()) <= LONGEST_NAME_WORDS


def _heads(said: str) -> Mapping[str, str]:
    """What stands behind the first word, the first two and so on, as it was typed; by these words as they are compared."""
    typed = said.split()
    found: dict[str, str] = {}
    for n in range(1, min(len(typed), MOST_WORDS) + 1):
        found.setdefault(plain(" ".join(typed[:n])), " ".join(typed[n:]).strip(" :,"))
    return found


def _unspaced(rest: str, words: str) -> str | None:
    """What follows a command's words without a space; None where that makes other words of them."""
    return None if words[-1].isascii() and rest[:1] not in (":", ",") else PARTICLE.sub("", rest).strip(" :,")


def as_typed(text: str, rest: str) -> str:
    """The end of the text that reads as `rest`, with the case, width and lines in which it was typed; what goes on is people's words."""

    def key(part: str) -> str:
        return "".join(unicodedata.normalize("NFKC", part).casefold().split()).lstrip(":,").rstrip(":,?!.。~")

    wanted = key(rest)
    starts = (n for n in range(min(len(text), LONGEST_HEAD)) if key(text[n:]) == wanted)
    start = next(starts, None) if wanted else None
    return rest if start is None else text[start:].strip(" \t\n:,：，")


def _command(flow: str, rest: str) -> Command:
    if flow == "priorities":
        _, colon, behind = rest.replace("：", ":").partition(":")
        rest = rest[-len(behind) :].strip() if colon and behind else rest if "P1" in rest.upper() else ""
    if flow == "health" and SAYS_HEALTH.search(rest):
        return Command(flow, {}, rest)
    if flow == "one_on_one":
        rest = WITH.sub("", rest)
    if flow == "cheer":
        rest = TO.sub("", rest)
    if flow in DECIDES and (decided := WITH_ANSWER.fullmatch(rest)):
        return Command(flow, {"name": decided["what"].strip().lstrip("@")}, decided["answer"])
    if flow in TAKES_NAME:
        return Command(flow, {"name": rest.lstrip("@")} if rest else {})
    if flow in ("example", "unexample"):
        return Command(flow, pointed(rest))
    if flow in ("change", "link", "pause", "who_stands"):
        return Command(flow, {"said": rest})
    if flow in TAKES_REPLY:
        return Command(flow, {}, rest)
    return Command(flow)


def names_in(texts: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """For everybody named by @ in these texts: what the name may be, longest first.

    Where a name ends cannot be seen: of spaced words every beginning is offered, of unspaced ones those of two characters or more.
    """
    found = dict.fromkeys(name for text in texts for name in AT.findall(unicodedata.normalize("NFKC", text)))
    return tuple(_beginnings(name) for name in found)


def _beginnings(name: str) -> tuple[str, ...]:
    first, *more = name.split(" ")
    if UNSPACED.match(first):
        return tuple(dict.fromkeys((first, *(first[:n] for n in range(min(len(first), LONGEST_UNSPACED), 1, -1)))))
    words = UNSPACED.split(" ".join((first, *more)))[0].split()
    spaced = (" ".join(words[:n]) for n in range(len(words), 0, -1))
    return tuple(dict.fromkeys((*(part for said in spaced for part in (said, said.rstrip(".-·")) if part), first)))
