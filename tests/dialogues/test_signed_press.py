"""A press that wrote a message is meant for the very step it stood at: pressed again when that is over, it decides nothing else."""

from __future__ import annotations

from pathlib import Path

from bot.conversation.event import Ref, Said
from bot.conversation.message import controls
from bot.conversation.signs import sign_of, signed
from tests.dialogues.stage import Stage, play

GOAL = "O: Customers get an answer while they ask\\nKR1: First reply time from 9 hours to 2 hours"
CHECKED = "li> KR1 {value} hours, confidence 7\n| Is this right?"


async def pressed(stage: Stage, says: str, ref: Ref) -> None:
    await stage._hears("li", Said(says, signed(sign_of(ref)), pressed=True))


def newest(stage: Stage, label: str) -> Ref:
    sheet = next(s for s in reversed(stage.paper.log) if any(b.label == label for b in controls(s.message)))
    assert sheet.message.ref is not None
    return sheet.message.ref


async def test_an_old_yes_says_yes_to_nothing_else(tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "signs.db").open()
    await play(stage, f"li> new OKR\nli> {GOAL}\nli> stretch\nli> that's all\nli> submit\nwang> agree")
    await play(stage, f"[2026-10-09 16:00]\n{CHECKED.format(value=8)}")
    first = newest(stage, "Yes, store it")
    await pressed(stage, "Yes, store it", first)
    await play(stage, "= li KR1 2026-W41 value 8")
    await play(stage, f"[2026-10-16 16:00]\n{CHECKED.format(value=3)}")
    second = newest(stage, "Yes, store it")
    await pressed(stage, "Yes, store it", first)
    await play(stage, "= li KR1 2026-W42 none")
    await pressed(stage, "Yes, store it", second)
    await play(stage, "= li KR1 2026-W42 value 3")
    await stage.close()
