"""The outbox on its way: order, refusals for now and for ever, what is uncertain, what is poisonous, boards that are redrawn."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversation.event import Event, Place, Said, Sender
from bot.conversation.message import Message
from bot.delivery import LEASE, TRIES, Delivery
from bot.ports import Later, Never, Outgoing, Post, Uncertain
from tests.dialogues.paper import Paper
from tests.dialogues.stage import Stage, play


@dataclass
class Moody(Paper):
    """Paper that refuses: for an address, what happens to the next posts; afterwards it takes everything."""

    moods: dict[str, deque[Exception]] = field(default_factory=dict)
    attempts: list[str] = field(default_factory=list)
    unasked: bool = False

    async def send(self, post: Post) -> str:
        self.attempts.append(post.key)
        mood = self.moods.get(post.place.address)
        wrong = mood.popleft() if mood else None
        if isinstance(wrong, Arrived):
            await super().send(post)
            raise Uncertain("no answer")
        if wrong is not None:
            raise wrong
        return await super().send(post)

    async def find(self, post: Post) -> str | None:
        if self.unasked:
            raise Never("this platform cannot be asked")
        return await super().find(post)

    def refuses(self, address: str, *wrong: Exception) -> None:
        self.moods[address] = deque(wrong)


class Arrived(Exception):
    """It arrived, but the answer was lost."""


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    opened = Stage(tmp_path / "delivery.db", "en")
    opened.paper = Moody()
    await opened.open()
    yield opened
    await opened.close()


def moody(stage: Stage) -> Moody:
    assert isinstance(stage.paper, Moody)
    return stage.paper


async def post(stage: Stage, *keys: str, to: str = "li", **fields: object) -> None:
    rows = [Outgoing(key, stage.clock.now(), place=Place("paper", to), message=Message(key), **fields) for key in keys]  # type: ignore[arg-type]
    for row in rows:
        await stage.store.write(lambda tx, row=row: tx.post(row))  # type: ignore[misc]


async def pass_time(stage: Stage, seconds: float) -> None:
    stage.clock.at += timedelta(seconds=seconds)
    await stage.settle()


def arrived(stage: Stage, who: str = "li") -> list[str]:
    return [sheet.message.summary for sheet in stage.paper.sheets if sheet.address == who]


async def state(stage: Stage, key: str) -> str:
    row = await stage.store.read(lambda tx: tx.outgoing(key))
    assert row is not None
    return row.state


async def test_one_conversation_in_order_others_meanwhile(stage: Stage) -> None:
    moody(stage).refuses("li", Later(30), Later(30))
    await post(stage, "1", "2", "3")
    await post(stage, "a", "b", to="han")
    await stage.settle()
    assert (arrived(stage), arrived(stage, "han")) == ([], ["a", "b"])
    await pass_time(stage, 29)
    assert arrived(stage) == []
    await pass_time(stage, 2)
    assert arrived(stage) == []
    await pass_time(stage, 31)
    assert arrived(stage) == ["1", "2", "3"]


def test_whatever_a_platform_says_it_is_asked_again_within_the_hour() -> None:
    asked = [Later(seconds).seconds for seconds in (float("inf"), 1e300, float("nan"), -1.0, 7)]
    assert asked == [Later.LONGEST, Later.LONGEST, 0.0, 0.0, 7]


async def test_a_whole_platform_waits_when_the_app_is_too_fast(stage: Stage) -> None:
    moody(stage).refuses("li", Later(10, "app", "ratelimited"))
    await post(stage, "1")
    await stage.settle()
    await post(stage, "a", to="han")
    await stage.settle()
    assert arrived(stage, "han") == []
    await pass_time(stage, 11)
    assert (arrived(stage), arrived(stage, "han")) == (["1"], ["a"])


async def test_what_is_refused_for_ever_is_buried_and_the_next_goes(stage: Stage) -> None:
    moody(stage).refuses("li", Never("channel_not_found"))
    await post(stage, "1", "2")
    await stage.settle()
    assert arrived(stage) == ["2"]
    row = await stage.store.read(lambda tx: tx.outgoing("1"))
    assert row
    assert (row.state, row.error) == ("failed", "channel_not_found")


async def test_what_is_refused_for_now_again_and_again_is_buried(stage: Stage) -> None:
    moody(stage).refuses("li", *(Later(5, reason="busy") for _ in range(TRIES)))
    await post(stage, "poison", "next")
    for _ in range(TRIES + 2):
        await pass_time(stage, 6)
    assert await state(stage, "poison") == "failed"
    assert arrived(stage) == ["next"]


async def test_limits_of_pace_bury_nothing(stage: Stage) -> None:
    moody(stage).refuses("li", *(Later(5, reason="ratelimited") for _ in range(TRIES * 3)))
    await post(stage, "patient")
    for _ in range(TRIES * 3 + 1):
        await pass_time(stage, 6)
    assert arrived(stage) == ["patient"]


async def test_an_uncertain_message_that_arrived_is_not_sent_again(stage: Stage) -> None:
    moody(stage).refuses("li", Arrived())
    await post(stage, "once")
    await stage.settle()
    await pass_time(stage, 1)
    assert arrived(stage) == ["once"]
    assert await state(stage, "once") == "sent"


async def test_an_uncertain_message_that_did_not_arrive_is_sent_again(stage: Stage) -> None:
    moody(stage).refuses("li", Uncertain("reset by peer"))
    await post(stage, "again", "behind")
    await stage.settle()
    await pass_time(stage, 1)
    assert arrived(stage) == ["again", "behind"]
    assert moody(stage).attempts == ["again", "again", "behind"]


async def test_what_nobody_can_be_asked_about_is_shown_to_the_operator_and_holds_nothing_back(stage: Stage) -> None:
    moody(stage).unasked = True
    moody(stage).refuses("li", Uncertain("reset by peer"))
    await post(stage, "who knows", "behind")
    await stage.settle()
    await pass_time(stage, 1)
    assert await state(stage, "who knows") == "uncertain"
    assert arrived(stage) == ["behind"]
    await pass_time(stage, 3600)
    assert moody(stage).attempts == ["who knows", "behind"]


async def test_an_adapter_that_breaks_does_not_hold_up_the_others_and_is_not_tried_for_ever(stage: Stage) -> None:
    moody(stage).refuses("li", *(RuntimeError("a mistake of ours") for _ in range(TRIES * 2)))
    await post(stage, "poison", "behind")
    await post(stage, "a", to="han")
    await stage.settle()
    assert arrived(stage, "han") == ["a"]
    for _ in range(TRIES + 1):
        await pass_time(stage, LEASE.total_seconds() + 1)
    assert await state(stage, "poison") == "failed"
    assert moody(stage).attempts.count("poison") == TRIES


async def test_what_died_while_it_was_sent_is_asked_about_after_its_lease(stage: Stage) -> None:
    await post(stage, "lost", state="sending")
    await stage.settle()
    assert arrived(stage) == []
    await pass_time(stage, LEASE.total_seconds() + 1)
    assert arrived(stage) == ["lost"]


async def test_a_message_for_a_platform_that_is_gone_fails_and_says_why(stage: Stage) -> None:
    await stage.store.write(
        lambda tx: tx.post(Outgoing("old", stage.clock.now(), place=Place("fax", "1"), message=Message("x"), state="sending"))
    )
    row = await stage.store.read(lambda tx: tx.outgoing("old"))
    assert row
    stage.delivery.push((row,))
    await stage.settle()
    row = await stage.store.read(lambda tx: tx.outgoing("old"))
    assert row
    assert (row.state, row.error) == ("failed", "platform fax is not configured")


async def test_a_row_that_cannot_be_put_into_words_fails_alone(stage: Stage) -> None:
    await stage.store.write(lambda tx: tx.post(Outgoing("wordless", stage.clock.now(), "decision", "li", flow="no such flow")))
    await post(stage, "after")
    await stage.settle()
    assert await state(stage, "wordless") == "failed"
    assert arrived(stage) == ["after"]


async def test_what_is_not_wanted_any_more_is_not_sent(stage: Stage) -> None:
    await post(stage, "too late", expires=stage.clock.now() - timedelta(seconds=1))
    await stage.settle()
    assert (await state(stage, "too late"), arrived(stage)) == ("dropped", [])


async def test_answers_go_before_boards_and_boards_before_prompts(stage: Stage) -> None:
    await post(stage, "prompt", priority=3)
    await post(stage, "board", priority=2)
    await post(stage, "colleague", priority=1)
    await post(stage, "answer", priority=0)
    await stage.settle()
    assert arrived(stage) == ["answer", "colleague", "board", "prompt"]


async def test_two_deliveries_on_one_outbox_send_each_message_once(stage: Stage) -> None:
    """Two replicas: whoever claims it sends it."""
    other = Delivery(stage.setup, stage.store, stage.clock, {"paper": stage.paper}, "other")
    for n in range(30):
        await post(stage, f"m{n}", to=f"p{n % 7}")
    while await stage.delivery.step() | await other.step():
        pass
    assert sorted(moody(stage).attempts) == sorted(f"m{n}" for n in range(30))


AGREED = """li> new OKR
li> O: Customers get an answer while they ask\\nKR1: First reply time from 9 hours to 2 hours
li> stretch
li> that's all
li> submit
wang> agree
[2026-10-09 16:00]
li> KR1 7 hours, confidence 6"""


async def test_a_board_that_still_waits_is_drawn_once_with_what_came_meanwhile(stage: Stage) -> None:
    await play(stage, AGREED)
    moody(stage).refuses("#support", Later(1200))
    await play(stage, "[2026-10-09 17:30]\nli> yes\n[2026-10-09 17:51]\n#support| 7 hours")
    boards = [sheet for sheet in stage.paper.sheets if sheet.address == "#support"]
    assert len(boards) == 1


async def test_a_board_that_is_out_is_redrawn_in_place(stage: Stage) -> None:
    await play(stage, f"{AGREED}\n[2026-10-09 17:30]\n#support~| 7 hours\nli> yes\n#support| 7 hours\nli> undo\n#support~| 7 hours")
    boards = [sheet for sheet in stage.paper.sheets if sheet.address == "#support"]
    assert len(boards) == 1
    assert "7 hours" not in boards[0].text


async def test_a_board_that_could_not_be_posted_is_not_redrawn_as_a_new_one(stage: Stage) -> None:
    await play(stage, AGREED)
    moody(stage).refuses("#support", Never("channel_not_found"))
    await play(stage, "[2026-10-09 17:30]\nli> yes\n[2026-10-09 18:00]")
    assert not [sheet for sheet in stage.paper.sheets if sheet.address == "#support"]


async def test_a_board_that_falls_due_while_a_report_is_stored_is_one_message(stage: Stage) -> None:
    """The row waits for its words: what is reported by then stands on it, and nothing redraws it."""
    await play(stage, AGREED)
    due = Outgoing(
        "board:support:2026-W41", stage.clock.now(), "board", flow="board", about={"team": "support", "week": "2026-W41"}, priority=2
    )
    await stage.store.write(lambda tx: tx.post(replace(due, due=stage.clock.now() + timedelta(minutes=5))))
    await play(stage, "li> yes")
    assert not [sheet for sheet in stage.paper.log if sheet.address == "#support"]
    await pass_time(stage, 600)
    (board,) = [sheet for sheet in stage.paper.log if sheet.address == "#support"]
    assert "7 hours" in board.text


async def test_an_answer_does_not_overtake_one_that_waits_for_its_next_try(stage: Stage) -> None:
    moody(stage).refuses("li", Later(30))
    await stage.says("li", "help")
    await stage.says("li", "settings")
    assert arrived(stage) == []
    await stage.says("han", "help")
    assert len(arrived(stage, "han")) == 1, "elsewhere nothing waits"
    await pass_time(stage, 31)
    first, second = (sheet.post.key for sheet in stage.paper.sheets if sheet.address == "li")
    assert first < second
    await stage.says("li", "help")
    assert len(arrived(stage)) == 3, "and afterwards answers go at once"


async def test_an_answer_does_not_overtake_one_that_may_have_arrived(stage: Stage) -> None:
    moody(stage).refuses("li", Uncertain("reset by peer"))
    await stage.delivery.step()
    stage.clock.at += timedelta(seconds=20)
    event = Event("e-1", Place("paper", "li"), Sender("li"), Said("help"), stage.clock.at)
    await stage.engine.receive(event)
    await stage.delivery.drain()
    await stage.engine.receive(replace(event, id="e-2", content=Said("settings")))
    await stage.delivery.drain()
    assert arrived(stage) == []
    await stage.settle()
    assert [sheet.post.key for sheet in stage.paper.sheets if sheet.address == "li"] == ["reply:paper:e-1", "reply:paper:e-2"]


async def test_an_answer_that_came_to_its_turn_too_late_is_queued_and_not_asked_about(stage: Stage) -> None:
    moody(stage).unasked = True  # as on DingTalk: whether a plain message arrived cannot be asked
    row = Outgoing("answer", stage.clock.now(), place=Place("paper", "li"), message=Message("answer"), state="sending")
    row = await stage.store.write(lambda tx: replace(row, id=tx.post(row)))
    stage.clock.at += LEASE - timedelta(seconds=3)
    stage.delivery.push((row,))
    await stage.delivery.drain()
    assert arrived(stage) == []
    await pass_time(stage, 60)
    assert arrived(stage) == ["answer"]


@pytest.mark.parametrize("wrong", [Later(30), Uncertain("reset by peer")])
async def test_an_answer_that_is_under_way_already_does_not_overtake_either(stage: Stage, wrong: Exception) -> None:
    moody(stage).refuses("li", wrong)
    first = Event("e-1", Place("paper", "li"), Sender("li"), Said("help"), stage.clock.at)
    second = replace(first, id="e-2", content=Said("settings"))
    heard = [await stage.store.write(lambda tx, e=e: stage.engine.hear(tx, e, stage.clock.at)) for e in (first, second)]  # type: ignore[misc]
    stage.delivery.push(tuple(row for one in heard for row in one.rows))
    await stage.delivery.drain()
    assert arrived(stage) == []
    await pass_time(stage, 31)
    assert [sheet.post.key for sheet in stage.paper.sheets if sheet.address == "li"] == ["reply:paper:e-1", "reply:paper:e-2"]
