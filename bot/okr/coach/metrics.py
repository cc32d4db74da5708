"""Two measures in one key result: where one ends and the other begins (docs/method.md, a good key result)."""

from __future__ import annotations

import re

from bot.okr.coach.figures import Figure
from bot.okr.coach.lexicon import pattern
from bot.okr.coach.sentence import Sentence, parse

Place = tuple[int, int]
JOINT = re.compile(
    r"\s*[,;、](?:\s*(?:同时|并且?|且|以及|而且|另外|and|while|plus|with))?\s*|\s+(?:and(?: also)?|while(?: also)?|plus|as well as|&)\s+|\s*(?:同时|并且|以及|并(?![行发购网入排联])(?=将|把|使|[^,;]{0,12}\d)|且(?=[^,;]{0,12}\d)|和(?=[^,;]{2,12}(?:达|提|降|升|增|做|压|控)))\s*|\s*[.](?=\s|[一-龥])\s*"
)
TWINS = re.compile(
    r"(?P<verb>(?:把|将)?(?:提[升高]|降低|提高)?)(?P<a>[一-龥a-z]{1,10}(?:率|额|量|度|数|分|成本|时长|比))\s*(?:和|与|及|、|以及)\s*(?P<b>[一-龥a-z]{1,10}(?:率|额|量|度|数|分|成本|时长|比))(?=[^,;]{0,6}(?:分别|均|都|各))"
)
FILLER = re.compile(
    r"[\s\d.,%:;<>=≤≥+\-$€£¥()\"']|(?<![a-z])(?:to|at|by|the|an?|of|in|and|or|from|than|over|under|below|above|up|down|now|today|last|year|quarter|month|was|was|per|day|days|hours?|minutes?|least|most|more|less|every|each|within|end|level|target)(?![a-z])|以[上下内]|左右|分别|同时|达到|提升|降低|不低于|不超过|控制在|去年|目前|现在|原来|上季度|的"
)


def split_metrics(text: str) -> tuple[str, str] | None:
    """The two key results that one text holds, as typed and each a sentence of its own, or None when it holds one."""
    places = split_places(parse(text))
    if places is None:
        return None
    first, second = (text[start:end].strip(" ,;，；、。.") for start, end in places)
    return first, second[:1].upper() + second[1:]


def split_places(s: Sentence) -> tuple[Place, Place] | None:
    """The offsets of both halves; the second begins behind the word that joins them."""
    if len(s.figures) < 2:
        return None
    for joint in JOINT.finditer(s.plain, s.head):
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
    return bool(spoken or span or (setting and s.plain[joint.start() : joint.end()].strip() == ","))


def _inside_figure(found: tuple[Figure, ...], joint: re.Match[str]) -> bool:
    return any(f.start < joint.end() and joint.start() < f.end for f in found)


def _claims(s: Sentence, place: Place, *, first: bool) -> bool:
    """Whether a part names something and a number it is to have; a comparison with before is no claim, work with a count neither."""
    mine = [f for f in s.figures if place[0] <= f.start < place[1]]
    if not [f for f in mine if not f.old] or (not first and mine[0].old and not _names(s, place, mine)):
        return False
    if first and s.doing and s.doing.start <= s.head and not any(f.strong for f in mine):
        return False
    return _names(s, place, mine)


def _names(s: Sentence, place: Place, mine: list[Figure]) -> bool:
    """Whether anything is left of the part when numbers, units and filler words are taken out: what the number is of."""
    letters = list(s.plain[place[0] : place[1]])
    for f in mine:
        letters[f.start - place[0] : f.end - place[0]] = " " * (f.end - f.start)
    for mark in pattern("baseline").finditer("".join(letters)):
        letters[mark.start() : mark.end()] = " " * (mark.end() - mark.start())
    return len(FILLER.sub("", "".join(letters))) >= 2


def _strong(s: Sentence, left: Place, right: Place) -> bool:
    return any(f.strong for f in s.figures if left[0] <= f.start < left[1]) or any(
        f.strong for f in s.figures if right[0] <= f.start < right[1]
    )
