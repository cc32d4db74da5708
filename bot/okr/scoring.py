"""How far a key result has come, how an objective follows from its key results, and whether the pace is enough."""

from collections.abc import Iterable
from typing import Literal

Direction = Literal["up", "down", "at_least", "at_most", "done"]
Health = Literal["on_track", "at_risk", "off_track", "unknown"]

LOW_CONFIDENCE = 3
HIGH_CONFIDENCE = 7


def progress_of(value: float | None, baseline: float | None, target: float | None, direction: Direction) -> float | None:
    """The share 0..1 of the way from baseline to target; None where it cannot be known, which is never the same as 0.

    Without a baseline, what grows counts from 0; what falls is known only once the target is reached. A threshold that is kept is 1.
    A deliverable (direction "done") takes its value as the share.
    """
    if value is None:
        return None
    if direction == "done":
        return _clamp(value)
    if target is None:
        return None
    if baseline is None or baseline == target:
        return _without_way(value, target, direction, known=baseline is not None)
    return _clamp((value - baseline) / (target - baseline))


def _without_way(value: float, target: float, direction: Direction, *, known: bool) -> float | None:
    """Progress when there is no way to measure along: no baseline, or one that is the target already."""
    falling = direction in ("down", "at_most")
    if value <= target if falling else value >= target:
        return 1.0
    if known:
        return 0.0
    if direction == "at_most":
        return _clamp(target / value) if target > 0 else 0.0
    if direction == "down":
        return None
    return _clamp(value / target) if target > 0 else 0.0


def value_of(progress: float | None, baseline: float | None, target: float | None, direction: Direction) -> float | None:
    """The metric's value at a share of the way: the inverse of `progress_of`, None where no single value has that progress."""
    if progress is None or target is None or direction == "done":
        return None
    if baseline is None and direction in ("down", "at_most"):
        return target if progress >= 1 else None
    start = baseline or 0.0
    if start == target:
        return target if progress >= 1 else None
    return _tidy(start + _clamp(progress) * (target - start))


def objective_progress(key_results: Iterable[float | None]) -> float | None:
    """The mean of its key results; one that is unknown is left out, not counted as 0. None when none is known."""
    known = [progress for progress in key_results if progress is not None]
    return sum(known) / len(known) if known else None


def health(progress: float | None, confidence: int | None, elapsed: float) -> Health:
    """How it looks: the owner's confidence (1..10) first, then progress against the share of the cycle that has passed, both 0..1.

    Low confidence is off track whatever the numbers say; high confidence is on track unless progress is far behind.
    """
    if confidence is not None and confidence <= LOW_CONFIDENCE:
        return "off_track"
    if progress is None:
        if confidence is None:
            return "unknown"
        return "on_track" if confidence >= HIGH_CONFIDENCE else "at_risk"
    behind = _clamp(elapsed) - progress
    patience = 0.2 if confidence is None or confidence < HIGH_CONFIDENCE else 0.4
    if behind > patience + 0.3:
        return "off_track" if confidence is None else "at_risk"
    if behind > patience:
        return "at_risk"
    return "at_risk" if confidence is not None and confidence < 5 else "on_track"


def _clamp(share: float) -> float:
    return min(1.0, max(0.0, float(share)))


def _tidy(number: float) -> float:
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded
