"""Several works share a commit, and none notices: each happens as a whole or not at all, and whoever waits is told the truth."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.conversation.talk import Talk
from bot.okr.model import Person
from bot.ports import Clash, Store, Tx
from storage.connection import connect
from storage.problems import parsed
from storage.store import open_store
from tests.servers.postgres import Postgres
from tests.storage.store_samples import NOW, direct


def put(name: str, value: str) -> object:
    def work(tx: Tx) -> str:
        tx.save_setting(name, value)
        return value

    return work


async def test_what_a_reading_work_raises_costs_no_connection(store: Store) -> None:
    used: list[object] = []

    def refused(tx: Tx) -> None:
        used.append(tx._db.connection)  # type: ignore[attr-defined]
        raise LookupError

    for _ in range(3):
        with pytest.raises(LookupError):
            await store.read(refused)
    assert len(set(map(id, used))) == 1
    assert await store.read(lambda tx: tx.people()) == ()


async def test_what_a_work_raises_undoes_only_itself(store: Store) -> None:
    def half(tx: Tx) -> None:
        tx.save_setting("half", "done")
        raise KeyError("half")

    works = [store.write(half if n % 3 == 0 else put(f"s{n}", str(n))) for n in range(30)]  # type: ignore[arg-type]
    results = await asyncio.gather(*works, return_exceptions=True)
    assert [isinstance(result, KeyError) for result in results] == [n % 3 == 0 for n in range(30)]
    found = await store.read(lambda tx: [tx.setting(f"s{n}") for n in range(30)])
    assert found == [None if n % 3 == 0 else str(n) for n in range(30)]
    assert await store.read(lambda tx: tx.setting("half")) is None


async def test_works_of_one_commit_see_what_was_changed_before_them_and_nothing_that_was_undone(url: str) -> None:
    """Each asks the same three tables, by statements of every kind, behind one that changes them and one that fails in the midst of it."""
    store = open_store(url, migrate=False, writers=1)
    await store.write(lambda tx: tx.save_person(Person("lin", "Lin", team="t", accounts={"alpha": "A1"})))

    def look(tx: Tx) -> tuple[str, str, list[str]]:
        person, place = tx.person("lin"), tx.direct_place(Person("lin", "Lin"))
        assert person is not None
        assert place is not None
        return person.name, place.address, [talk.id for talk in tx.talks("lin")]

    def change(number: int, *, fails: bool) -> object:
        def work(tx: Tx) -> tuple[str, str, list[str]]:
            look(tx)
            tx.save_person(Person("lin", f"Lin {number}", team="t", accounts={"alpha": f"A{number}"}))
            tx.save_talk(Talk(f"talk{number}", "lin", "checkin", rev=1))
            seen = look(tx)
            if fails:
                raise KeyError(number)
            return seen

        return work

    first = ("Lin 2", "A2", ["talk2"])
    both = ("Lin 4", "A4", ["talk4", "talk2"])
    works = [look, change(2, fails=False), look, change(3, fails=True), look, change(4, fails=False), look]
    found = await asyncio.gather(*(store.write(work) for work in works), return_exceptions=True)  # type: ignore[arg-type]
    assert found[0] == ("Lin", "A1", [])
    assert found[1:3] == [first, first]
    assert isinstance(found[3], KeyError)
    assert found[4:] == [first, both, both]
    assert await store.read(look) == both
    await store.close()


async def test_a_clash_is_taken_again_and_in_the_end_reported(store: Store) -> None:
    tries = []

    def twice(tx: Tx) -> int:
        tries.append(tx.setting("mark"))
        tx.save_setting("mark", "set")
        if len(tries) < 3:
            raise Clash("again")
        return len(tries)

    assert await store.write(twice) == 3
    assert tries == [None, None, None]

    def never(tx: Tx) -> None:
        tx.save_setting("never", "set")
        raise Clash("always")

    with pytest.raises(Clash):
        await store.write(never)
    assert await store.read(lambda tx: tx.setting("never")) is None


async def test_a_read_may_not_write(store: Store) -> None:
    with pytest.raises(RuntimeError, match="a read may not write"):
        await store.read(put("x", "y"))  # type: ignore[arg-type]
    assert await store.read(lambda tx: tx.setting("x")) is None


async def test_an_event_is_taken_once_however_often_it_comes_at_once(store: Store) -> None:
    taken = await asyncio.gather(*(store.write(lambda tx: tx.first_time("alpha", "e1", NOW)) for _ in range(20)))
    assert sorted(taken) == [False] * 19 + [True]
    assert await store.write(lambda tx: tx.first_time("beta", "e1", NOW))


async def test_two_turns_at_once_count_up_one_conversation(store: Store) -> None:
    def turn(tx: Tx) -> int:
        before = tx.talk("t")
        rev = before.rev if before else 0
        tx.save_talk(Talk("t", "lin", "checkin", rev=rev + 1))
        return rev + 1

    async def patiently() -> int:
        while True:
            try:
                return await store.write(turn)
            except Clash:
                continue

    assert sorted(await asyncio.gather(*(patiently() for _ in range(20)))) == list(range(1, 21))


async def test_what_waits_is_done_before_the_store_closes_and_nothing_after(url: str) -> None:
    opened = open_store(url, migrate=False)
    waiting = [asyncio.ensure_future(opened.write(put(f"s{n}", "x"))) for n in range(50)]  # type: ignore[arg-type]
    await asyncio.sleep(0)
    await opened.close()
    assert await asyncio.gather(*waiting) == ["x"] * 50
    with pytest.raises(RuntimeError, match="closed"):
        await opened.read(lambda tx: tx.setting("s0"))
    with pytest.raises(RuntimeError, match="closed"):
        await opened.write(put("late", "x"))  # type: ignore[arg-type]
    await opened.close()


async def test_who_stops_waiting_harms_nobody(store: Store) -> None:
    works = [asyncio.ensure_future(store.write(put(f"s{n}", "x"))) for n in range(20)]  # type: ignore[arg-type]
    await asyncio.sleep(0)
    for work in works[::2]:
        work.cancel()
    results = await asyncio.gather(*works, return_exceptions=True)
    assert results[1::2] == ["x"] * 10
    assert all(isinstance(result, asyncio.CancelledError) for result in results[::2])


async def test_two_stores_on_one_database_see_each_other(url: str) -> None:
    first, second = open_store(url, migrate=False), open_store(url, migrate=False)
    try:
        counts = [
            store.write(lambda tx, n=n: tx.post(direct(f"k{n % 50}", address=f"B{n % 50}")))
            for n in range(100)
            for store in (first, second)
        ]
        rows = await asyncio.gather(*counts)
        assert sum(row > 0 for row in rows) == 50
        claims = [store.write(lambda tx: tx.claim(["beta"], NOW, NOW, "me", 20)) for store in (first, second)]
        claimed = [row.key for rows in await asyncio.gather(*claims) for row in rows]
        assert len(claimed) == len(set(claimed)) == 1  # all to one person
    finally:
        await first.close()
        await second.close()


async def test_replicas_that_claim_at_once_never_claim_the_same(url: str) -> None:
    stores = [open_store(url, migrate=False) for _ in range(3)]
    try:
        await stores[0].write(lambda tx: [tx.post(direct(f"k{n}", f"p{n}", f"B{n}")) for n in range(200)])
        claimed: list[str] = []
        while len(claimed) < 200:
            claims = (store.write(lambda tx: tx.claim(["beta"], NOW, NOW, "me", 15)) for store in stores for _ in range(3))
            claimed += [row.key for rows in await asyncio.gather(*claims) for row in rows]
        assert sorted(claimed) == sorted(f"k{n}" for n in range(200))
    finally:
        for store in stores:
            await store.close()


ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import asyncio, sys
from storage.store import open_store

async def main():
    store = open_store(sys.argv[1], migrate=False)
    async def write(person):
        for n in range(10_000):
            def work(tx):
                tx.save_setting(f"{person}", str(n))
                tx.save_setting(f"{person} again", str(n))
            await store.write(work)
            print(person, n, flush=True)
    await asyncio.gather(*(write(person) for person in range(8)))

asyncio.run(main())
"""


