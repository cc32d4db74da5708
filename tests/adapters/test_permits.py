"""Calls that are counted closely: never more in any second than there may be, however unevenly they arrive, and none wasted."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.permits import Full, Permits
from tests.adapters.instant import at_once

delays = st.floats(0, 0.08)


async def arrivals(permits: Permits, calls: list[tuple[float, float, float]]) -> list[float]:
    """When each call is counted: asked for so long after the one before, it takes so long to arrive, its answer so long to return."""
    clock, counted = asyncio.get_running_loop().time, list[float]()

    async def one(there: float, back: float) -> None:
        async with permits.call("api", 1e6):
            await asyncio.sleep(there)
            counted.append(clock())
            await asyncio.sleep(back)

    async with asyncio.TaskGroup() as group:
        for pause, there, back in calls:
            await asyncio.sleep(pause)
            group.create_task(one(there, back))
    return counted


def most_in(seconds: float, moments: list[float]) -> int:
    moments = sorted(moments)
    return max((sum(1 for at in moments[first:] if at < moments[first] + seconds) for first in range(len(moments))), default=0)


@settings(max_examples=60)
@given(
    parts=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    calls=st.lists(st.tuples(st.floats(0, 0.1), delays, delays), min_size=1, max_size=60),
)
def test_no_second_holds_more_than_it_may_whichever_process_calls(parts: list[int], calls: list[tuple[float, float, float]]) -> None:
    """A second is longer here by as much as calls may arrive earlier than the call before."""

    async def all_of_them() -> list[float]:
        shared = [Permits(part, 1.08) for part in parts]
        found = await asyncio.gather(*(arrivals(one, calls[rank :: len(parts)]) for rank, one in enumerate(shared)))
        return [at for each in found for at in each]

    moments = at_once(all_of_them())
    assert len(moments) == len(calls)
    assert most_in(1.0, moments) <= sum(parts)


@pytest.mark.parametrize("takes", [0.0, 0.005, 0.2])
def test_how_long_calls_take_costs_nothing(takes: float) -> None:
    moments = at_once(arrivals(Permits(20, 1.01), [(0.0, takes / 2, takes / 2)] * 400))
    assert most_in(1.0, moments) <= 20
    assert 400 / (max(moments) - min(moments) + 1.0) >= 0.97 * 20


def test_one_late_call_costs_its_own_place_only() -> None:
    slow = [(0.0, 0.3 if n == 10 else 0.01, 0.01) for n in range(200)]
    moments = at_once(arrivals(Permits(20, 1.01), slow))
    assert most_in(1.0, moments) <= 20
    assert max(moments) < 10.7


def test_whose_turn_comes_too_late_is_told_at_once_and_takes_nothing() -> None:
    async def busy() -> float:
        permits, clock = Permits(1, 1.0), asyncio.get_running_loop().time
        async with permits.call("api", 0.5):
            pass
        for _ in range(3):
            with pytest.raises(Full):
                async with permits.call("api", 0.5):
                    raise AssertionError
        assert clock() == 0.0
        async with permits.call("api", 1.5), permits.call("other", 0.0):
            return clock()

    assert at_once(busy()) == 1.0


def test_while_nobody_answers_nobody_waits_longer_than_he_would() -> None:
    async def hanging() -> float:
        permits, clock = Permits(1, 1.0), asyncio.get_running_loop().time
        async with permits.call("api", 5.0):
            with pytest.raises(Full):
                async with permits.call("api", 5.0):
                    raise AssertionError
        return clock()

    assert at_once(hanging()) == 5.0


def test_a_cancelled_call_gives_its_place_back() -> None:
    async def leaving() -> float:
        permits, clock = Permits(1, 1.0), asyncio.get_running_loop().time
        async with permits.call("api", 5.0):
            pass

        async def waits() -> None:
            async with permits.call("api", 5.0):
                raise AssertionError

        task = asyncio.create_task(waits())
        await asyncio.sleep(0.5)
        task.cancel()
        await asyncio.wait([task])
        async with permits.call("api", 5.0):
            return clock()

    assert at_once(leaving()) == 1.0


def test_a_part_grows_and_shrinks_and_what_is_out_counts() -> None:
    async def sharing() -> list[float]:
        permits, clock, made = Permits(4, 1.0), asyncio.get_running_loop().time, list[float]()

        async def one() -> None:
            async with permits.call("api", 1e6):
                made.append(clock())

        for size in (4, 1, 3):
            permits.share(size)
            await asyncio.gather(*(one() for _ in range(6)))
        return made

    made = at_once(sharing())
    assert made[:6] == [0, 0, 0, 0, 1, 1]
    assert all(later - earlier >= 1 for earlier, later in pairwise(made[6:12]))
    assert most_in(1.0, made[12:]) == 3


def test_who_is_waited_for_goes_ahead() -> None:
    async def answering() -> list[tuple[str, float]]:
        permits, clock, made = Permits(2, 1.0), asyncio.get_running_loop().time, list[tuple[str, float]]()

        async def one(name: str, urgent: bool) -> None:
            async with permits.call("api", 1e6, urgent=urgent):
                made.append((name, clock()))

        async with asyncio.TaskGroup() as group:
            for number in range(8):
                group.create_task(one(f"prompt {number}", False))
            await asyncio.sleep(0.5)
            group.create_task(one("answer", True))
        return made

    assert at_once(answering())[2:5] == [("prompt 2", 1.0), ("answer", 1.0), ("prompt 3", 2.0)]
