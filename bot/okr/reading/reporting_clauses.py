"""The clauses of a report that may say where a key result stands: lists are cut at their numbers, what is to come says nothing of now."""

from collections.abc import Iterator

from bot.okr.reading.clauses import Clause, bulleted, clauses, without
from bot.okr.reading.passage_words import headed

Place = tuple[int, int]


def reporting_clauses(plain: str, start: int, marks: tuple[Place, ...]) -> tuple[Clause, ...]:
    """Clauses from a place on, without those under "next week:". `marks`: the places of the numbers of a list."""
    every = (piece for clause in clauses(plain, start, len(plain)) for piece in _listed(plain, clause, marks))
    return tuple(_without_next(plain, every))


def _listed(plain: str, clause: Clause, marks: tuple[Place, ...]) -> Iterator[Clause]:
    """The clause without the numbers of a list, cut at each."""
    return without(plain, clause, tuple(mark for mark in marks if clause.start <= mark[0] and mark[1] <= clause.end))


def _without_next(plain: str, every: Iterator[Clause]) -> Iterator[Clause]:
    under = False
    for clause in every:
        begins = bool(headed("next").match(plain[clause.start : clause.end + 1]))
        under = begins or (under and (not clause.opens or bulleted(plain, clause)))
        if not under:
            yield clause
