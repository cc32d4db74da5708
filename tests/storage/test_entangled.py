"""Transactions that wait for each other: the server ends one of them, and nobody who waits for an answer notices."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.ports import Store, Tx
from storage.problems import problem_of
from storage.store import open_store

pytestmark = pytest.mark.parametrize("backend", ["postgresql"])  # SQLite has one writer at a time


class Writer:
    """A store with one thread that writes; its first transactions stop at `met` when they have changed something."""

    def __init__(self, url: str, met: threading.Barrier, meetings: int = 1) -> None:
        self.store: Store = open_store(url, migrate=False, writers=1)
        self._met, self._meetings = met, meetings

    def opens(self, name: str) -> Callable[[Tx], str]:
        def work(tx: Tx) -> str:
            tx.save_setting(name, "x")
            if self._meetings:
                self._meetings -= 1
                self._met.wait(10)
            return name

        return work


def closes(name: str) -> Callable[[Tx], str]:
    def work(tx: Tx) -> str:
        tx.save_setting(name, "x")
        return name

    return work


def both(opens: Callable[[Tx], str], name: str) -> Callable[[Tx], str]:
    return lambda tx: opens(tx) + closes(name)(tx)


async def test_two_works_that_wait_for_each_other_are_both_done(url: str) -> None:
    met = threading.Barrier(2)
    one, two = Writer(url, met), Writer(url, met)
    try:
        works = [one.store.write(both(one.opens("a"), "b")), two.store.write(both(two.opens("b"), "a"))]
        assert await asyncio.gather(*works) == ["ab", "ba"]
    finally:
        await asyncio.gather(one.store.close(), two.store.close())


def refuses(_: Tx) -> str:
    raise ValueError("no")


async def test_works_of_two_batches_that_wait_for_each_other_are_all_done(url: str) -> None:
    """Each batch holds by its first work what the other needs for its last: to do only the last one again cannot help."""
    met, full = threading.Barrier(2), threading.Event()
    one, two = Writer(url, met, meetings=2), Writer(url, met, meetings=2)
    try:
        waiting = [asyncio.ensure_future(writer.store.write(lambda _: full.wait(10))) for writer in (one, two)]
        works = [one.opens("a"), refuses, closes("b")], [two.opens("b"), refuses, closes("a")]
        asked = [asyncio.ensure_future(writer.store.write(work)) for writer, batch in zip((one, two), works, strict=True) for work in batch]
        await asyncio.sleep(0)
        full.set()
        done = await asyncio.gather(*waiting, *asked, return_exceptions=True)
        assert [str(value) for value in done] == ["True", "True", "a", "no", "b", "b", "no", "a"]
    finally:
        await asyncio.gather(one.store.close(), two.store.close())


def test_a_row_that_stays_locked_is_named_as_such(url: str) -> None:
    told = problem_of(psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"), make_url(url))
    mend = "look for one that is idle in a transaction, and end it"
    assert str(told) == f"OKRBOT_DATABASE_URL: another session holds what is to be written; {mend}"
