"""Whatever is posted, claimed and settled in whatever order, the outbox does what a few lines of Python say; and so do conversations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.talk import Talk
from bot.ports import Clash, Outgoing, Store, Tx
from tests.storage.store_samples import NOW, group

often = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
minutes = st.integers(0, 4)
posts = st.tuples(st.just("post"), st.integers(0, 2), st.integers(0, 3), minutes, st.none() | minutes)
claims = st.tuples(st.just("claim"), st.integers(1, 3))
settles = st.tuples(
    st.just("settle"), st.integers(0, 5), st.sampled_from(["sent", "failed", "uncertain", "retry", "postpone", "give up"]), minutes
)
steps = st.lists(st.one_of(posts, posts, claims, claims, settles, settles, st.just(("later",)), st.just(("lost",))), max_size=30)


@dataclass
class Row:
    """A row as the model sees it."""

    key: str
    place: int
    priority: int
    due: datetime
    expires: datetime | None
    number: int
    state: str = "ready"
    again: bool = False
    holds: bool = False
    lease: datetime = NOW


class Model:
    """The outbox in plain Python."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def claim(self, now: datetime, limit: int) -> list[str]:
        for row in self.rows:
            if row.state == "ready" and row.expires is not None and row.expires <= now:
                row.state = "dropped"
        free = sorted((row for row in self.rows if self.free(row, now)), key=lambda row: (row.priority, row.due, row.number))[:limit]
        for row in free:
            row.state, row.holds, row.again, row.lease = "sending", True, False, now + timedelta(minutes=2)
        return [row.key for row in free]

    def free(self, row: Row, now: datetime) -> bool:
        others = [other for other in self.rows if other.place == row.place and other is not row]
        if row.state != "ready" or row.due > now or any(other.holds for other in others):
            return False
        first = [other for other in others if other.state == "ready" and (other.priority, other.number) < (row.priority, row.number)]
        return not any(other.due <= now or (other.again and other.number < row.number) for other in first)

    def settle(self, row: Row, how: str, due: datetime) -> None:
        row.holds = how == "uncertain"
        row.state = {"retry": "ready", "postpone": "ready", "give up": "uncertain"}.get(how, how)
        if row.state == "ready":
            row.due, row.again = due, how == "retry"


async def settle(store: Store, key: str, how: str, now: datetime, due: datetime) -> None:
    def work(tx: Tx) -> None:
        row = tx.outgoing(key)
        assert row is not None
        match how:
            case "give up":
                tx.give_up(row.id, now, "unknown")
            case "retry":
                tx.settle(row.id, "ready", now, error="busy", due=due)
            case "postpone":
                tx.settle(row.id, "ready", now, due=due)
            case _:
                tx.settle(row.id, how, now)  # type: ignore[arg-type]

    await store.write(work)


async def step(store: Store, model: Model, now: datetime, move: tuple[Any, ...]) -> None:
    match move:
        case ("post", place, priority, due, expires):
            number = len(model.rows)
            row = Row(
                f"k{number}",
                place,
                priority,
                now + timedelta(minutes=due - 2),
                None if expires is None else now + timedelta(minutes=expires),
                number,
            )
            posted: Outgoing = group(row.key, f"C{place}", priority=priority, due=row.due, expires=row.expires)
            assert await store.write(lambda tx: tx.post(posted))
            model.rows.append(row)
        case ("claim", limit):
            claimed = await store.write(lambda tx: tx.claim(["beta"], now, now + timedelta(minutes=2), "me", limit))
            assert [one.key for one in claimed] == model.claim(now, limit)
        case ("settle", which, how, due):
            if under_way := [row for row in model.rows if row.holds]:
                row = under_way[which % len(under_way)]
                await settle(store, row.key, how, now, now + timedelta(minutes=due - 1))
                model.settle(row, how, now + timedelta(minutes=due - 1))
        case ("lost",):
            lost = [row for row in model.rows if row.state == "sending" and row.lease <= now]
            assert await store.write(lambda tx: tx.lost(now)) == len(lost)
            for row in lost:
                row.state = "uncertain"


@often
@given(moves=steps)
async def test_the_outbox_is_what_the_model_says(store: Store, moves: list[tuple[Any, ...]]) -> None:
    await store.write(lambda tx: tx._db.connection.execute("DELETE FROM outbox"))  # type: ignore[attr-defined]
    model, now = Model(), NOW
    for move in moves:
        if move == ("later",):
            now += timedelta(minutes=1)
        await step(store, model, now, move)
        states = [row.state for row in model.rows]
        assert await store.read(lambda tx: tx.deliveries()) == {state: states.count(state) for state in set(states)}
        assert (await store.read(lambda tx, now=now: tx.next_due(now)) == now) is any(  # type: ignore[misc]
            model.free(row, now) for row in model.rows
        )


json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
answers = st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), json, max_size=4)


@often
@given(turns=st.lists(st.tuples(st.integers(-1, 2), answers, answers), min_size=1, max_size=6))
async def test_a_conversation_is_kept_word_for_word_and_only_the_next_revision_is_taken(
    store: Store, turns: list[tuple[int, dict[str, Any], dict[str, Any]]]
) -> None:
    await store.write(lambda tx: tx._db.connection.execute("DELETE FROM talks"))  # type: ignore[attr-defined]
    kept: Talk | None = None
    for jump, given_answers, old in turns:
        rev = kept.rev if kept else 0
        talk = Talk(
            "t",
            "lin",
            "draft",
            {"cycle": "2026Q4"},
            given_answers,
            old,
            (old, given_answers),
            "cancel",
            ("是", "no"),
            "parked",
            rev + jump,
            NOW,
        )
        try:
            await store.write(lambda tx, talk=talk: tx.save_talk(talk))  # type: ignore[misc]
        except Clash:
            assert jump != 1
        else:
            assert jump == 1
            kept = talk
        found = await store.read(lambda tx: tx.talk("t"))
        assert found == kept
        if found is not None and kept is not None:
            assert list(found.answers) == list(kept.answers)  # in the order in which they were given
            assert await store.read(lambda tx: (tx.talks("lin"), tx.talks("lin", states=["open", "parked"]))) == ((), (kept,))


async def test_open_conversations_come_newest_first(store: Store) -> None:
    talks = [Talk(f"t{n}", "lin", "draft" if n % 2 else "checkin", rev=1, touched=NOW + timedelta(minutes=n)) for n in range(4)]
    await store.write(lambda tx: [tx.save_talk(talk) for talk in (talks[2], talks[0], talks[3], talks[1])])
    await store.write(lambda tx: tx.save_talk(replace(talks[0], id="other", person="ann")))
    assert await store.read(lambda tx: tx.talks("lin")) == (talks[3], talks[2], talks[1], talks[0])
    assert await store.read(lambda tx: tx.talks("lin", flow="draft")) == (talks[3], talks[1])
