"""Two measures in one key result: where one ends and the other begins (docs/method.md 4)."""

from __future__ import annotations

import re

from bot.okr.coach.figures import Figure
from bot.okr.coach.lexicon import base_form, pattern
from bot.okr.coach.sentence import Sentence, parse, verb_at
from bot.okr.coach.twins import twins

Place = tuple[int, int]
EDGES = " \t\n,;.，；、。"


def split_metrics(text: str) -> tuple[str, str] | None:
    """The two key results that one text holds, each a sentence of its own, or None when it holds one."""
    return split_metrics_of(parse(text))


def split_metrics_of(s: Sentence) -> tuple[str, str] | None:
    """As `split_metrics`, for a sentence that was read already."""
    places = split_places(s)
    if places is None:
        return twins(s)
    first, second = (s.text[start:end].strip(EDGES) for start, end in places)
    word = second.split(" ", maxsplit=1)[0]
    second = base_form(word.lower()) + second[len(word) :] if word.lower().endswith("ing") else second
    return first, second[:1].upper() + second[1:]


def split_places(s: Sentence) -> tuple[Place, Place] | None:
    """The offsets of both halves; the second begins behind the word that joins them."""
    if len(s.figures) < 2:
        return None
    for joint in pattern("joint").finditer(s.plain, s.head):
        if _inside_figure(s.figures, joint) or _no_split(s, joint):
            continue
        left, right = (0, joint.start()), (joint.end(), len(s.text))
        if _claims(s, left, first=True) and _claims(s, right, first=False) and _strong(s, left, right):
            return left, right
    return None


def _no_split(s: Sentence, joint: re.Match[str]) -> bool:
    """A span ("between 40 and 50"), a setting before the comma ("at three schools, ..."), a part or a restatement behind it."""
    spoken = pattern("aside").match(s.plain, joint.end())
    setting = pattern("setting").match(s.plain, s.head) and not pattern("becoming").search(s.plain[s.head : joint.start()])
    span = re.search(r"between [^,;]{0,12}$", s.plain[: joint.start()])
    makeup = "with" in joint.group() and pattern("composition").match(s.plain, joint.end())
    return bool(spoken or span or makeup or (setting and s.plain[joint.start() : joint.end()].strip() == ","))


def _inside_figure(found: tuple[Figure, ...], joint: re.Match[str]) -> bool:
    return any(f.start < joint.end() and joint.start() < f.end for f in found)


def _claims(s: Sentence, place: Place, *, first: bool) -> bool:
    """Whether a part names something and a number it is to have; a comparison with before is no claim, work with a count neither."""
    mine = [f for f in s.figures if place[0] <= f.start < place[1]]
    if not [f for f in mine if not f.old] or (not first and mine[0].old and not _names(s, place, mine)):
        return False
    if first and s.doing and s.doing.start <= s.head and not s.starts("winning") and not any(f.strong for f in mine):
        return False
    return _names(s, place, mine)


def _names(s: Sentence, place: Place, mine: list[Figure]) -> bool:
    """Whether anything is left of the part when numbers, units and filler words are taken out: what the number is of."""
    letters = list(s.plain[place[0] : place[1]])
    for f in mine:
        letters[f.start - place[0] : f.end - place[0]] = " " * (f.end - f.start)
    for mark in pattern("baseline").finditer("".join(letters)):
        letters[mark.start() : mark.end()] = " " * (mark.end() - mark.start())
    return len(pattern("filler").sub("", "".join(letters))) >= 2


def _strong(s: Sentence, left: Place, right: Place) -> bool:
    """One of both says by its number that a state is measured, or both are won, or the second is work beside what is won."""
    won = [bool(pattern("winning").search(s.plain[slice(*part)])) for part in (left, right)]
    return (
        all(won)
        or (won[0] and verb_at(s.plain, right[0]) is not None)
        or any(f.strong for part in (left, right) for f in s.figures if part[0] <= f.start < part[1])
    )
