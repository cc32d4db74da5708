"""The outbox keeps order within a conversation, forgets nothing, repeats nothing, and knows of every row what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.conversation.event import Place
from bot.conversation.message import Message
from bot.okr.model import Person
from bot.ports import Outgoing, Store, Tx
from tests.storage.store_samples import ANN, LIN, NOW, direct, group

LATER = NOW + timedelta(minutes=5)


class Box:
    """Short ways to work with the outbox of a store at one moment."""

    def __init__(self, store: Store) -> None:
        self.store = store

    async def post(self, *rows: Outgoing) -> list[int]:
        return await self.store.write(lambda tx: [tx.post(row) for row in rows])

    async def claim(self, at: datetime = NOW, limit: int = 50, platforms: tuple[str, ...] = ("alpha", "beta")) -> list[Outgoing]:
        return list(await self.store.write(lambda tx: tx.claim(platforms, at, at + timedelta(seconds=60), "me", limit)))

    async def keys(self, at: datetime = NOW, **how: Any) -> list[str]:
        return [row.key for row in await self.claim(at, **how)]

    async def settle(self, key: str, state: Any, **how: Any) -> None:
        found = await self.row(key)
        await self.store.write(lambda tx: tx.settle(found.id, state, NOW, **how))

    async def row(self, key: str) -> Outgoing:
        found = await self.store.read(lambda tx: tx.outgoing(key))
        assert found is not None
        return found

    async def do(self, work: Callable[[Any], Any]) -> Any:
        return await self.store.write(work)


@pytest.fixture
def box(store: Store) -> Box:
    return Box(store)


async def test_a_row_comes_back_as_it_was_posted_and_its_key_is_unique_for_ever(box: Box) -> None:
    whole = group(
        "k",
        person="lin",
        kind="alert",
        flow="alert",
        about={"week": "2026-W47"},
        via={"hook": "林"},
        only="A1",
        priority=1,
        expires=LATER,
        place=Place("beta", "C1", False, "th"),
    )
    first, again = await box.post(whole, replace(whole, message=Message("other")))
    assert first > 0
    assert again == 0
    assert await box.row("k") == replace(whole, id=first)
    await box.claim()
    await box.settle("k", "sent", receipt="r")
    assert await box.post(whole) == [0]
    assert await box.row("k") == replace(whole, id=first, state="sent", receipt="r", tries=1)


async def test_one_at_a_time_and_in_order_within_a_conversation(box: Box) -> None:
    await box.post(direct("a1"), direct("a2"), direct("b1", "ann", "B2"), group("c1"), group("c2"), group("c3", "C2"))
    assert await box.keys() == ["a1", "b1", "c1", "c3"]
    assert await box.keys() == []
    await box.settle("a1", "sent")
    await box.settle("c1", "failed")
    assert await box.keys() == ["a2", "c2"]


async def test_answers_go_before_what_was_posted_earlier(box: Box) -> None:
    await box.post(direct("prompt", priority=3), direct("colleague", "ann", "B2", priority=1), group("board", priority=2), direct("answer"))
    assert await box.keys() == ["answer", "colleague", "board"]
    await box.settle("answer", "sent")
    assert await box.keys() == ["prompt"]


async def test_within_a_priority_the_oldest_go_first_up_to_the_limit(box: Box) -> None:
    await box.post(*(group(f"g{n}", f"C{n}", due=NOW - timedelta(minutes=n)) for n in range(5)))
    assert await box.keys(limit=2) == ["g4", "g3"]
    assert await box.keys(limit=2) == ["g2", "g1"]


async def test_what_is_not_due_does_not_go_and_holds_nobody_up(box: Box) -> None:
    await box.post(direct("tomorrow", due=LATER, priority=0), direct("now", priority=3))
    assert await box.keys() == ["now"]
    await box.settle("now", "sent")
    assert await box.keys(LATER) == ["tomorrow"]


async def test_a_retry_keeps_its_turn_a_postponed_row_does_not(box: Box) -> None:
    await box.post(direct("a1"), direct("a2"), group("c1"), group("c2"))
    await box.claim()
    await box.settle("a1", "ready", due=LATER, error="busy")
    await box.settle("c1", "ready", due=LATER)
    assert await box.keys() == ["c2"]
    await box.settle("c2", "sent")
    assert await box.keys(LATER) == ["a1", "c1"]
    assert [(await box.row(key)).tries for key in ("a1", "c1")] == [1, 0]


async def test_an_uncertain_row_holds_its_conversation_until_it_is_settled_or_given_up(box: Box) -> None:
    await box.post(direct("a1"), direct("a2"), group("c1"), group("c2"))
    await box.claim()
    await box.settle("a1", "uncertain", error="no answer")
    await box.settle("c1", "uncertain", due=LATER)
    assert await box.keys() == []
    asked = await box.do(lambda tx: tx.uncertain(["beta"], NOW, 10))
    assert [(row.key, row.tries) for row in asked] == [("a1", 1)]
    assert await box.do(lambda tx: tx.uncertain(["alpha"], LATER, 10)) == ()
    assert [row.key for row in await box.do(lambda tx: tx.uncertain(["beta"], LATER, 10))] == ["a1", "c1"]
    await box.settle("a1", "ready", due=NOW, error="was not there")
    await box.do(lambda tx: tx.give_up(asked[0].id + 2, NOW, "cannot be asked"))
    assert await box.keys() == ["a1", "c2"]
    assert await box.do(lambda tx: tx.uncertain(["beta"], LATER, 10)) == ()
    assert (await box.row("c1")).state == "uncertain"


async def test_what_nobody_finished_becomes_uncertain_when_its_lease_ends(box: Box) -> None:
    await box.post(direct("claimed"), direct("at once", "ann", "B2", state="sending"))
    assert await box.keys() == ["claimed"]
    assert await box.do(lambda tx: tx.lost(NOW + timedelta(seconds=59))) == 0
    assert await box.do(lambda tx: tx.lost(NOW + timedelta(seconds=60))) == 2
    assert {row.key for row in await box.do(lambda tx: tx.uncertain(["beta"], LATER, 10))} == {"claimed", "at once"}
    assert (await box.row("claimed")).tries == 1


async def test_a_late_word_about_a_settled_row_changes_nothing(box: Box) -> None:
    await box.post(direct("a"))
    await box.claim()
    await box.settle("a", "sent", receipt="r1")
    before = await box.row("a")
    await box.settle("a", "ready", due=NOW, error="x")
    await box.settle("a", "failed", error="y")
    assert await box.row("a") == before


async def test_expired_rows_are_dropped_with_a_reason(box: Box) -> None:
    await box.post(direct("old", expires=NOW), direct("wanted", expires=LATER))
    assert await box.keys() == ["wanted"]
    assert ((await box.row("old")).state, (await box.row("old")).error) == ("dropped", "expired")


async def test_blocks_hold_an_address_or_a_platform_until_they_end(box: Box) -> None:
    await box.post(group("c1"), group("c2", "C2"), direct("a", "ann", "A2", place=Place("alpha", "A2")))
    await box.do(lambda tx: tx.block("beta", "C1", LATER))
    await box.do(lambda tx: tx.block("alpha", "*", NOW + timedelta(seconds=9)))
    assert await box.keys() == ["c2"]
    assert await box.do(lambda tx: tx.next_due(NOW)) == NOW + timedelta(seconds=9)
    assert await box.keys(NOW + timedelta(seconds=9)) == ["a"]
    await box.do(lambda tx: tx.block("beta", "C1", NOW))
    assert await box.keys() == ["c1"]


async def test_platforms_that_are_not_asked_for_stay(box: Box) -> None:
    await box.post(group("c1"), direct("nowhere", "nobody", place=None, message=None, flow="checkin"))
    assert await box.keys(platforms=("alpha",)) == ["nowhere"]
    assert await box.keys(platforms=("beta",)) == ["c1"]


async def test_a_row_composed_late_waits_where_its_person_is_reached(box: Box) -> None:
    await box.do(lambda tx: (tx.save_person(LIN), tx.save_person(ANN)))
    lazy = Outgoing("prompt:lin", NOW, kind="prompt", person="lin", flow="checkin", about={"week": "2026-W47"}, priority=3)
    await box.post(direct("answer"), lazy, replace(lazy, key="prompt:ann", person="ann"))
    assert await box.keys() == ["answer", "prompt:ann"]  # lin is written to on beta, where the answer is under way
    await box.settle("answer", "sent")
    (found,) = await box.claim()
    assert (found.key, found.place, found.message) == ("prompt:lin", None, None)
    await box.do(lambda tx: tx.composed(found.id, Message("How was it?"), Place("alpha", "A1"), found.person))
    composed = await box.row("prompt:lin")
    assert (composed.place, composed.message) == (Place("alpha", "A1"), Message("How was it?"))


async def test_rewording_what_waits_replaces_it(box: Box) -> None:
    await box.post(group("board"))
    await box.do(lambda tx: tx.reword("board", Message("newer"), NOW))
    (found,) = await box.claim()
    assert (found.key, found.message) == ("board", Message("newer"))
    assert await box.do(lambda tx: tx.deliveries()) == {"sending": 1}


async def test_rewording_what_went_out_edits_it_in_order_and_the_newest_wins(box: Box) -> None:
    await box.post(group("board", priority=2))
    await box.claim()
    for words in ("one", "two"):
        await box.do(lambda tx, words=words: tx.reword("board", Message(words), NOW))
    assert await box.keys() == []  # the board itself is still on its way
    await box.settle("board", "sent", receipt="r1")
    (edit,) = await box.claim()
    assert (edit.key, edit.edits, edit.edits_receipt, edit.message, edit.place) == (
        "board#1",
        "board",
        "r1",
        Message("two"),
        Place("beta", "C1", False),
    )
    await box.do(lambda tx: tx.reword("board", Message("three"), NOW))
    assert await box.keys() == []
    await box.settle("board#1", "sent", receipt="r1")
    (edit,) = await box.claim()
    assert (edit.key, edit.message) == ("board#2", Message("three"))


@pytest.mark.parametrize("state", ["failed", "dropped"])
async def test_rewording_what_never_went_out_or_was_never_posted_does_nothing(box: Box, state: str) -> None:
    await box.post(group("board"))
    await box.claim()
    await box.settle("board", state)
    await box.do(lambda tx: (tx.reword("board", Message("x"), NOW), tx.reword("unknown", Message("x"), NOW)))
    assert await box.do(lambda tx: tx.deliveries()) == {state: 1}


async def test_when_something_is_next_to_be_done(box: Box) -> None:
    assert await box.do(lambda tx: tx.next_due(NOW)) is None
    await box.post(direct("later", due=LATER), direct("much later", due=LATER + timedelta(days=1), priority=3))
    assert await box.do(lambda tx: tx.next_due(NOW)) == LATER
    assert await box.do(lambda tx: tx.next_due(LATER)) == LATER
    await box.claim(LATER)
    assert await box.do(lambda tx: tx.next_due(LATER)) == LATER + timedelta(days=1)


async def test_what_waits_for_somebody_is_looked_at_again(store: Store) -> None:
    later = NOW + timedelta(days=3)

    def work(tx: Tx) -> tuple[datetime | None, ...]:
        lin = Person("lin", "Lin", accounts={"slack": "U1"})
        tx.save_person(lin)
        rows = (
            Outgoing("prompt:lin:1", NOW, "prompt", "lin", flow="checkin", priority=3),
            Outgoing("word:lin:1", later, "word", "lin", flow="word", priority=1),
            Outgoing("word:ann:1", later, "word", "ann", flow="word", priority=1),
            Outgoing("said", later, place=Place("slack", "U1"), message=Message("said"), priority=1),
            Outgoing("campaign:1", later, "campaign_due", flow="campaign", priority=3),
        )
        for row in rows:
            tx.post(row)
        tx.look_again([lin], NOW + timedelta(hours=1))
        return tuple(found.due if (found := tx.outgoing(row.key)) else None for row in rows)

    soon = NOW + timedelta(hours=1)
    assert await store.write(work) == (NOW, soon, later, later, later)
    await store.write(lambda tx: tx.look_again(None, soon))
    assert await store.read(lambda tx: [found.due for key in ("word:ann:1", "said", "campaign:1") if (found := tx.outgoing(key))]) == [
        soon,
        later,
        later,
    ]
