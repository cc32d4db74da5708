"""Progress, its inverse, the objective's mean and health: always within bounds, monotone, and silent where nothing is known."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.okr.scoring import health, objective_progress, progress_of, value_of

unhurried = settings(deadline=None)  # other work on the machine is no failure
NUMBERS = st.one_of(st.integers(-(10**6), 10**6), st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3)))
BASELINES = st.one_of(st.none(), NUMBERS)
DIRECTIONS = st.sampled_from(["up", "down", "at_least", "at_most", "done"])


@pytest.mark.parametrize(
    ("value", "baseline", "target", "direction", "progress"),
    [
        (38, 35, 70, "up", 3 / 35),
        (5, 8, 2, "down", 0.5),
        (9, 8, 2, "down", 0.0),
        (80, 35, 70, "up", 1.0),
        (10, None, 40, "up", 0.25),
        (25, None, 20, "down", None),
        (20, None, 20, "down", 1.0),
        (96, None, 95, "at_least", 1.0),
        (76, None, 95, "at_least", 0.8),
        (0.4, None, 0.5, "at_most", 1.0),
        (1, None, 0.5, "at_most", 0.5),
        (5, 5, 5, "up", 1.0),
        (4, 5, 5, "up", 0.0),
        (0.6, None, None, "done", 0.6),
        (5, None, None, "up", None),
        (None, 0, 10, "up", None),
        (0, None, 0, "at_most", 1.0),
        (-1, None, 0, "up", 0.0),
    ],
)
def test_progress(value: float | None, baseline: float | None, target: float | None, direction: str, progress: float | None) -> None:
    found = progress_of(value, baseline, target, direction)
    assert found == (None if progress is None else pytest.approx(progress))


@unhurried
@given(NUMBERS, BASELINES, st.one_of(st.none(), NUMBERS), DIRECTIONS)
def test_progress_is_a_share_or_unknown(value: float, baseline: float | None, target: float | None, direction: str) -> None:
    progress = progress_of(value, baseline, target, direction)
    assert progress is None or 0 <= progress <= 1


@unhurried
@given(NUMBERS, NUMBERS, BASELINES, NUMBERS, DIRECTIONS.filter(lambda d: d != "done"))
def test_nearer_the_target_is_never_less_progress(one: float, other: float, baseline: float | None, target: float, direction: str) -> None:
    falling = direction in ("down", "at_most") if baseline is None or baseline == target else target < baseline
    worse, better = sorted((one, other), reverse=falling)
    first, second = (progress_of(v, baseline, target, direction) for v in (worse, better))
    assert first is None or (second is not None and first <= second)


@unhurried
@given(st.integers(0, 100), BASELINES, NUMBERS, DIRECTIONS)
def test_the_value_at_a_progress_has_that_progress(percent: int, baseline: float | None, target: float, direction: str) -> None:
    assume(abs(target - (baseline or 0)) > 1)
    value = value_of(percent / 100, baseline, target, direction)
    if value is not None and not (baseline is None and target < 0):
        assert progress_of(value, baseline, target, direction) == pytest.approx(percent / 100, abs=1e-4)


@unhurried
@given(NUMBERS.filter(lambda n: n > 0), DIRECTIONS.filter(lambda d: d != "done"), BASELINES)
def test_the_target_is_the_whole_way(target: float, direction: str, baseline: float | None) -> None:
    assert progress_of(target, baseline, target, direction) == 1


@unhurried
@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), max_size=5))
def test_an_objective_is_the_mean_of_what_is_known(parts: list[float | None]) -> None:
    found = objective_progress(parts)
    known = [p for p in parts if p is not None]
    assert (found is None) == (not known)
    if found is not None:
        assert min(known) - 1e-9 <= found <= max(known) + 1e-9
        assert objective_progress([*parts, None]) == found


@pytest.mark.parametrize(
    ("progress", "confidence", "elapsed", "expected"),
    [
        (None, None, 0.5, "unknown"),
        (None, 8, 0.5, "on_track"),
        (None, 5, 0.5, "at_risk"),
        (0.9, 3, 0.5, "off_track"),
        (0.5, 7, 0.5, "on_track"),
        (0.5, None, 0.6, "on_track"),
        (0.1, None, 0.5, "at_risk"),
        (0.1, None, 0.9, "off_track"),
        (0.1, 6, 0.9, "at_risk"),
        (0.5, 4, 0.5, "at_risk"),
    ],
)
def test_health(progress: float | None, confidence: int | None, elapsed: float, expected: str) -> None:
    assert health(progress, confidence, elapsed) == expected


@unhurried
@given(st.floats(0, 1), st.integers(1, 10), st.floats(0, 1), st.floats(0, 1))
def test_more_progress_never_looks_worse(progress: float, confidence: int, elapsed: float, more: float) -> None:
    order = ["off_track", "at_risk", "on_track"]
    assert order.index(health(max(progress, more), confidence, elapsed)) >= order.index(health(progress, confidence, elapsed))
