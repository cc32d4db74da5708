"""What the bot sends: once a key, redrawn in place, seen by whom it is meant for, still there after a restart."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from adapters.playground.adapter import Playground
from adapters.playground.company import Company
from bot.conversation.message import Message, Text
from bot.ports import Later, Never, Post
from tests.adapters.playground.conftest import Page, Stream
from tests.servers.playground import Running, channel, direct, playground


def post(key: str, summary: str = "hello", **more: object) -> Post:
    return Post(key, direct("u-ana"), Message(summary), **more)


async def test_a_post_has_a_receipt_and_is_there_once(running: Running, page: Page) -> None:
    assert await running.adapter.find(post("k1")) is None
    receipt = await running.adapter.send(post("k1"))
    assert await running.adapter.send(post("k1")) == receipt
    assert await running.adapter.find(post("k1")) == receipt
    assert [str(line["id"]) for line in await page.lines("u-ana")] == [receipt]


async def test_an_edit_redraws_in_place(running: Running, page: Page) -> None:
    receipt = await running.adapter.send(post("k1", "first"))
    await running.adapter.send(post("k2", "between"))
    assert await running.adapter.send(post("k3", "second", edits=receipt)) == receipt
    assert await running.adapter.send(post("k3", "second", edits=receipt)) == receipt
    assert await page.texts("u-ana") == ["second", "between"]
    assert [line["edited"] for line in await page.lines("u-ana")] == [True, False]
    assert await running.adapter.find(post("k3")) == receipt


async def test_an_edit_that_was_made_is_not_made_again_over_a_newer_one(running: Running, page: Page) -> None:
    receipt = await running.adapter.send(post("k1", "first"))
    await running.adapter.send(post("k2", "second", edits=receipt))
    await running.adapter.send(post("k3", "third", edits=receipt))
    await running.adapter.send(post("k2", "second", edits=receipt))
    assert await page.texts("u-ana") == ["third"]


async def test_what_is_gone_cannot_be_redrawn_and_nobody_cannot_be_written_to(running: Running) -> None:
    for hopeless in (post("k1", edits="4711"), Post("k2", direct("u-nobody"), Message("x")), Post("k3", channel("c-none"), Message("x"))):
        with pytest.raises(Never, match="playground"):
            await running.adapter.send(hopeless)


async def test_a_private_answer_in_a_channel_is_for_one_member(running: Running, page: Page) -> None:
    await running.post(channel("c-support"), Message("for Ana"), only="u-ana")
    (line,) = await page.lines("c-support")
    assert line["only_for"] == "u-ana"
    counts = {
        one["account"]: one["count"]
        for one in (await page.get("/playground/conversations")).json()["unread"]
        if one["place"] == "c-support"
    }
    assert counts == {"u-ana": 1, "u-li": 0, "u-wang": 0, "u-tom": 0, "u-zhao": 0}


async def test_history_survives_a_restart_and_so_do_keys(tmp_path: Path) -> None:
    log = tmp_path / "playground.db"
    async with playground(log) as first, Page(first.url) as page:
        receipt = await first.adapter.send(post("k1", "before"))
        await page.do("say", "u-ana", text="hello")
        before = await page.lines("u-ana")
    async with playground(log) as second, Page(second.url) as page:
        assert await page.lines("u-ana") == before
        assert await second.adapter.send(post("k1", "before")) == receipt
        assert await second.adapter.send(post("k2", "after", edits=receipt)) == receipt
        assert await page.texts("u-ana") == ["after", "hello"]


async def test_long_history_comes_in_pages(running: Running, page: Page) -> None:
    for number in range(230):
        await running.post(direct("u-ana"), Message(str(number)))
    seen: list[str] = []
    before: dict[str, int] = {}
    while True:
        entries = (await page.get("/playground/history", params={"place": "u-ana", **before})).json()["entries"]
        if not entries:
            break
        seen = [entry["body"]["summary"] for entry in entries] + seen
        before = {"before": entries[0]["id"]}
    assert seen == [str(number) for number in range(230)]


async def test_a_file_that_cannot_be_written_is_said_and_mended(running: Running, page: Page, tmp_path: Path) -> None:
    blocker = sqlite3.connect(tmp_path / "playground.db", timeout=0, isolation_level=None)
    running.adapter._log._db.execute("PRAGMA busy_timeout = 0")  # else the test waits the five seconds that a person would
    blocker.execute("BEGIN IMMEDIATE")
    (problem,) = running.adapter.health()
    assert "playground.db" in problem.where
    with pytest.raises(Later, match="locked"):
        await running.adapter.send(post("k1"))
    refused = await page.do("say", "u-ana", text="hello")
    assert (refused.status_code, refused.json()) == (503, {"error": "not_kept"})
    assert running.heard == []
    blocker.rollback()
    blocker.close()
    assert running.adapter.health() == ()
    assert await running.adapter.send(post("k1"))


async def test_a_file_that_is_none_is_one_clear_line(running: Running, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_text("this is no database, it is a letter to nobody, and long enough to be one" * 20)
    company: Company = running.adapter._company
    for path in (broken, tmp_path / "no" / "such" / "folder.db"):
        with pytest.raises(OSError, match=path.name) as caught:
            Playground(path, company)
        assert "\n" not in str(caught.value)


async def test_everybody_is_listed(running: Running) -> None:
    people = {profile.account: profile for profile in await running.adapter.people()}
    assert people["u-ana"].name == "Ana Silva"
    assert people["u-li"].language == "zh-CN"
    assert await running.adapter.check() == ()


async def test_a_reset_forgets_everything_and_holds_back_what_is_being_sent(running: Running, page: Page) -> None:
    await running.post(direct("u-ana"), Message("old"))
    held: list[type[Exception]] = []
    company: Company = running.adapter._company
    reset = company.reset

    async def sends_meanwhile(language: str | None) -> None:
        with pytest.raises(Later):
            await running.post(direct("u-ana"), Message("from before"))
        held.append(Later)
        await reset(language)

    object.__setattr__(company, "reset", sends_meanwhile)
    async with page.stream("GET", "/playground/stream?after=1") as response:
        stream = Stream(response)
        assert (await page.post("/playground/reset", json={})).status_code == 200
        await stream.next("reset")
    assert held == [Later]
    assert running.resets == 1
    assert await page.lines("u-ana") == []
    receipt = await running.adapter.send(post("test:0:1", "the first key again"))
    assert int(receipt) > 1, "ids are not used again: an old page must not take a new line for an old one"


async def test_blocks_stay_blocks(running: Running, page: Page) -> None:
    await running.post(direct("u-ana"), Message("s", "t", "good", (Text("x", "quote"),), language="zh-CN"))
    (line,) = await page.lines("u-ana")
    expected = {
        "summary": "s",
        "title": "t",
        "tone": "good",
        "language": "zh-CN",
        "blocks": [{"block": "text", "text": "x", "style": "quote"}],
    }
    assert line["body"] == expected
