"""On which platform somebody wants to hear from the bot, said in a sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.ports import Tx
from tests.dialogues.stage import Stage


@pytest.mark.parametrize(
    ("language", "there", "elsewhere"), [("en", "write to me on Slack", "write to me on DingTalk"), ("zh-CN", "给我发Slack", "给我发钉钉")]
)
async def test_where_somebody_wants_to_hear_from_us(tmp_path: Path, language: str, there: str, elsewhere: str) -> None:
    stage = await Stage(tmp_path / "where.db", language).open()

    async def says(text: str, accounts: dict[str, str]) -> str | None:
        def move(tx: Tx) -> None:
            li = tx.person("li")
            assert li is not None
            tx.save_person(replace(li, accounts={"paper": "li", **accounts}))

        await stage.store.write(move)
        await stage.says("li", text)
        return await stage.store.read(lambda tx: li.platform if (li := tx.person("li")) else None)

    try:
        assert await says(there, {}) is None
        assert stage.setup.catalogue.speak(language, "UTC")("settings.link_first") in stage.paper.sheets[-1].text
        assert await says(there, {"slack": "U1"}) == "slack"
        assert await says(elsewhere, {"slack": "U1"}) == "slack"
        assert await says(elsewhere, {"slack": "U1", "dingtalk": "d1"}) == "dingtalk"
    finally:
        await stage.close()
