"""Open pages hear every change at once, in order, and catch up after an interruption."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation.message import Message
from bot.ports import Post
from tests.adapters.playground.conftest import Page, Stream
from tests.servers.playground import START, Running, direct


async def test_every_page_hears_what_happens(running: Running, page: Page) -> None:
    async with page.stream("GET", "/playground/stream?after=0") as one, page.stream("GET", "/playground/stream?after=0") as other:
        streams = Stream(one), Stream(other)
        for stream in streams:
            await stream.next("clock")
        await page.do("say", "u-ana", text="hello")
        receipt = await running.post(direct("u-ana"), Message("first"))
        await running.post(direct("u-ana"), Message("second"), edits=receipt)
        for stream in streams:
            heard = [(await stream.next())[1] for _ in range(3)]
            assert [entry["body"].get("text", entry["body"].get("summary")) for entry in heard] == ["hello", "first", "second"]
            assert heard[1]["id"] == heard[2]["id"]


async def test_a_page_that_comes_back_hears_what_it_missed(running: Running, page: Page) -> None:
    await running.post(direct("u-ana"), Message("seen"))
    seq = (await page.get("/playground/conversations")).json()["seq"]
    await running.post(direct("u-ana"), Message("missed"))
    async with page.stream("GET", "/playground/stream", headers={"Last-Event-ID": str(seq)}) as response:
        _, entry = await Stream(response).next()
    assert entry["body"]["summary"] == "missed"


async def test_a_page_from_before_a_reset_is_told(running: Running, page: Page) -> None:
    await running.post(direct("u-ana"), Message("old"))
    await page.post("/playground/reset", json={})
    async with page.stream("GET", "/playground/stream?after=1") as response:
        assert (await Stream(response).next())[0] == "reset"


async def test_reading_is_told_to_the_other_tabs(running: Running, page: Page) -> None:
    receipt = await running.post(direct("u-ana"), Message("news"))
    assert await unread(page, "u-ana") == 1
    async with page.stream("GET", "/playground/stream?after=1000") as response:
        stream = Stream(response)
        await stream.next("clock")
        await page.post("/playground/seen", json={"account": "u-ana", "place": "u-ana", "upto": int(receipt)})
        assert (await stream.next("seen"))[1] == {"account": "u-ana", "place": "u-ana", "upto": int(receipt)}
    assert await unread(page, "u-ana") == 0


async def unread(page: Page, account: str) -> int:
    answer = (await page.get("/playground/conversations")).json()
    return next(one["count"] for one in answer["unread"] if one["account"] == one["place"] == account)


async def test_the_clock_is_turned_for_everybody(running: Running, page: Page) -> None:
    async with page.stream("GET", "/playground/stream?after=1000") as response:
        stream = Stream(response)
        _, clock = await stream.next("clock")
        friday = next(moment["at"] for moment in clock["moments"] if moment["name"] == "friday_prompt")
        assert (clock["now"], friday) == ("2026-11-18T10:05:00+08:00", "2026-11-20T16:00:00+08:00")
        for _ in range(2):  # the second press of a double click asks for the same moment
            assert (await page.post("/playground/clock", json={"to": friday})).json()["now"] == friday
        assert (await stream.next("clock"))[1]["now"] == friday
    assert running.hands.now() == datetime.fromisoformat(friday)
    await running.adapter.send(Post("k", direct("u-ana"), Message("later")))
    assert datetime.fromisoformat((await page.lines("u-ana"))[0]["at"]) == datetime.fromisoformat(friday)


async def test_the_clock_takes_a_wall_time_and_never_goes_back(running: Running, page: Page) -> None:
    back = await page.post("/playground/clock", json={"to": "2026-11-17T10:00"})
    far = await page.post("/playground/clock", json={"to": "2029-01-01T10:00"})
    never = await page.post("/playground/clock", json={"to": "whenever"})
    assert [answer.json()["error"] for answer in (back, far, never)] == ["clock_back", "clock_far", "not_understood"]
    assert running.hands.now() == START
    there = await page.post("/playground/clock", json={"to": "2026-11-18T12:05"})
    assert there.status_code == 200
    assert running.hands.now() == START + timedelta(hours=2)


async def test_a_persons_language_is_changed(running: Running, page: Page) -> None:
    async with page.stream("GET", "/playground/stream?after=1000") as response:
        stream = Stream(response)
        await stream.next("clock")
        assert (await page.post("/playground/language", json={"account": "u-ana", "language": "zh-CN"})).status_code == 200
        await stream.next("people")
    people = {one["account"]: one["language"] for one in (await page.get("/playground/people")).json()}
    assert people["u-ana"] == "zh-CN"
    assert running.languages["ana"] == "zh-CN"
    assert (await page.post("/playground/language", json={"account": "u-ana", "language": "fr"})).status_code == 422
    assert (await page.post("/playground/language", json={"account": "u-x", "language": "en"})).status_code == 404


async def test_starting_over_keeps_the_streams_although_the_bot_stops_and_starts(running: Running, page: Page) -> None:
    company = running.adapter._company
    reset = company.reset

    async def restarts(language: str | None) -> None:
        await running.adapter.stop()
        await reset(language)
        await running.adapter.start(running.receive)

    object.__setattr__(company, "reset", restarts)
    async with page.stream("GET", "/playground/stream?after=0") as response:
        stream = Stream(response)
        assert (await page.post("/playground/reset", json={})).status_code == 200
        await stream.next("reset")
        await page.do("say", "u-ana", text="a new beginning")
        assert (await stream.next("entry"))[1]["body"] == {"text": "a new beginning"}


async def test_a_playground_that_was_stopped_can_be_started_again(running: Running, page: Page) -> None:
    await running.adapter.stop()
    await running.adapter.start(running.receive)
    async with page.stream("GET", "/playground/stream?after=0") as response:
        await Stream(response).next("clock")
    assert running.adapter.health() == ()


async def test_stopping_ends_the_streams(running: Running, page: Page) -> None:
    async with page.stream("GET", "/playground/stream?after=0") as response:
        stream = Stream(response)
        await stream.next("clock")
        await running.adapter.stop()
        assert await stream.ended()
    assert running.adapter.health()[0].where == "playground"
