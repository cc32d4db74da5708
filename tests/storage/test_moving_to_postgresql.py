"""A company that lives on SQLite moves to PostgreSQL by an export: nothing lost, talks go on in mid-sentence, nobody is asked twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.exchange.export import as_json, exported, held_in
from bot.exchange.plan import Platform
from bot.exchange.taking import Taking
from bot.okr.model import Leave
from bot.ports import Tx
from tests.dialogues.stage import ZONE, Stage, local, play

LIVED = """li> new OKR
li> O: Customers get an answer while they ask\\nKR1: First reply time from 9 hours to 2 hours\\nKR2: Answered within a day from 60% to 95%
li> stretch
li> that's all
li> submit
wang> agree
[2026-10-16 16:00]
li| First reply time
li> settings quiet hours 20:00-09:00
li> check in
li> kr1 7 hours, confidence 6
han> new OKR
han> O: Half said"""


async def whole(stage: Stage) -> dict[str, Any]:
    held = await stage.store.write(held_in)
    found: dict[str, Any] = json.loads(as_json(exported(held, ["paper"], local("2026-10-16 17:00"), ZONE)))
    return found | {"deliveries": None}


def besides(tx: Tx) -> None:
    """What no conversation above has made."""
    tx.save_day("CN", date(2026, 12, 31), False, "Inventory")
    han = tx.person("han")
    assert han is not None
    tx.save_person(replace(han, accounts={"paper": "han", "other": "U7"}, leave=(Leave(date(2026, 11, 2), date(2026, 11, 6)),)))


@pytest.mark.parametrize("backend", ["postgresql"])
async def test_a_company_moves_with_its_talks_open(tmp_path: Path, url: str) -> None:
    old = await Stage(tmp_path / "old.db", "en").open()
    await play(old, LIVED)
    await old.store.write(besides)
    left = await whole(old)
    await old.close()
    assert {talk["flow"] for talk in left["conversations"]} >= {"checkin", "draft"}

    new = await Stage(tmp_path / "unused.db", "en", url=url, clock=old.clock).open(fresh=False)
    try:
        take = Taking(new.setup, (Platform("paper"), Platform("other")), new.clock.now()).everything(json.dumps(left).encode(), ".json")
        await new.store.write(take)
        assert await whole(new) == left

        await play(new, "li> kr2 70%, confidence 7\nli| 70%\nli> yes\nli| Stored for week 42")
        reports = await new.store.read(
            lambda tx: {c.key_result: c.value for o in tx.objectives(owners=["li"]) for c in tx.check_ins([kr.id for kr in o.key_results])}
        )
        assert sorted(value for value in reports.values() if value is not None) == [7.0, 70.0]
        await play(new, "han> help\n[2026-10-16 18:31]\n[2026-10-19 09:31]")
        keys = [sheet.post.key for sheet in new.paper.log]
        assert not [key for key in keys if key.startswith(("prompt:li", "reminder:li"))], "asked before it moved, and answered"
        assert "digest:wang:2026-W42" in keys
    finally:
        await new.close()
