"""A check-in typed as one text, key result by key result (docs/method.md 9)."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.okr.reading.confidence import confidence_places
from bot.okr.reading.confidence_rows import confidences_by_number, find_confidences
from bot.okr.reading.labels import Label, find_labels, find_list
from bot.okr.reading.naming import Measure
from bot.okr.reading.naming_labels import find_named, joined, unclear, with_glued
from bot.okr.reading.normalise import normalise
from bot.okr.reading.numbers import find_numbers
from bot.okr.reading.passage import Passage
from bot.okr.reading.passage_words import LOST
from bot.okr.reading.ranges import with_estimates
from bot.okr.reading.report_opening import find_rest_same, opening
from bot.okr.reading.sorted_words import Sorted, as_words, joined_words, merged
from bot.okr.reading.words import pattern

_DONE = "done"  # whatever it was called: achieved, 搞定
_FILLER_AHEAD = re.compile(r"(?:[\s,:]|\b(?:is|are|was|were|stays?|has|have)\b)*", re.IGNORECASE)
LONGEST = 3000
"""Characters of a report. A longer text is none: every clause is held against every figure, and everybody else waits meanwhile."""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What was said about one key result, by its number from 1. None: not said.

    `progress` is the text of the figure, for `read_value`; `help` holds pairs of a person, as typed, and what is asked.
    `confidence_step`: so much more or less than before. `only_cause`: the blocker says why and nothing that hinders, so that
    of what got better it is a note. `unsure`: the words of a confidence that is none, or two (5 or 6, 12).
    """

    number: int
    progress: str | None = None
    confidence: int | None = None
    no_change: bool = False
    next: str | None = None
    blocker: str | None = None
    note: str | None = None
    help: tuple[tuple[str, str], ...] = ()
    confidence_step: int | None = None
    only_cause: bool = False
    unsure: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """`rest_same`: every key result without a line is as before. `named`: the text itself named key results or all of them.

    `unclear`: words that name a key result and fit several. `unknown`: key results that are named as not known yet.
    `last_week`: it says that it is about the week before.
    """

    lines: tuple[ReportLine, ...]
    rest_same: bool = False
    correction: bool = False
    named: bool = True
    unclear: str | None = None
    unknown: tuple[int, ...] = ()
    last_week: bool = False


@lru_cache(maxsize=512)  # a turn may read its text for several purposes
def read_report(text: str, count: int, names: tuple[str, ...] = (), measures: tuple[Measure, ...] = ()) -> Report | None:
    """Reads a free text as a check-in of `count` key results; None when it plainly is none.

    A number that no key result has is reported as said. `names`: people's names, where known, to tell where a mention ends.
    `measures`: the key results in order, where known, so that they can be called by their words too.
    """
    if len(text) > LONGEST:
        return None
    plain = normalise(text)
    begins = opening(plain)
    start, correction = begins.place, begins.correction
    rest = find_rest_same(plain)
    rated, rates = confidences_by_number(plain)
    plain = plain[: rates[0]] + " " * (rates[1] - rates[0]) + plain[rates[1] :] if rates else plain
    labels = find_labels(" " * start + plain[start:], count)  # "last week's KR1" is about KR1
    quantities = with_estimates(plain, with_glued(plain, find_numbers(plain), measures))
    listed = () if labels else tuple(x for x in find_list(plain) if x.start >= start)
    rating = confidence_places(plain) if measures else ()
    counted = tuple(q for q in quantities if not any(q.start < end and first < q.end for first, end in rating))
    named = find_named(plain, measures, counted, labels, start, tuple((x.start, x.end) for x in listed))
    labels = joined(plain, labels or listed, named.labels)
    behind = tuple(label.name for label in labels if label.name)
    passage = Passage(text, plain, quantities, tuple(names), (*named.places, *behind))
    if places := unclear(labels):
        return Report((), correction=correction, unclear=text[places[0] : places[1]].strip())
    report = _labelled(passage, labels, start, rest) if labels else _unlabelled(passage, start, count, rest)
    report = _rated(report, rated) if rated else report
    if report is None or _asks_something_else(plain, report):
        return None
    corrected = correction or bool(labels and pattern("report", "corrects").search(plain))
    return Report(report.lines, report.rest_same, corrected, report.named, unknown=named.unknown, last_week=begins.last_week)


