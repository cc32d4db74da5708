"""Before the first cycle nobody is invited to write, and HR is shown how to open one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.ports import Tx
from tests.dialogues.stage import Stage, play

TOLD = {
    "en": """
li> okr
| no period is open to write one for. HR opens the next one.
~| Shall we write one?
li> new OKR
| HR opens the next one.
lin> okr
| You can open one: say cycle.
lin> new OKR
| You can open one: say cycle.
lin! Cycles
| What shall we do?
""",
    "zh-CN": """
li> okr
| 等 HR 开启下一个周期就能写了
~| 要不要现在写一个
li> 写 OKR
| 等 HR 开启下一个周期再来
lin> okr
| 你可以开启一个：说“周期”
lin> 写 OKR
| 你可以开启一个：说“周期”
lin! 周期
| 要做什么？
""",
}


@pytest.mark.parametrize("language", TOLD)
async def test_nobody_is_invited_to_write_before_there_is_a_cycle(tmp_path: Path, language: str) -> None:
    stage = await Stage(tmp_path / "first.db", language).open()
    try:

        def close(tx: Tx) -> None:
            for cycle in tx.cycles():
                tx.save_cycle(replace(cycle, closed=True))

        await stage.store.write(close)
        await play(stage, TOLD[language])
    finally:
        await stage.close()
