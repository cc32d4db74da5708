"""Questions for a talk follow from how things stand: the most pressing first, never more than five, never none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.okr.cycles import cycle_of
from bot.okr.model import Alignment, CheckIn, Help, KeyResult, Objective
from bot.okr.talking_points import MOST, Question, questions

CYCLE = cycle_of("2026Q4")
AT = datetime(2026, 11, 6, 8, tzinfo=UTC)
EARLY, LATE = date(2026, 10, 9), date(2026, 12, 18)


def kr(text: str, **fields: object) -> KeyResult:
    return replace(KeyResult(text, "o", text, "li"), **fields)  # type: ignore[arg-type]


def asked(
    *krs: KeyResult, reports: tuple[CheckIn, ...] = (), silent: int = 0, today: date = EARLY, aligned: bool = True
) -> tuple[Question, ...]:
    above = (Alignment("top"),) if aligned else ()
    objective = Objective("o", "li", "2026Q4", "aim", state="agreed", aligned_to=above, key_results=krs)
    return questions((objective,), reports, silent, (CYCLE,), "li", today)


def report(week: str, confidence: int, *help_: Help) -> CheckIn:
    return CheckIn("calls", week, AT, "li", confidence=confidence, help=help_)


def test_each_state_has_its_question() -> None:
    assert asked(kr("calls", confidence=3)) == (Question("low", "calls", 3),)
    assert asked(kr("calls", confidence=5), reports=(report("2026-W41", 9), report("2026-W42", 5))) == (Question("falling", "calls", 4),)
    assert asked(kr("calls", confidence=6), reports=(report("2026-W42", 6, Help("wang", "x")),)) == (Question("help", "calls"),)
    assert asked(kr("calls", progress=0.3), today=LATE) == (Question("behind", "calls", 30),)
    assert asked(kr("calls", progress=0.95)) == (Question("easy", "calls", 95),)
    assert asked(kr("calls"), silent=3) == (Question("silent", n=3),)
    assert asked(kr("calls"), aligned=False) == (Question("unaligned", "aim"),)
    assert asked(kr("calls", confidence=8, progress=0.2)) == (Question("going_well"),)


def test_what_is_not_theirs_or_dropped_is_not_asked_about() -> None:
    assert asked(kr("calls", confidence=1, owner="han"), kr("gone", confidence=1, state="dropped")) == (Question("going_well"),)


@given(st.lists(st.tuples(st.integers(1, 10), st.floats(0, 1)), max_size=8), st.integers(0, 6), st.booleans())
def test_a_few_at_most_and_each_line_once(figures: list[tuple[int, float]], silent: int, aligned: bool) -> None:
    krs = tuple(kr(f"kr{n}", confidence=confidence, progress=progress) for n, (confidence, progress) in enumerate(figures))
    found = asked(*krs, silent=silent, today=LATE, aligned=aligned)
    assert 1 <= len(found) <= MOST
    assert len({q.text for q in found}) == len(found)
    low = {k.text for k in krs if k.confidence is not None and k.confidence <= 3}
    assert [q.point for q in found][: min(len(low), MOST)] == ["low"] * min(len(low), MOST)
