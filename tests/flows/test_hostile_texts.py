"""Texts that nobody types on purpose, and that come in all the same: signs alone, and long runs of what patterns stumble over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.pointing import pointed
from tests.dialogues.stage import Stage, play
from tests.flows.test_bad_input import AGREED, said, sentence


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    opened = await Stage(tmp_path / "hostile.db", "en").open()
    yield opened
    await opened.close()


@pytest.mark.parametrize("text", ["..", "...", "。。。", "?!", "，", "-- --"])
async def test_signs_alone_are_no_report_and_are_answered(stage: Stage, text: str) -> None:
    await play(stage, f"{AGREED}\nli> check-in")
    before = await stage.state()
    await stage.says("li", text)
    assert "KR1" in said(stage, "li")
    assert await stage.state() == before


LONG = 40_000  # characters: what the most generous platform lets through at once


@pytest.mark.parametrize("run", [" ", "\n", "1\n", "1,", "从1", "1 2 ", "1/", "信心6 ", "KR1 ", "KR1 40%，", "..", "a\n", "@a "])
async def test_long_runs_are_answered_like_any_other_text(stage: Stage, run: str) -> None:
    """Each of these took a pattern minutes or hours, while nobody else was answered."""
    text = f"x{(run * LONG)[:LONG]}x"
    await play(stage, f"{AGREED}\nli> check-in")
    await stage.says("li", text)
    await play(stage, "li> later\nli> new OKR")
    await stage.says("li", text)
    assert sentence(stage, "answer.too_long", length=LONG + 2, longest=500) in said(stage, "li")
    await play(stage, "li> O: Customers never wait\nli> committed")
    await stage.says("li", text)
    assert said(stage, "li")


def test_who_is_pointed_at_has_no_name_of_a_thousand_letters() -> None:
    assert pointed("的" * LONG) == {}
    assert pointed("李雷的 O2") == {"which": "2", "name": "李雷"}
