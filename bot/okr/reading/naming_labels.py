"""Where a report speaks of a key result that it calls by its words, or that alone has such a unit."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from typing import Final

from bot.okr.reading.clauses import Clause
from bot.okr.reading.confidence import find_confidence
from bot.okr.reading.labels import Label
from bot.okr.reading.naming import AMBIGUOUS, Measure, Mention, find_mentions
from bot.okr.reading.numbers import find_numbers
from bot.okr.reading.passage_words import is_part
from bot.okr.reading.quantity import Quantity
from bot.okr.reading.reporting_clauses import reporting_clauses
from bot.okr.reading.unit_match import convert
from bot.okr.reading.words import alternatives, pattern

_JOINED: Final = re.compile(r"\s*(?:和|与|跟|及|以及|、|/|&|\+|and|or|nor)\s*(?:the\s+)?", re.IGNORECASE)
_OF_ANYTHING: Final = ("people", "hires")  # "three people are ill" is about no key result
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Named:
    """Labels by words, and the places of the words themselves. `unknown`: key results of which it is said that nobody knows yet."""

    labels: tuple[Label, ...] = ()
    places: tuple[Place, ...] = ()
    unknown: tuple[int, ...] = ()


def find_named(
    plain: str,
    measures: tuple[Measure, ...],
    quantities: tuple[Quantity, ...],
    closed: tuple[Label, ...],
    start: int = 0,
    marks: tuple[Place, ...] = (),
) -> Named:
    """Labels for the clauses that name a key result and report on it; none where a number, KR1, is said in the same clause.

    `marks`: places of the numbers of a list, at which a clause ends.
    """
    if not measures:
        return Named()
    mentions = find_mentions(plain, measures)
    labels: list[Label] = []
    places: list[Place] = []
    unknown: list[int] = []
    known: tuple[int, ...] = ()
    every = reporting_clauses(plain, start, marks)
    for clause, following in zip_longest(every, every[1:]):
        numbered = [label for label in closed if clause.start <= label.start < clause.end]
        if numbered:
            known = numbered[-1].numbers
        if numbered or "(" in plain[max(0, clause.start - 2) : clause.start]:  # what stands in brackets goes with what is before them
            continue
        inside = [_told_by_unit(m, clause, measures, quantities) for m in mentions if clause.start <= m.start < clause.end]
        if inside and pattern("report", "unknown").search(plain, clause.start, clause.end):
            unknown.extend(m.number for m in inside if m.number != AMBIGUOUS)
            continue
        rated = following is not None and not following.opens and _rates(plain, following)
        level = following is not None and not following.opens and _levels(plain, following, quantities)
        found = tuple(_in_clause(plain, clause, inside, quantities, rated=rated, level=level)) or tuple(
            _by_unit(plain, clause, measures, quantities, known)
        )
        if found:
            known = found[-1].numbers
            places.extend((m.start, m.end) for m in inside)
        labels.extend(found)
    return Named(tuple(labels), tuple(places), tuple(unknown))


def _told_by_unit(mention: Mention, clause: Clause, measures: tuple[Measure, ...], quantities: tuple[Quantity, ...]) -> Mention:
    """Words that fit several name the one in whose unit the figure behind them stands: 客户 5 家 of 满意度 and 新客户."""
    figure = next((q for q in quantities if mention.end <= q.start < clause.end), None)
    if not mention.among or figure is None or figure.unit is None:
        return mention
    fitting = [n for n in mention.among if _fits(figure, measures[n - 1])]
    return replace(mention, number=fitting[0], among=()) if len(fitting) == 1 else mention


def _levels(plain: str, clause: Clause, quantities: tuple[Quantity, ...]) -> bool:
    """Whether a clause says nothing but where something stands: 现在 2 起, so 2 now, 4 in total."""
    figures = [q for q in quantities if clause.start <= q.start < clause.end]
    said = plain[clause.start : clause.end]
    for quantity in figures:
        said = said.replace(plain[quantity.start : quantity.end], " ")
    return len(figures) == 1 and bool(said.strip()) and bool(_filler().fullmatch(said))


def _rates(plain: str, clause: Clause) -> bool:
    """Whether a clause begins with how confident one is of what was said before it."""
    return any(found.start == 0 for found in find_confidence(plain[clause.start : clause.end]))


def _in_clause(
    plain: str, clause: Clause, mentions: list[Mention], quantities: tuple[Quantity, ...], *, rated: bool, level: bool
) -> Iterator[Label]:
    """One label a key result, or one for several that are named together. `rated`: a confidence follows; `level`: where it stands does."""
    if level and len({m.number for m in mentions}) == 1 and mentions[0].number != AMBIGUOUS:
        yield Label((mentions[0].number,), clause.start, clause.start)
        return
    told = _evidence(plain, clause, mentions, quantities)
    if not mentions or _speaks_of_next(plain, clause, told):
        return
    groups = list(_groups(plain, mentions))
    ahead = bool(told) and told[0] < mentions[0].start
    start = clause.start
    for i, group in enumerate(groups):
        border = _border(told, group, groups[i + 1], ahead=ahead) if i + 1 < len(groups) else clause.end
        if any(start <= place < border for place in told) or _heads(plain, clause, group) or (rated and group[0].start == start):
            numbers = tuple(dict.fromkeys(m.number for m in group))
            leads = not plain[start : group[0].start].strip() or _filler().fullmatch(plain[start : group[0].start])
            stepped = _says_step(plain, group, told)
            yield Label(numbers, start, group[-1].end if leads and not stepped else start)
            start = border
        elif i == 0:
            start = clause.start


def _speaks_of_next(plain: str, clause: Clause, told: list[int]) -> bool:
    """Whether a clause says what is to come: NPS 45 by next week. What follows a figure is another matter."""
    ahead = pattern("report", "next").search(plain, clause.start, clause.end)
    return ahead is not None and not any(place < ahead.start() for place in told)


def _groups(plain: str, mentions: list[Mention]) -> Iterator[list[Mention]]:
    group = mentions[:1]
    for mention in mentions[1:]:
        if mention.number == group[-1].number:
            group = [*group[:-1], Mention(mention.number, group[-1].start, mention.end)] if _beside(plain, group[-1], mention) else group
        elif _JOINED.fullmatch(plain, group[-1].end, mention.start):
            group = [*group, mention]
        else:
            yield group
            group = [mention]
    yield group


def _says_step(plain: str, group: list[Mention], told: list[int]) -> bool:
    """Whether the word that names it says at once how its figure is meant: signed 2."""
    followed = any(group[-1].end <= place <= group[-1].end + 1 for place in told)
    said = pattern("report", "step_up").finditer(plain, group[0].start, group[-1].end)
    return followed and any(not plain[max(0, m.start() - 1) : m.start()].isalpha() or not plain[m.start()].isascii() for m in said)


def _beside(plain: str, first: Mention, second: Mention) -> bool:
    between = plain[first.end : second.start]
    return len(between) <= 3 and not any(c.isdigit() for c in between)


def _border(told: list[int], group: list[Mention], following: list[Mention], *, ahead: bool) -> int:
    """Where the words about the next key result begin: at its name, or at the figure before it ("28 min on A and 77% on B")."""
    between = [place for place in told if group[-1].end <= place < following[0].start]
    return between[0] if ahead and between else following[0].start


def _evidence(plain: str, clause: Clause, mentions: list[Mention], quantities: tuple[Quantity, ...]) -> list[int]:
    """Places that report something: figures, "no change", done, a confidence."""
    figures = [
        q.start for q in quantities if clause.start <= q.start < clause.end and not any(m.start <= q.start < m.end for m in mentions)
    ]
    figures = [q.start for q in quantities if q.start in figures and not is_part(plain, q.start, q.end)]
    words = [m.start() for m in _reported().finditer(plain, clause.start, clause.end)]
    sure = [clause.start + c.start for c in find_confidence(plain[clause.start : clause.end])]
    return sorted({*figures, *words, *sure})


def _heads(plain: str, clause: Clause, group: list[Mention]) -> bool:
    """A name with a colon behind it, or one that a sentence begins with."""
    return plain[group[-1].end : group[-1].end + 2].strip().startswith(":") or (clause.opens and group[0].start == clause.start)


def _by_unit(
    plain: str, clause: Clause, measures: tuple[Measure, ...], quantities: tuple[Quantity, ...], known: tuple[int, ...]
) -> Iterator[Label]:
    """A figure in a unit that only one key result has speaks of that one, unless the one spoken of has it too."""
    figures = [q for q in quantities if clause.start <= q.start < clause.end and q.unit is not None]
    if not figures or _speaks_of_next(plain, clause, [q.start for q in figures]):
        return
    fitting = [n for n, measure in enumerate(measures, start=1) if _fits(figures[0], measure)]
    if set(fitting) & set(known) or (known and not _whole(plain, clause, figures)):
        return
    if len(fitting) == 1:
        yield Label((fitting[0],), clause.start, clause.start)
    elif fitting and known:
        yield Label((AMBIGUOUS,), clause.start, clause.end)


def _fits(quantity: Quantity, measure: Measure) -> bool:
    if measure.unit is None or quantity.unit is None:
        return False
    if quantity.unit in _OF_ANYTHING:
        return quantity.unit == measure.unit
    if quantity.kind == "count":
        return quantity.unit == measure.unit or (
            quantity.unit.isascii() and convert(quantity.value, quantity.unit, measure.unit) is not None
        )
    return convert(quantity.value, quantity.unit, measure.unit) is not None


def _whole(plain: str, clause: Clause, figures: Iterable[Quantity]) -> bool:
    """Nothing but figures: words around them would rather go with what is being spoken of."""
    said = plain[clause.start : clause.end]
    for quantity in figures:
        said = said.replace(plain[quantity.start : quantity.end], " ")
    return not said.strip() or bool(_filler().fullmatch(said))


@cache
def _reported() -> re.Pattern[str]:
    words = "|".join(alternatives("report", name) for name in ("same", "finished", "not_started"))
    return re.compile(f"(?:{words})", re.IGNORECASE)


@cache
def _filler() -> re.Pattern[str]:
    words = "|".join(alternatives("report", name) for name in ("filler", "connect"))
    return re.compile(rf"(?:{words}|[\s,:;、-])*+", re.IGNORECASE)


def with_glued(plain: str, quantities: tuple[Quantity, ...], measures: tuple[Measure, ...]) -> tuple[Quantity, ...]:
    """And the figures that stand right behind a name of Latin letters: NPS39."""
    found = list(quantities)
    for mention in find_mentions(plain, measures) if measures else ():
        if plain[mention.end : mention.end + 1].isdigit() and plain[mention.end - 1].isascii():
            near = find_numbers(plain[mention.end : mention.end + 24])
            found += [replace(q, start=mention.end, end=mention.end + q.end) for q in near[:1] if q.start == 0]
    return tuple(sorted(found, key=lambda q: q.start))


def joined(plain: str, numbered: tuple[Label, ...], named: tuple[Label, ...]) -> tuple[Label, ...]:
    """Both kinds in reading order; a list's number gives way to the words behind it."""
    kept = []
    words = list(named)
    for label in numbered:
        own = next((w for w in words if _follows(plain, label, w)), None)
        if own is None or AMBIGUOUS in own.numbers:  # then the number tells which is meant
            words = [w for w in words if w is not own]
            kept.append(label)
        elif own.end < label.end:
            words[words.index(own)] = Label(own.numbers, label.start, label.end)
        else:
            words[words.index(own)] = Label(own.numbers, label.start, own.end)
    return tuple(sorted((*kept, *words), key=lambda label: label.start))


def _follows(plain: str, mark: Label, words: Label) -> bool:
    """Whether words stand right behind the number of a list."""
    return words.start <= mark.end <= words.end or (mark.start <= words.start and not plain[mark.end : words.start].strip())


def unclear(labels: Iterable[Label]) -> Place | None:
    """The first place whose words fit several key results."""
    return next(((label.start, label.end) for label in labels if AMBIGUOUS in label.numbers), None)
