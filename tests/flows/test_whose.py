"""Whose absence, which team's rhythm, what a sentence speaks of: found in any company, and without delay in any text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.absence import LONGEST, leave_command
from bot.okr.model import Person, Team
from bot.ports import Tx
from bot.requesting import Requesting
from bot.rhythm_said import rhythm_command
from bot.routing import Command
from tests.dialogues.stage import Stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    opened = await Stage(tmp_path / "whose.db").open()
    yield opened
    await opened.close()


async def test_a_team_with_a_short_name_is_not_found_within_other_words(stage: Stage) -> None:
    def said(tx: Tx, text: str) -> Command | None:
        tx.save_team(Team("it", "IT"))
        tx.save_team(Team("own", "Own", lead="nina"))
        return rhythm_command(tx, Person("nina", "Nina"), text)

    own = Command("rhythm", {"name": "Own", "said": "switch to Fridays"})
    assert await stage.store.write(lambda tx: said(tx, "switch to Fridays")) == own
    named = Command("rhythm", {"name": "IT", "said": "is asked on Fridays"})
    assert await stage.store.write(lambda tx: said(tx, "IT is asked on Fridays")) == named


async def test_a_name_is_looked_for_where_a_sentence_about_somebody_begins(stage: Stage) -> None:
    """A long text would be searched for days again behind each of them."""
    days = "明天" * LONGEST
    assert await stage.store.read(lambda tx: leave_command(tx, f"{days} Nobody Known is ill")) is None
    found = await stage.store.read(lambda tx: leave_command(tx, "明天 Nobody Known is ill"))
    assert found is not None
    assert found.about["name"] == "Nobody Known"


async def test_what_is_named_in_quotes_is_looked_for_where_a_sentence_begins(stage: Stage) -> None:
    """From each quotation mark to each other one it took minutes."""
    quotes = "“a”:b" * 50_000
    assert (
        await stage.store.read(lambda tx: Requesting(stage.setup.commands, tx, Person("li", "Li")).command(quotes, with_rest=False)) is None
    )
