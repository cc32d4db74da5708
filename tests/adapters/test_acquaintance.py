"""Looking up who writes for the first time: an answer holds for a while, a failure for a shorter one, and nobody waits for long."""

from __future__ import annotations

import asyncio

import pytest

from adapters.acquaintance import Acquaintance
from bot.ports import Later, Never, Profile, Uncertain

BOB = Profile("bob", "Bob", "bob@example.com")


async def test_it_is_asked_once() -> None:
    asked: list[str] = []

    async def look_up(account: str) -> Profile | None:
        asked.append(account)
        return BOB if account == "bob" else None

    known = Acquaintance(look_up)
    assert [await known.somebody(account) for account in ("bob", "eve", "bob", "eve")] == [BOB, None, BOB, None]
    assert asked == ["bob", "eve"]


@pytest.mark.parametrize("wrong", [Later(1), Never("no scope"), Uncertain("cut off")], ids=lambda wrong: type(wrong).__name__)
async def test_a_failure_costs_the_name_and_is_not_repeated_at_once(wrong: Exception) -> None:
    asked: list[str] = []

    async def look_up(account: str) -> Profile | None:
        asked.append(account)
        raise wrong

    known = Acquaintance(look_up)
    assert [await known.somebody("bob"), await known.somebody("bob")] == [None, None]
    assert asked == ["bob"]


async def test_nobody_waits_for_a_platform_that_says_nothing() -> None:
    async def look_up(account: str) -> Profile | None:
        await asyncio.Event().wait()
        return BOB

    assert await Acquaintance(look_up, patience=0.01).somebody("bob") is None


async def test_only_the_newest_are_remembered() -> None:
    asked: list[str] = []

    async def look_up(account: str) -> Profile | None:
        asked.append(account)
        return None

    known = Acquaintance(look_up, most=2)
    for account in ("a", "b", "c", "b", "c", "a"):
        await known.somebody(account)
    assert asked == ["a", "b", "c", "a"]
