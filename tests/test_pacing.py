"""Slots: never more than the limit, none wasted, shared without knowing of each other, and no clock change makes anybody wait for long."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import AHEAD, ASTRAY, NONE, Pacer, Spent, part_of, slots
from bot.ports import Pace
from tests.adapters.instant import at_once

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
    assert slots(free, NOW, (60, 60.0), 3, spent=Spent(2, later(-4)), most=100).count == 0
    assert slots(free, NOW, (60, 60.0), 3, most=100).count == 2
    assert slots(later(-3600), NOW, (60, 60.0), 3, spent=Spent(1000, later(1)), most=100).count == 0
    assert slots(None, NOW, (60, 60.0), 3, spent=Spent(1, later(0)), most=100).count == 1


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


@given(
    replicas=st.integers(1, 3),
    steps=st.lists(st.tuples(st.floats(0.05, 0.25), st.integers(0, 2), st.booleans()), max_size=60),
)
def test_answers_are_counted_with_the_rest(replicas: int, steps: list[tuple[float, int, bool]]) -> None:
    """Prompts go as fast as they may, answers at once: together no more than the limit's share of any span, the start, and the answers
    of one step, which nobody could know of when the last moments were shared out."""
    limit, start = (60, 6.0), 1

    async def sent() -> list[float]:
        loop, free, found = asyncio.get_running_loop(), None, list[float]()
        pacers = [Pacer({"p": Pace(app=limit, conversation=(10**6, 1.0), burst=6, start=start)}) for _ in range(replicas)]
        for step, (pause, answers, claims) in enumerate(steps):
            await asyncio.sleep(pause)
            pacer, now = pacers[step % replicas], later(loop.time())
            found += [loop.time() + pacer.take("p", "", str(step), slotted=False) for _ in range(answers)]
            if claims or step % 4 == 3:
                for each in pacers:
                    got = slots(free, now, limit, start, spent=each.spent("p", "", now), most=100, ahead=0.3)
                    free = got.until
                    found += [loop.time() + wait for wait in got.waits(now)]
        return sorted(found)

    moments, every = at_once(sent()), limit[1] / limit[0]
    for at in range(len(moments)):
        for end in range(at, len(moments)):
            assert end - at + 1 <= (moments[end] - moments[at]) / every + start + 2 + 8 * 2 + 3


async def test_a_quiet_hour_makes_up_for_answers() -> None:
    pacer = Pacer({"p": Pace(app=(60, 60.0), burst=20, start=1)})
    assert pacer.spent("p", "", NOW) == NONE
    for conversation in range(5):
        pacer.take("p", "", str(conversation), slotted=False)
    spent = pacer.spent("p", "", NOW)
    assert spent.count == 5
    assert slots(later(-9), NOW, (60, 60.0), 1, spent=spent, most=100).first == spent.least
    assert pacer.spent("p", "", NOW) == NONE


def test_parts_are_all_there_is_and_nearly_equal() -> None:
    for replicas in range(1, 21):
        parts = [part_of(20, rank, replicas) for rank in range(replicas)]
        assert sum(parts) == 20
        assert max(parts) - min(parts) <= 1
    assert part_of(20, 24, 25) == 1


def test_nothing_is_wasted_while_there_is_enough_to_send() -> None:
    free: datetime | None = None
    count = 0
    for step in range(601):
        found = slots(free, later(step / 10), (300, 60.0), 20, most=100)
        free, count = found.until if found.count else free, count + found.count
    assert 320 <= count <= 326
