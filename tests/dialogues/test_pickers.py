"""A day and a colleague are picked in a form where there are forms, one alone too; typing them is as good."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation.message import Form
from tests.dialogues.stage import Stage, play
from tests.dialogues.test_leavers import AGREED

PICKED = {
    "en": """
li> change
li> KR1
li> the due date
li= /When is it due now?: 2026-12-20
li> the audit is earlier
li> yes
wang| 20 Dec 2026
li> leave
li= /Which days are you away?: 2026-12-09; /Until: 2026-12-18
| Wed, Dec 9 to Fri, Dec 18 (10 days)
li> yes
li> leave
li= /Which days are you away?: 2026-12-22
| Tue, Dec 22
li> cancel
li> leave
li> Dec 28 to Dec 30
| Wed, Dec 30
li> cancel
lin> stand-in
lin> @Wang Fang
lin= /Who decides while Wang Fang is away?: chen
| Chen Jing decides
lin> stand-in
lin> @Wang Fang
lin= /Who decides while Wang Fang is away?: @Han Mei
| Han Mei decides
lin> stand-in
lin> @Wang Fang
lin= /Who decides while Wang Fang is away?: nobody-here
| I need exactly one colleague
lin! Nobody
""",
    "zh-CN": """
li> 变更
li> KR1
li> 截止日期
li= /改到什么时候？: 2026-12-20
li> 审计提前了
li> 是
wang| 2026年12月20日
li> 请假
li= /哪几天不在？: 2026-12-09; /到哪天: 2026-12-18
| 12月9日 周三 到 12月18日 周五 不在（10 天）
li> 对
lin> 代批
lin> @Wang Fang
lin= /Wang Fang 休假时由谁来定？: chen
| Chen Jing
lin> 代批
lin> @Wang Fang
lin= /Wang Fang 休假时由谁来定？: @Han Mei
| Han Mei
""",
}

TYPED = """
li> change
li> KR1
li> the due date
| When is it due now?
| For example: Nov 30
li> Dec 20
| Why
li> cancel
li> leave
| For example
li> Dec 28 to Dec 30
| Wed, Dec 30
"""


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_one_day_and_one_colleague_are_picked(tmp_path: Path, language: str) -> None:
    stage = await Stage(tmp_path / "picked.db", language).open()
    await play(stage, AGREED[language])
    await play(stage, PICKED[language])
    forms = [block for sheet in stage.paper.log for block in sheet.message.blocks if isinstance(block, Form)]
    assert [form.sections[0].fields[0].kind for form in forms][:2] == ["date", "date"]
    assert forms[-1].sections[0].fields[0].kind == "person"
    assert not any(field.optional for form in forms for section in form.sections for field in section.fields if field.name != "last")
    await stage.close()


async def test_without_forms_they_are_asked_as_ever(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "typed.db", "en", forms=False).open()
    await play(stage, AGREED["en"])
    await play(stage, TYPED)
    assert not [block for sheet in stage.paper.log for block in sheet.message.blocks if isinstance(block, Form)]
    await stage.close()
