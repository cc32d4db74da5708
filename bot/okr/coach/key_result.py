"""What makes a key result good: an outcome, measured, from a known start, one at a time (docs/method.md 4)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.okr.coach.figures import has_baseline
from bot.okr.coach.finding import Finding
from bot.okr.coach.metrics import split_metrics_of
from bot.okr.coach.sentence import Sentence
from bot.okr.coach.work import dated, outcome_figures, routine_sign, work


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


def denied(s: Sentence) -> Finding | None:
    """What is not to happen; lowering a measured rate is no denial."""
    if any(f.strong for f in s.figures) and not s.starts("denial.open"):
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
    elif (not denial and not s.has("observed")) or s.has("quality"):
        yield Finding("vague", "advice", 0, len(s.text), variant="metric" if s.has("metric") else "plain")


def how_would_one_know(s: Sentence, denial: Finding | None) -> Finding:
    """The question for a measure: of the one that is named, of a wish, of a verb without an end."""
    verb, wish = s.starts("woolly") or s.starts("becoming"), s.starts("wish")
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
    parts = split_metrics_of(s)
    if parts:
        yield Finding("multiple_metrics", "advice", 0, len(s.text), args={"first": parts[0], "second": parts[1]})
        return
    strong = outcome_figures(s)
    if not strong or has_baseline(s.blanked) or not s.has("becoming") or s.starts("winning"):
        return
    relative = next((f for f in strong if f.relative), None)
    if relative:
        yield Finding("no_baseline", "advice", relative.start, relative.end, variant="relative")
    elif strong[0].measure != "state" and not s.has("threshold"):
        yield Finding("no_baseline", "hint", strong[0].start, strong[0].end, variant="target")
