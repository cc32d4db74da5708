"""What of a sentence the advice quotes, so that it speaks of this sentence and not of any: the thing, the measure, the number."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.okr.coach.figures import DATE, Figure, figures
from bot.okr.coach.finding import Finding
from bot.okr.coach.lexicon import pattern
from bot.okr.coach.sentence import Sentence, verb_at
from bot.okr.reading.normalise import normalise

SPACE = " \t,;:.!?，。；：、！？\x00“”\"'"
CLAUSE = re.compile(r"[^,;]*")
LINK = re.compile(r"\s+(?:by|on|before|until|in)(?: the)?(?: (?:end of|middle of|beginning of|mid|early|late))*[\s-]*$", re.IGNORECASE)
JOINED = re.compile(r"并(?![购网表轨联行列])(?=[一-龥])| and (?=[a-z])")
LONGEST = 60
FROM = re.compile(r"[从由]|(?<![a-z])from(?![a-z])")


def quoted(s: Sentence, finding: Finding) -> Finding:
    """The finding with its arguments: `object`, `verb`, `metric`, `figure`, `word`, `text`, `first`, `n`, never empty."""
    figure = s.figures[0] if s.figures else None
    begun = origin(s)
    goal = next((f for f in s.figures if (not f.old if begun is None else f.start > begun)), figure)
    what = thing(s, finding)
    if finding.code == "negative_wording":
        what = pattern("denied_ends").sub("", what)
    args = {
        "text": _short(s.text),
        "object": what,
        "topic": uncounted(what) if finding.code == "task_not_outcome" else what,
        "verb": s.text[finding.start : finding.end],
        "word": s.text[finding.start : finding.end],
        "metric": metric(s),
        "figure": _with_bound(s, goal) if goal else "",
        "first": _short(thought(s)) if finding.code == "too_long" else "",
        "n": str(size(s)),
    }
    full = {key: value.strip(SPACE) or _short(s.text) for key, value in args.items()}
    return replace(finding, args={**full, **finding.args})


def thing(s: Sentence, finding: Finding) -> str:
    """What the finding is about: behind its word, before it, or between 把 and the verb; the whole text when nothing is left."""
    if finding.start == 0 and finding.end >= len(s.plain):
        return _short(s.text[s.head :])
    if s.plain[s.head] in "把将" and s.head + 1 < finding.start:
        return _short(s.text[s.head + 1 : finding.start])
    clause = CLAUSE.match(s.plain, finding.end)
    behind = _undated(s, finding.end, s.text[finding.end : _next_work(s, finding.end, clause.end() if clause else len(s.plain))])
    if len(behind.strip(SPACE)) >= 2:
        return _short(behind)
    return _short(re.split("[:：]", s.text[s.head : finding.start].rstrip(SPACE))[-1])


def _next_work(s: Sentence, start: int, stop: int) -> int:
    """Where a second piece of work begins that is told in the same breath: 起草模板并发各分公司, "analyze data and present findings"."""
    for joint in JOINED.finditer(s.plain, start + 2, stop):
        if joint.group().startswith("并") or verb_at(s.plain, joint.end()):
            return joint.start()
    return stop


def uncounted(what: str) -> str:
    """Without how many of it at either end: "all 12 branches" is about branches."""
    bare = re.sub(r"^(?:all|the|about|at least|at most)\s+(?=\d)", "", what, flags=re.IGNORECASE)
    for figure in figures(normalise(bare).lower()):
        if figure.start == 0 and not figure.strong:
            return _short(bare[figure.end :]) or what
        if figure.end == len(bare):
            return _short(bare[: figure.start]) or what
    return bare


def thought(s: Sentence) -> str:
    """The first clause that says what is wanted, not against which background."""
    clauses = [(m.start(), m.end()) for m in CLAUSE.finditer(s.plain) if m.group().strip()]
    starts = [(start + len(s.plain[start:end]) - len(s.plain[start:end].lstrip()), end) for start, end in clauses]
    wanted = next((place for place in starts if not pattern("backdrop").match(s.plain, place[0])), starts[0])
    return s.text[slice(*wanted)]


def _undated(s: Sentence, start: int, behind: str) -> str:
    """Without the date at its end: "the app by March 3" is about the app."""
    at = s.blanked.find(DATE, start) - start
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
    stop = min((f.start for f in s.figures if f.start >= start and (first is None or f.start >= first)), default=len(s.plain))
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
