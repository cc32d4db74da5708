"""Two measures that share a verb: "raise NPS and CSAT by 10 points", 将转化率和复购率分别提升到 5% 和 30%."""

from __future__ import annotations

import re

from bot.okr.coach.lexicon import pattern
from bot.okr.coach.sentence import Sentence

RESPECTIVELY = re.compile(r"分别|respectively")


def twins(s: Sentence) -> tuple[str, str] | None:
    """Both key results with the shared verb and number, or, told "respectively", each with its own number."""
    pair = s.has("twins")
    if pair is None or not s.figures or pair.end() > s.figures[-1].start:
        return None
    verb = pattern("becoming").match(s.plain, pair.start())
    start = verb.end() if verb else pair.start()
    lead, tail = s.text[:start], s.text[pair.end() :]
    joint = pattern("twin_joint").search(s.plain, start, pair.end())
    if joint is None:
        return None
    names = s.text[start : joint.start()], s.text[joint.end() : pair.end()]
    tails = _own_tails(s, pair.end()) or (tail, tail)
    first, second = (
        lead + (" " if verb and not s.chinese else "") + name.strip() + RESPECTIVELY.sub("", end)
        for name, end in zip(names, tails, strict=True)
    )
    return first.strip(), second.strip()


def _own_tails(s: Sentence, start: int) -> tuple[str, str] | None:
    goals = [f for f in s.figures if f.start >= start]
    if len(goals) != 2 or not RESPECTIVELY.search(s.plain, start):
        return None
    before = s.text[start : goals[0].start]
    return before + s.text[goals[0].start : goals[0].end], before + s.text[goals[1].start : goals[1].end]
