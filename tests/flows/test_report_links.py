"""The report's files: for HR alone, through a link of their own that holds a while; the numbers are those of the chat."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from bot.conversation.message import Links
from bot.links import ensure_secret
from bot.ports.pages import NoEntry
from bot.visiting import Visiting
from tests.dialogues.stage import Stage


@pytest.fixture
async def stage(tmp_path: Path):
    stage = await Stage(tmp_path / "report.db", "en").open()
    setup = replace(stage.setup, company=replace(stage.setup.company, public_url="https://okr.example.com/"))
    stage.setup, stage.engine = setup, replace(stage.engine, setup=setup)
    await stage.store.write(ensure_secret)
    yield stage
    await stage.close()


def links(stage: Stage) -> list[str]:
    assert stage.outcome is not None
    assert stage.outcome.reply is not None
    return [link.url for block in stage.outcome.reply.blocks if isinstance(block, Links) for link in block.links]


async def test_the_files_hold_the_numbers_of_the_chat(stage: Stage) -> None:
    await stage.says("li", "new OKR")
    await stage.says("li", "Customers get an answer while they still have the question")
    await stage.says("li", "later")
    await stage.says("lin", "report")
    sheet, table = links(stage)
    assert sheet.startswith("https://okr.example.com/report/")
    token = sheet.split("/")[-2]
    visiting = Visiting(stage.setup, stage.store, stage.clock)
    found = await visiting.report(token, "csv")
    assert found is not None
    rows = list(csv.DictReader(io.StringIO(found.data.decode("utf-8-sig"))))
    assert [(r["team"], r["eligible"], r["drafting"], r["no_draft"]) for r in rows] == [
        ("Company", "2", "0", "2"),
        ("Support", "4", "1", "3"),
        ("", "6", "1", "5"),
    ]
    book = await visiting.report(token, "xlsx")
    assert book is not None
    pages = openpyxl.load_workbook(io.BytesIO(book.data))
    assert pages.sheetnames == ["participation", "people", "weeks", "shares"]
    assert len(list(pages["people"].values)) == 7
    assert await visiting.report(token, "pdf") is None
    assert table.endswith("okr-report.csv")


async def test_a_link_that_is_old_changed_or_not_for_them_any_more(stage: Stage) -> None:
    await stage.says("lin", "report")
    token = links(stage)[0].split("/")[-2]
    visiting = Visiting(stage.setup, stage.store, stage.clock)
    for wrong in (token[:-2] + "xx", "nothing"):
        with pytest.raises(NoEntry):
            await visiting.report(wrong, "csv")

    await stage.store.write(lambda tx: tx.save_person(replace(tx.person("lin"), roles=frozenset({"employee"}))))  # type: ignore[type-var]
    with pytest.raises(NoEntry):
        await visiting.report(token, "csv")
    await stage.store.write(lambda tx: tx.save_person(replace(tx.person("lin"), roles=frozenset({"hr"}))))  # type: ignore[type-var]
    stage.clock.at += timedelta(hours=1)
    with pytest.raises(NoEntry):
        await visiting.report(token, "csv")


async def test_nobody_else_gets_one(stage: Stage) -> None:
    await stage.says("li", "report")
    assert links(stage) == []