async def test_whatever_was_acknowledged_before_a_kill_is_there_and_nothing_is_half_done(url: str) -> None:
    for _ in range(3):
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITER, url, cwd=ROOT, stdout=asyncio.subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        assert program.stdout is not None
        told: dict[str, int] = {}
        for _ in range(150):
            person, n = (await program.stdout.readline()).split()
            told[person.decode()] = int(n)
        program.send_signal(signal.SIGKILL)
        for line in (await program.stdout.read()).rpartition(b"\n")[0].splitlines():  # the last may be half a line
            person, n = line.split()
            told[person.decode()] = int(n)
        await program.wait()
        store = open_store(url, migrate=False)
        for person, n in told.items():
            first, again = await store.read(lambda tx, person=person: (tx.setting(person), tx.setting(f"{person} again")))
            assert first == again
            assert int(first or -1) >= n
        await store.close()


async def test_a_database_that_restarts_loses_and_doubles_nothing(postgres: Postgres, postgres_database: str) -> None:
    store = open_store(postgres.url(postgres_database), migrate=False)
    taken: list[bool] = []
    wanted = asyncio.Semaphore(0)

    async def work(worker: int, turns: int) -> None:
        for n in range(turns):
            taken.append(await store.write(lambda tx, key=f"{worker}.{n}": tx.first_time("alpha", key, NOW)))
            wanted.release()

    workers = [asyncio.ensure_future(work(n, 100)) for n in range(6)]
    for _ in range(2):
        for _ in range(150):
            await wanted.acquire()
        await asyncio.to_thread(postgres.crash)
        await asyncio.to_thread(postgres.up)
    await asyncio.gather(*workers)
    assert len(taken) == 600
    assert all(taken)  # a work that was done twice would have found its own event
    rows = await store.read(lambda tx: tx._db.connection.execute("SELECT count(*) FROM inbound").fetchone())  # type: ignore[attr-defined]
    assert rows[0] == len(taken)
    await store.write(lambda tx: tx._db.connection.execute("DELETE FROM inbound"))  # type: ignore[attr-defined]
    await store.close()


