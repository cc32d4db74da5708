"""Places in windows of time: never more than may be, in order, for each name by itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.pacing import Windows


@given(st.lists(st.floats(0, 3), max_size=80), st.integers(1, 20), st.floats(0, 10))
def test_no_window_holds_more_than_it_may(pauses: list[float], count: int, most: float) -> None:
    windows, now, granted = Windows((count, 1.0)), 0.0, []
    for pause in pauses:
        now += pause
        wait = windows.take("api", now, most)
        if wait is not None:
            assert 0 <= wait <= most
            granted.append(now + wait)
        else:
            assert len(granted) >= count
    assert all(later - earlier >= 1.0 - 1e-9 for earlier, later in zip(granted, granted[count:], strict=False))


def test_names_do_not_share_a_window_and_are_forgotten_in_the_end() -> None:
    windows = Windows((1, 60.0))
    assert windows.take("a", 0.0, 0.0) == 0.0
    assert windows.take("a", 1.0, 0.0) is None
    assert all(windows.take(f"b{n}", 2.0, 0.0) == 0.0 for n in range(6000))
    assert windows.take("a", 3.0, 0.0) == 0.0
