"""What delivery needs beside the outbox: shared paces, when to look again, late words of a paused replica refused, old words dropped."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation.event import Event, Mention, Place, Quoted, Said, Sender
from bot.conversation.message import Message
from bot.ports import Outgoing, Store, Tx
from tests.storage.store_samples import NOW, direct, group

LATER = NOW + timedelta(minutes=5)
DAY = timedelta(days=1)


async def claim(store: Store, owner: str = "me") -> tuple[Outgoing, ...]:
    return await store.write(lambda tx: tx.claim(("alpha", "beta"), NOW, LATER, owner, 50))


async def test_a_pace_is_kept_for_each_api(store: Store) -> None:
    assert await store.write(lambda tx: tx.pace("beta", "")) is None
    for until in (NOW, LATER):
        await store.write(lambda tx, until=until: tx.set_pace("beta", "", until))  # type: ignore[misc]
    assert await store.write(lambda tx: tx.pace("beta", "")) == LATER
    assert await store.write(lambda tx: tx.pace("beta", "edit")) is None


async def test_who_shares_in_a_limit(store: Store) -> None:
    for replica, until in (("b", LATER), ("a", NOW), ("b", NOW), ("c", NOW - timedelta(hours=2))):
        await store.write(lambda tx, replica=replica, until=until: tx.join_senders("beta", replica, until))  # type: ignore[misc]
    await store.write(lambda tx: tx.join_senders("alpha", "z", NOW))
    await store.write(lambda tx: tx.set_pace("beta", "edit", NOW))
    week = timedelta(days=7)
    assert await store.read(lambda tx: tx.senders("beta", NOW - week, LATER)) == ("a", "b", "c")
    assert await store.read(lambda tx: tx.senders("beta", NOW - timedelta(minutes=1), LATER)) == ("a", "b")
    assert await store.read(lambda tx: tx.senders("beta", LATER, LATER + week)) == ()
    await store.write(lambda tx: tx.join_senders("beta", "a", LATER))
    assert await store.read(lambda tx: tx.senders("beta", NOW - week, LATER)) == ("a", "b")
    assert await store.write(lambda tx: tx.pace("beta", "edit")) == NOW


async def test_only_who_claimed_a_row_settles_it(store: Store) -> None:
    await store.write(lambda tx: tx.post(direct("a")))
    (row,) = await claim(store, "paused")
    await store.write(lambda tx: tx.lost(LATER))
    assert not await store.write(lambda tx: tx.settle(row.id, "sent", LATER, receipt="late", owner="paused"))
    assert not await store.write(lambda tx: tx.settle(row.id, "ready", LATER, owner="paused"))
    assert (await found(store, "a")).state == "uncertain"
    await store.write(lambda tx: tx.settle(row.id, "ready", NOW, due=NOW, error="was not there"))
    (again,) = await claim(store, "other")
    assert not await store.write(lambda tx: tx.settle(row.id, "failed", LATER, owner="paused"))
    assert await store.write(lambda tx: tx.settle(again.id, "sent", LATER, receipt="r", owner="other"))
    assert (await found(store, "a")).receipt == "r"


async def test_an_answer_that_nobody_claimed_is_settled_as_nobodys(store: Store) -> None:
    row = await store.write(lambda tx: tx.post(direct("a", state="sending")))
    assert await store.write(lambda tx: tx.settle(row, "sent", NOW, owner=""))


async def test_when_leases_end_and_what_is_to_be_asked(store: Store) -> None:
    def asked(*platforms: str) -> object:
        return store.read(lambda tx: tx.next_asked(platforms))

    assert await asked("beta") is None  # type: ignore[misc]
    await store.write(lambda tx: (tx.post(direct("a")), tx.post(group("b"))))
    rows = await claim(store)
    assert await asked() == LATER  # type: ignore[misc]
    await store.write(lambda tx: [tx.settle(row.id, "uncertain", NOW, due=NOW) for row in rows])
    assert await asked("beta") == NOW  # type: ignore[misc]
    assert await asked("gamma") is None  # type: ignore[misc]
    await store.write(lambda tx: [tx.give_up(row.id, NOW, "?") for row in rows])
    assert await asked("beta") is None  # type: ignore[misc]


async def test_the_next_due_of_some_platforms(store: Store) -> None:
    await store.write(lambda tx: tx.post(group("b")))
    assert await store.read(lambda tx: tx.next_due(NOW, ("alpha",))) is None
    assert await store.read(lambda tx: tx.next_due(NOW, ("beta",))) == NOW


async def test_old_words_and_ids_are_forgotten_step_by_step_and_keys_stay(store: Store) -> None:
    def fill(tx: Tx) -> None:
        for n in range(5):
            tx.settle(tx.post(group(f"old{n}")), "sent", NOW, receipt="r")
            tx.first_time("beta", f"e{n}", NOW)
        tx.settle(tx.post(group("new")), "sent", LATER)
        tx.settle(tx.post(group("failed")), "failed", NOW)
        tx.post(group("waits"))
        tx.first_time("beta", "new", LATER)

    await store.write(fill)
    steps = [await store.write(lambda tx: (tx.forget_words(LATER, 3), tx.forget_events(LATER, 3))) for _ in range(3)]
    assert steps == [(3, 3), (2, 2), (0, 0)]
    assert (await found(store, "old1")).message is None
    assert (await found(store, "old1")).receipt == "r"
    assert await store.write(lambda tx: tx.post(group("old1"))) == 0
    for key in ("new", "failed", "waits"):
        assert (await found(store, key)).message is not None
    assert await store.write(lambda tx: (tx.first_time("beta", "e1", LATER), tx.first_time("beta", "new", LATER))) == (True, False)


async def test_an_event_is_kept_once_and_heard_once(store: Store) -> None:
    event = Event("e1", Place("beta", "room"), Sender("ann"), Said("words", mentions=(Mention("bo", "Bo"),)), NOW, {"how": "so"})
    assert [await store.write(lambda tx: tx.keep(event, NOW)) for _ in range(2)] == [True, False]
    assert await store.read(lambda tx: (tx.kept(NOW, NOW, 9), tx.kept(NOW - DAY, NOW, 9), tx.kept(NOW - 2 * DAY, NOW - DAY, 9))) == (
        (event,),
        (),
        (event,),
    )
    heard = await asyncio.gather(*(store.write(lambda tx: tx.first_time("beta", "e1", NOW)) for _ in range(5)))
    assert sorted(heard) == [False] * 4 + [True]
    assert await store.read(lambda tx: tx.kept(NOW, NOW, 9)) == ()
    assert not await store.write(lambda tx: tx.keep(event, NOW))


async def found(store: Store, key: str) -> Outgoing:
    row = await store.read(lambda tx: tx.outgoing(key))
    assert row is not None
    return row


async def test_what_was_said_is_found_by_its_receipt_or_by_its_moment(store: Store) -> None:
    def sent(key: str, receipt: str, seconds: int) -> None:
        row = replace(direct(key), person="ann", message=Message(key))
        rows.append((row, receipt, NOW + timedelta(seconds=seconds)))

    rows: list[tuple[Outgoing, str, datetime]] = []
    sent("first", "m1", 0)
    sent("second", "m2", 60)
    sent("third", "m3", 64)
    for row, receipt, at in rows:
        await store.write(lambda tx, row=row, r=receipt, at=at: tx.settle(tx.post(row), "sent", at, receipt=r))  # type: ignore[misc]
    platform = direct("x").place.platform

    async def spoken(*marks: str, at: int | None = None, person: str = "ann") -> str | None:
        quoted = Quoted(marks, None if at is None else NOW + timedelta(seconds=at))
        found = await store.read(lambda tx: tx.spoken(platform, person, quoted))
        return found.summary if found else None

    assert await spoken("unknown", "m2") == "second"
    assert await spoken("m2", person="lin") is None
    assert await spoken("unknown") is None
    assert await spoken(at=1) == "first"
    assert await spoken(at=62) is None, "two may be meant"
    assert await spoken(at=30) is None


async def test_an_answer_waits_behind_answers_that_wait(store: Store) -> None:
    answer = direct("a")

    async def waits() -> datetime | None:
        return await store.read(lambda tx: tx.answers_wait(answer.place, answer.person))

    assert await waits() is None
    await store.write(lambda tx: tx.post(replace(direct("colleague"), priority=1)))
    assert await waits() is None, "only answers keep their order among answers"
    row = await store.write(lambda tx: tx.post(replace(answer, state="sending")))
    assert await waits() is None, "what is under way is followed by whoever sends it"
    await store.write(lambda tx: tx.settle(row, "ready", NOW, due=LATER, error="busy"))
    assert await waits() == LATER
    await store.write(lambda tx: tx.settle(row, "uncertain", NOW))
    assert await waits() is not None