def test_another_connection_knows_whether_a_batch_was_committed(postgres: Postgres, postgres_database: str) -> None:
    url = parsed(postgres.url(postgres_database))
    with closing(connect(url, writes=True)) as asker:
        for ending, expected in (("COMMIT", True), ("ROLLBACK", False), ("COMMIT", True)):
            writer = connect(url, writes=True)
            for batch_ending in ("COMMIT", ending):
                writer.begin()
                writer.run(batch_ending)
            receipt = writer.receipt()
            assert receipt is not None
            assert asker.committed(receipt) is expected
            writer.close()


async def test_short_works_that_somebody_waits_for_are_done_before_all_that_wait(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'first.db'}", migrate=True)
    entered, go = threading.Event(), threading.Event()
    order: list[str] = []

    def busy(_: Tx) -> None:
        entered.set()
        assert go.wait(10)

    first = asyncio.create_task(store.write(busy))
    await asyncio.to_thread(entered.wait, 10)
    works = [asyncio.create_task(store.write(lambda _, n=n: order.append(f"turn{n}"))) for n in range(3)]  # type: ignore[misc]
    hurried = asyncio.create_task(store.write(lambda _: order.append("kept"), first=True))
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(first, *works, hurried)
    await store.close()
    assert order == ["kept", "turn0", "turn1", "turn2"]
