"""Every transcript, played with forms, without them and with a restart after every line, and on a platform: all come to the same.

Each is played on one of the platforms, in turn; with OKRBOT_TEST_HOUSES=all (as .ci/run does) on every one of them.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.conversation.message import aloud, controls
from tests.adapters.contract.transcripts import head_of, houses_of, on_platform
from tests.dialogues.stage import Stage, play

# What nobody would say; people see what a link speaks.
AN_ID = re.compile(r"\.20\d\dQ|@(?:li|wang|han|lin|chen|new)\b|(?:off|team|react|停发看板|团队|点评|定备忘录) support$")
TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))


async def on_paper(text: str, folder: Path) -> dict[str, object]:
    """What is stored in the end; the same in every way in which it can be played."""
    head = head_of(text)
    kept = []
    for forms, restarts in [(True, False), (False, True)] if head.get("forms", "both") == "both" else [(head["forms"] == "yes", True)]:
        stage = await Stage(folder / f"{forms}.db", head.get("language", "en"), forms, restarts).open()
        try:
            await play(stage, text)
            kept.append(await stage.state())
            assert not [said for sheet in stage.paper.log for said in map(aloud, controls(sheet.message)) if AN_ID.search(said)]
        finally:
            await stage.close()
    assert all(state == kept[0] for state in kept)
    return kept[0]


@pytest.mark.parametrize("number", range(len(TRANSCRIPTS)), ids=[path.stem for path in TRANSCRIPTS])
async def test_transcript(number: int, tmp_path: Path) -> None:
    text = TRANSCRIPTS[number].read_text("utf-8")
    paper = await on_paper(text, tmp_path)
    for name in houses_of(number):
        try:
            state = await on_platform(name, text, tmp_path)
        except BaseException as error:
            error.add_note(f"on {name}")
            raise
        assert state in (None, paper), name
