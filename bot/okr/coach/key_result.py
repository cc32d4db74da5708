"""What makes a key result good: an outcome, measured, from a known start, one at a time (docs/method.md, a good key result)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.okr.coach.figures import Figure, has_baseline
from bot.okr.coach.finding import Finding
from bot.okr.coach.lexicon import pattern
from bot.okr.coach.metrics import split_places
from bot.okr.coach.sentence import Sentence, Verb

OBSERVED = re.compile(r"(?<![a-z])(?:say|says|tell|recommend|choose|find|call)(?![a-z])|说|主动|推荐")
MILESTONES = ("release", "milestone", "finish", "loose")
WISH = re.compile(r"让|使|make |let ")


def judge(s: Sentence, cycle: str | None) -> Iterator[Finding]:
    """Findings in the order in which to ask: work or outcome, measure, from where, by when."""
    routine, sort = routine_sign(s)
    task = None if routine else work(s)
    denial = None if routine or task else denied(s)
    if routine:
        yield Finding("business_as_usual", "advice", routine.start(), routine.end(), variant=sort)
    if task:
        yield task
    if denial:
        yield denial
    if not routine and not task:
        yield from unmeasured(s, denial)
    yield from measured(s)
    if cycle is None and not dated(s):
        yield Finding("no_deadline", "hint", 0, len(s.text))


def routine_sign(s: Sentence) -> tuple[re.Match[str] | None, str]:
    """A routine says so itself, or happens every so often while nothing is to change; and which of the two it is."""
    hire = s.doing is not None and s.doing.kind == "hire"
    sign = s.has("routine")
    if sign and not changes(s):
        return sign, "hire" if hire else "routine"
    often = s.has("frequency")
    if (
        often
        and not [f for f in outcome_figures(s) if not often.start() <= f.start < often.end()]
        and not s.has("becoming")
        and not WISH.match(s.plain, s.head)
    ):
        return often, "hire" if hire else "often"
    return None, ""


def changes(s: Sentence) -> bool:
    """Whether a number moves: from A to B, or towards a bound."""
    return has_baseline(s.plain) and bool(outcome_figures(s))


def outcome_figures(s: Sentence) -> tuple[Figure, ...]:
    """Numbers that measure a state; those that count the object of a verb of doing count work."""
    strong = tuple(f for f in s.figures if f.strong)
    if s.doing and s.doing.start <= s.head and len(strong) == 1 and counts_work(s, s.doing, strong[0]):
        return ()
    return strong


def counts_work(s: Sentence, verb: Verb, figure: Figure) -> bool:
    """ "Train 100 % of the staff": the number stands right at the object of the doing."""
    between = s.plain[verb.end : figure.start]
    return len(between) <= 12 and not re.search(r"[,;:]|到|至|率|额| to | for | so ", between) and not has_baseline(s.plain)


def work(s: Sentence) -> Finding | None:
    """A verb of doing and nothing that is measured by it."""
    if outcome_figures(s) or s.starts("winning") or won(s):
        return None
    verb = s.doing or unknown_work(s)
    if verb is None or counted_result(s, verb) or only_wished(s, verb):
        return None
    if verb.kind in MILESTONES and dated(s):
        return Finding("task_not_outcome", "hint", verb.start, verb.end, variant="dated")
    counted = verb.kind in ("study", "write", "meet", "other") and bool(s.figures)
    return Finding("task_not_outcome", "advice", verb.start, verb.end, variant="counted" if counted else verb.kind)


def counted_result(s: Sentence, verb: Verb) -> bool:
    """A count in front of the verb counts who or what got there: "two teams run it"."""
    return any(f.end <= verb.start for f in s.figures) and verb.start > s.head and not s.starts("turn")


def won(s: Sentence) -> bool:
    """A verb of winning right before a number, wherever it stands: "launch the programme and get 400 members"."""
    wins = [m.end() for m in pattern("winning").finditer(s.plain)]
    return any(0 <= f.start - end <= 3 for f in s.figures for end in wins) or bool(s.starts("turn") and wins and s.figures)


def only_wished(s: Sentence, verb: Verb) -> bool:
    """ "Provide good service", 加强队伍建设: work by its verb, but nothing that one could finish."""
    if verb.kind == "loose":
        return bool(s.has("vague"))
    return verb.start > s.head and verb.kind not in MILESTONES and bool(s.starts("woolly")) and not s.has_made_thing


def unknown_work(s: Sentence) -> Verb | None:
    """No known verb, but the shape of an order ("Xyz the ...") or a made thing at the end."""
    if s.starts("becoming") or s.has("denial.absolute") or s.has("denial.open"):
        return None
    if s.starts("woolly"):
        return Verb("other", s.head, len(s.plain)) if s.has_made_thing and not s.figures else None
    rest = s.plain[s.head :]
    if s.starts("order") and not s.starts("no_order") and not s.has("denial.open"):
        return Verb("other", s.head, s.head + len(rest.split(" ", maxsplit=1)[0]))
    if counts_made_things(s):
        return Verb("other", s.head, s.figures[0].start)
    if s.figures or s.has("vague") or WISH.match(rest):
        return None
    if (s.has_made_thing and not s.starts("no_order")) or shaped_like_work(s):
        return Verb("other", s.head, len(s.plain))
    state = re.compile(rf"(?:{pattern('finished').pattern})[\s.\x00]*(?:$|by |on |in |before )").search(s.plain, s.head)
    return Verb("release", state.start(), state.end()) if state else None


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
    return not (
        pattern("metric").search(rest)
        or s.has("woolly")
        or s.has("becoming")
        or s.has("predicate")
        or s.has("quality")
        or pattern("stative").search(rest)
    )


def denied(s: Sentence) -> Finding | None:
    """What is not to happen; lowering a measured rate is no denial."""
    if any(f.strong and f.measure != "count" for f in s.figures) and not s.starts("denial.open"):
        return None
    for kind in ("absolute", "open"):
        sign = s.has(f"denial.{kind}")
        if sign:
            return Finding("negative_wording", "advice", sign.start(), sign.end(), variant=kind)
    return None


def unmeasured(s: Sentence, denial: Finding | None) -> Iterator[Finding]:
    """No number: how would one know? And words that name a degree without a scale."""
    if s.figures or (denial and denial.variant == "absolute"):
        return
    yield how_would_one_know(s, denial)
    word, wish = s.has("vague"), s.has("woolly") or s.has("becoming")
    if word:
        yield Finding("vague", "advice", word.start(), word.end(), variant="word")
    elif wish:
        yield Finding("vague", "advice", wish.start(), wish.end(), variant="verb")
    elif (not denial and not OBSERVED.search(s.plain)) or s.has("quality"):
        yield Finding("vague", "advice", 0, len(s.text), variant="metric" if s.has("metric") else "plain")


def how_would_one_know(s: Sentence, denial: Finding | None) -> Finding:
    """The question for a measure: of the one that is named, of a wish, of a verb without an end."""
    verb, wish = s.starts("woolly") or s.starts("becoming"), WISH.match(s.plain, s.head)
    if denial:
        return Finding("not_measurable", "advice", 0, len(s.text), variant="denied")
    if s.has("metric"):
        return Finding("not_measurable", "advice", 0, len(s.text), variant="metric")
    if wish:
        return Finding("not_measurable", "advice", wish.start(), wish.end(), variant="wish")
    if verb:
        return Finding("not_measurable", "advice", verb.start(), verb.end(), variant="woolly")
    return Finding("not_measurable", "advice", 0, len(s.text))


def measured(s: Sentence) -> Iterator[Finding]:
    """Two measures in one, and a change whose start is unknown (each half of a split is asked again, so not both)."""
    parts = split_places(s)
    if parts:
        yield Finding(
            "multiple_metrics", "advice", 0, len(s.text), args={"first": s.text[slice(*parts[0])], "second": s.text[slice(*parts[1])]}
        )
        return
    strong = outcome_figures(s)
    if not strong or has_baseline(s.plain) or not s.has("becoming") or s.starts("winning"):
        return
    relative = next((f for f in strong if f.relative), None)
    if relative:
        yield Finding("no_baseline", "advice", relative.start, relative.end, variant="relative")
    elif s.starts("becoming") or not s.has("bound", "after"):
        yield from (Finding("no_baseline", "hint", f.start, f.end, variant="target") for f in strong[:1] if f.measure != "state")


def dated(s: Sentence) -> bool:
    """Whether a day, a month or a quarter is named."""
    return bool(s.has("not_a_metric", "dates"))
