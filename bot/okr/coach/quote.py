"""What of a sentence the advice quotes, so that it speaks of this sentence and not of any: the thing, the measure, the number."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.okr.coach.figures import DATE, Figure, masked
from bot.okr.coach.finding import Finding
from bot.okr.coach.lexicon import pattern
from bot.okr.coach.sentence import Sentence

SPACE = " \t,;:.!?，。；：、！？\x00“”\"'"
CLAUSE = re.compile(r"[^,;]*")
LINK = re.compile(r"\s+(?:by|on|before|until|in)(?: the end of)?\s*$", re.IGNORECASE)
LONGEST = 60
FROM = re.compile(r"[从由]|(?<![a-z])from(?![a-z])")


def quoted(s: Sentence, finding: Finding) -> Finding:
    """The finding with its arguments: `object`, `verb`, `metric`, `figure`, `word`, `text`, `first`, `n`, never empty."""
    figure = s.figures[0] if s.figures else None
    begun = origin(s)
    goal = next((f for f in s.figures if (not f.old if begun is None else f.start > begun)), figure)
    args = {
        "text": _short(s.text),
        "object": thing(s, finding),
        "verb": s.text[finding.start : finding.end],
        "word": s.text[finding.start : finding.end],
        "metric": metric(s),
        "figure": _with_bound(s, goal) if goal else "",
        "first": _short(CLAUSE.match(s.plain).group() and s.text[: CLAUSE.match(s.plain).end()]),  # type: ignore[union-attr]
        "n": str(size(s)),
    }
    full = {key: value.strip(SPACE) or _short(s.text) for key, value in args.items()}
    return replace(finding, args={**full, **finding.args})


def thing(s: Sentence, finding: Finding) -> str:
    """What the finding is about: behind its word, before it, or between 把 and the verb; the whole text when nothing is left."""
    if finding.start == 0 and finding.end >= len(s.plain):
        return _short(s.text[s.head :])
    turn = pattern("turn").match(s.plain, s.head)
    if turn and turn.end() < finding.start:
        return _short(s.text[turn.end() : finding.start])
    clause = CLAUSE.match(s.plain, finding.end)
    behind = s.text[finding.end : clause.end() if clause else None]
    behind = _undated(s, finding.end, behind)
    if len(behind.strip(SPACE)) >= 2:
        return _short(behind)
    return _short(s.text[s.head : finding.start])


def _undated(s: Sentence, start: int, behind: str) -> str:
    """Without the date at its end: "the app by March 3" is about the app."""
    at = masked(s.plain).find(DATE, start) - start
    return LINK.sub("", behind[:at]) if at >= 2 else behind


def origin(s: Sentence) -> int | None:
    """Where "from 20" ends, if two numbers stand behind such a word: what is aimed at comes after."""
    said = FROM.search(s.plain)
    behind = sorted(f.start for f in s.figures if said and f.start >= said.end())
    return behind[0] if len(behind) > 1 else None


def metric(s: Sentence) -> str:
    """The name of what is measured: the words around the first number that are neither verb nor number."""
    start = max((verb.end() for kind in ("becoming", "winning", "woolly") if (verb := s.starts(kind))), default=s.head)
    first = origin(s)
    stop = min((f.start for f in s.figures if f.start > start and (first is None or f.start >= first)), default=len(s.plain))
    cut = (FROM if first else pattern("measure_ends")).search(s.plain, start + 1)
    named = s.text[start : min(stop, cut.start() if cut else stop)].strip(SPACE)
    if len(named) >= 2:
        return _short(named)
    behind = CLAUSE.match(s.plain, s.figures[0].end) if s.figures else None
    return _short(behind.group()) if behind else ""


def _with_bound(s: Sentence, figure: Figure) -> str:
    """The number with the bound said behind it: 9% 以下, 5 or more."""
    after = re.compile(rf"\s*(?:{pattern('bound', 'after').pattern})").match(s.plain, figure.end)
    return s.text[figure.start : after.end() if after else figure.end].strip()


def size(s: Sentence) -> int:
    """Chinese characters, or words of a text without any."""
    characters = sum("一" <= c <= "鿿" for c in s.text)
    return characters or len(s.text.split())


def _short(text: str) -> str:
    text = pattern("trimmed").sub("", text.strip(SPACE))
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
