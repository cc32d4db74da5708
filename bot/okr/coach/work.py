"""Work or outcome: how the coach tells a routine, a task and a deliverable from a result (docs/method.md 4)."""

from __future__ import annotations

import re

from bot.okr.coach.figures import DATE, Figure, has_baseline
from bot.okr.coach.finding import Finding
from bot.okr.coach.lexicon import pattern
from bot.okr.coach.sentence import Sentence, Verb, verb_at

MILESTONES = ("release", "milestone", "finish", "loose")


def routine_sign(s: Sentence) -> tuple[re.Match[str] | None, str]:
    """A routine says so itself, or happens every so often while nothing is to change; and which of the two it is."""
    hire = s.doing is not None and s.doing.kind == "hire"
    sign = s.has("routine")
    if sign and not changes(s):
        return sign, "hire" if hire else "routine"
    often = s.has("frequency")
    if often and not moved(s, often) and not s.has("becoming") and not s.starts("wish"):
        return often, "hire" if hire else "often"
    return None, ""


def moved(s: Sentence, often: re.Match[str]) -> bool:
    """Whether a number stands there that is not the "three times" of "three times a week": of a state, or of who does it."""
    others = [f for f in s.figures if not often.start() <= f.start < often.end()]
    strong = [f for f in outcome_figures(s) if f in others]
    flow = any(f.start - often.end() in (0, 1) and pattern("flow").search(s.plain, f.start, f.end) for f in others) and s.doing is None
    return (
        bool(strong)
        or flow
        or (bool(others) and s.doing is None and verb_at(s.plain, often.end()) is None and others[0].start <= s.head + 8)
    )


def changes(s: Sentence) -> bool:
    """Whether a number moves: from A to B, or towards a bound."""
    return has_baseline(s.blanked) and bool(outcome_figures(s))


def outcome_figures(s: Sentence) -> tuple[Figure, ...]:
    """Numbers that measure a state; those that count the object of a verb of doing count work."""
    strong = tuple(f for f in s.figures if f.strong)
    if s.doing and s.doing.start <= s.head and len(strong) == 1 and counts_work(s, s.doing, strong[0]):
        return ()
    return strong


def counts_work(s: Sentence, verb: Verb, figure: Figure) -> bool:
    """The number stands right at the object of the doing: "Train 100 % of the staff"; at a Chinese end it is a value."""
    between = s.plain[verb.end : figure.start]
    if figure.measure == "bound" and re.search(r" (?:to|of|for|with|at|in|from|by) $", between) and not s.has("becoming"):
        return True
    named = s.chinese and not re.match(r"[^,;]*[一-龥a-z]", pattern("bound", "after").sub("", s.plain[figure.end :]))
    told = re.search(r"[,;:]|[到至率额降减增升提达超占节累合数中]|实现|贡献| to | for | so ", between)
    return len(between) <= 12 and not named and not told and not has_baseline(s.blanked)


def work(s: Sentence) -> Finding | None:
    """A verb of doing and nothing that is measured by it."""
    if outcome_figures(s) or s.starts("winning") or won(s) or s.starts("denial.absolute") or s.starts("denial.open"):
        return None
    verb = s.doing or unknown_work(s)
    if verb is None or counted_result(s, verb) or only_wished(s, verb):
        return None
    if verb.kind in MILESTONES and dated(s):
        return Finding("task_not_outcome", "hint", verb.start, verb.end, variant="dated")
    counted = verb.kind in ("study", "write", "meet", "deed") and bool(s.figures)
    return Finding("task_not_outcome", "advice", verb.start, verb.end, variant="counted" if counted else verb.kind)


def counted_result(s: Sentence, verb: Verb) -> bool:
    """A count in front of the verb counts those who got there: "two teams run it now"."""
    return any(f.end <= verb.start for f in s.figures) and verb.start > s.head and not s.starts("turn")


def won(s: Sentence) -> bool:
    """A verb of winning right before a number, wherever it stands: "launch it and get 400 members from it"."""
    wins = [m.end() for m in pattern("winning").finditer(s.plain)]
    return any(0 <= f.start - end <= 3 for f in s.figures for end in wins) or bool(s.starts("turn") and wins and s.figures)


def only_wished(s: Sentence, verb: Verb) -> bool:
    """Work by its verb, but nothing that one could finish: "Provide good service", 加强队伍建设."""
    if verb.kind == "loose":
        return bool(s.has("vague"))
    if verb.kind in ("build", "write") and s.has("bond"):
        return True
    woolly = s.starts("woolly") if verb.start > s.head and verb.kind not in MILESTONES else None
    return woolly is not None and not s.has_made_thing and not changes_a_thing(s, woolly.end(), verb)


def changes_a_thing(s: Sentence, start: int, verb: Verb) -> bool:
    """What is pushed on is the change of something that can be touched: 推进智能电表改造."""
    thing = s.plain[start : verb.start].strip()
    return verb.kind == "change" and bool(re.fullmatch(r"[一-龥a-z0-9 ]{2,}", thing)) and not pattern("abstract").search(thing)


def unknown_work(s: Sentence) -> Verb | None:
    """No known verb, but the shape of an order ("Xyz the ...") or a made thing at the end."""
    if s.starts("becoming") or s.has("denial.absolute") or s.has("denial.open"):
        return None
    if s.starts("woolly"):
        return Verb("deed", s.head, len(s.plain)) if (s.has_made_thing or brought_about(s)) and not s.figures else None
    rest = s.plain[s.head :]
    if s.starts("order") and not s.starts("no_order") and not s.has("denial.open"):
        return Verb("deed", s.head, s.head + len(rest.split(" ", maxsplit=1)[0]))
    if counts_made_things(s):
        return Verb("deed", s.head, s.figures[0].start)
    if s.figures or s.has("vague") or s.starts("wish"):
        return None
    if (s.has_made_thing and (s.starts("article") or not s.starts("no_order"))) or shaped_like_work(s):
        return Verb("deed", s.head, len(s.plain))
    state = brought_about(s)
    return Verb("release", state.start(), state.end()) if state else None


def brought_about(s: Sentence) -> re.Match[str] | None:
    """The end of a piece of work told as a state: "the page is live"."""
    return re.compile(rf"(?:{pattern('finished').pattern})[\s.\x00]*(?:$|by |on |in |before )").search(s.plain, s.head)


def counts_made_things(s: Sentence) -> bool:
    """录制 30 节微课: a short unknown verb, a bare count, and a thing."""
    if len(s.figures) != 1 or s.figures[0].strong or s.has("metric"):
        return False
    before, after = s.plain[s.head : s.figures[0].start].strip(), s.plain[s.figures[0].end :]
    return bool(re.fullmatch(r"[一-龥]{1,4}", before)) and bool(re.match(r"\s*[一-龥]{2,}", after))


def shaped_like_work(s: Sentence) -> bool:
    """A Chinese verb and its object, with no word for a state, a measure or a quality: an unknown deed."""
    rest = s.plain[s.head :].strip(" .!")
    if not re.match(r"[一-龥]{4,}", rest) or len(rest) > 24:
        return False
    return not any(pattern(sign).search(rest) for sign in ("metric", "woolly", "becoming", "predicate", "quality", "stative"))


def dated(s: Sentence) -> bool:
    """Whether a day, a month or a quarter is named."""
    return DATE in s.blanked