@lru_cache(maxsize=256)  # mostly the same whether or not the key results' own words are known
def _labelled(passage: Passage, labels: tuple[Label, ...], start: int, rest: tuple[tuple[int, int], ...]) -> Report | None:
    several = find_confidences(passage.plain, start, len({n for label in labels for n in label.numbers}))
    own_places = (*rest, *((several.place,) if several else ()))
    borders = [label.start for label in labels[1:]] + [len(passage.plain)]
    own = tuple(span for span in own_places if not _belongs_to_label(passage.plain, span, labels))
    found: dict[int, Sorted] = {}
    for label, border in zip(labels, borders, strict=True):
        said = passage.sort(label.end, border, own, labelled=True)
        said.no_change = said.no_change or label.same
        if label.done and not said.progress:
            said.progress.append(_DONE)
            said.figures.append(_DONE)
        if label.behind:
            said.blocker.append(passage.text[slice(*label.behind)])
        for number in label.numbers:
            found[number] = merged(found[number], said) if number in found else said
    preface = passage.sort(start, labels[0].start, own)
    first = labels[0].numbers[0]
    found[first] = merged(as_words(preface), found[first]) if not preface.is_empty() else found[first]
    _share_confidence(found)
    for number, confidence in zip(dict.fromkeys(n for x in labels for n in x.numbers), several.values if several else (), strict=False):
        found[number] = merged(found[number], Sorted(confidence=confidence))
    lines = tuple(_line(number, said) for number, said in sorted(found.items()) if not said.is_empty())
    rest_same = bool(set(own) & set(rest)) or preface.no_change
    return Report(lines, rest_same=rest_same) if lines or rest_same else None


def _rated(report: Report | None, rated: dict[int, int]) -> Report:
    """With the confidences that were said apart from the rest."""
    lines = {line.number: line for line in report.lines} if report else {}
    said = {n: replace(lines.get(n, ReportLine(n)), confidence=value) for n, value in rated.items()}
    both = tuple(line for _, line in sorted((lines | said).items()))
    return replace(report, lines=both, named=True) if report else Report(both)


def _belongs_to_label(plain: str, span: tuple[int, int], labels: tuple[Label, ...]) -> bool:
    """In "KR1 到 3 都没变" the words 都没变 speak of the key results named right before, not of all."""
    everything, rest = (pattern("report", name).match(plain, span[0]) for name in ("everything", "rest"))
    ahead = [plain[x.end : span[0]] for x in labels if x.end <= span[0]]
    if everything:
        return not rest and any(not between.strip(" ,:") for between in ahead)
    named = [plain[x.end : span[0]] for x in labels if x.start < x.end <= span[0]]
    return not rest and any(_FILLER_AHEAD.fullmatch(between) for between in named)


def _share_confidence(found: dict[int, Sorted]) -> None:
    """信心都是 7: said once for all that are reported."""
    common = next((said.confidence for said in found.values() if said.for_all and said.confidence), None)
    for said in found.values():
        said.confidence = said.confidence or common


def _of_all(said: Sorted, count: int) -> tuple[ReportLine, ...]:
    """A confidence that is said of all; words go with the first."""
    first = _line(1, said)
    if said.confidence is None:
        return (first,)
    return (first, *(ReportLine(n, None, said.confidence, no_change=True) for n in range(2, count + 1)))


def _unlabelled(passage: Passage, start: int, count: int, rest: tuple[tuple[int, int], ...]) -> Report | None:
    """Without a label: all are the same, or there is only one key result to speak of."""
    said = passage.sort(start, len(passage.plain), rest)
    if rest:
        said.no_change = not said.progress
        words = said.next or said.blocker or said.note or said.help or said.confidence is not None or said.progress
        if not passage.plain[start : rest[0][0]].strip() or words:
            return Report(_of_all(said, count) if words else (), rest_same=True)
    nothing_moved = "?" not in passage.plain and pattern("report", "nothing_moved").search(passage.plain)
    if count > 1 and not said.progress and (nothing_moved or (said.no_change and not said.note)):
        said_more = said.next or said.blocker or said.note or said.help or said.confidence is not None
        return Report(_of_all(said, count) if said_more else (), rest_same=True)
    if count != 1 or not (said.plainly or said.confidence is not None or said.confidence_step or said.no_change):
        return None
    return Report((_line(1, said),), named=False)


def _line(number: int, said: Sorted) -> ReportLine:
    words = [] if said.no_change else said.progress  # "no change, two customers still negotiate"
    progress = said.figures or words  # what stands among words may be about anything
    progress = [*filter(LOST.search, said.note), *progress] if progress else []  # after a loss, what is left tells where it stands
    return ReportLine(
        number, joined_words(progress), said.confidence, said.no_change and not progress,
        joined_words(said.next), joined_words(said.blocker), joined_words(said.note), tuple(said.help),
        said.confidence_step, bool(said.blocker) and said.causes == len(said.blocker), said.unsure,
    )  # fmt: skip


def _asks_something_else(plain: str, report: Report) -> bool:
    """A question or a command that only mentions a key result."""
    if report.rest_same or any(
        line.confidence is not None or line.confidence_step or line.no_change or line.help or line.unsure for line in report.lines
    ):
        return False
    commanded = pattern("report", "command").search(plain) or pattern("report", "question").search(plain)
    return bool(commanded) and not any(line.progress and not line.note for line in report.lines)
