"""Slots: never more than the limit, none wasted, shared without knowing of each other, and no clock change makes anybody wait for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import AHEAD, ASTRAY, slots

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_after_a_pause_a_burst_and_then_evenly() -> None:
    found = slots(None, NOW, (60, 60.0), 3, most=100)
    assert found.waits(NOW) == [0.0, 0.0, 0.0, 0.0]
    assert slots(found.until, NOW, (60, 60.0), 3, most=100).count == 0
    assert slots(found.until, later(1), (60, 60.0), 3, most=100).waits(later(1)) == [0.0]


def test_what_went_out_without_a_slot_is_made_up_for() -> None:
    free = later(-1)
    assert slots(free, NOW, (60, 60.0), 3, spent=2, most=100).count == 0
    assert slots(free, NOW, (60, 60.0), 3, most=100).count == 2


def test_slots_taken_by_a_clock_that_was_set_back_since_do_not_count() -> None:
    assert slots(later(3600), NOW, (60, 60.0), 0, most=100).count > 0
    assert slots(later(ASTRAY.total_seconds() - 1), NOW, (60, 60.0), 0, most=100).count == 0


@given(
    limit=st.tuples(st.integers(1, 500), st.sampled_from([1.0, 10.0, 60.0])),
    burst=st.integers(0, 20),
    steps=st.lists(st.tuples(st.floats(0, 3), st.integers(0, 30), st.floats(0, 2)), max_size=40),
)
def test_replicas_together_keep_the_limit(limit: tuple[int, float], burst: int, steps: list[tuple[float, int, float]]) -> None:
    """Whoever asks, at whatever moment: in any span no more than the limit's share of it and one burst."""
    free: datetime | None = None
    now, sent = NOW, list[datetime]()
    for pause, most, skew in steps:
        now += timedelta(seconds=pause)
        asked = now - timedelta(seconds=skew)  # this replica's clock is behind
        found = slots(free, asked, limit, burst, most=most)
        assert all(wait <= AHEAD + 1e-6 for wait in found.waits(asked))
        if found.count:
            free = found.until
            sent += [max(asked, found.first + timedelta(seconds=found.every * at)) for at in range(found.count)]
    sent.sort()
    every = limit[1] / limit[0]
    for at in range(len(sent)):
        for end in range(at, len(sent)):
            assert end - at + 1 <= (sent[end] - sent[at]).total_seconds() / every + burst + 2


def test_nothing_is_wasted_while_there_is_enough_to_send() -> None:
    free: datetime | None = None
    count = 0
    for step in range(601):
        found = slots(free, later(step / 10), (300, 60.0), 20, most=100)
        free, count = found.until if found.count else free, count + found.count
    assert 320 <= count <= 326
