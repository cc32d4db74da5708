"""Every transcript of the repository, played in Slack through the real SDK, comes to the same stored result as on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adapters.slack.slack_stage import SlackStage
from tests.dialogues.stage import Stage, play

TRANSCRIPTS = sorted((Path(__file__).parents[2] / "dialogues").glob("*.txt"))
# In a channel Slack shows a private answer to one person on the spot, so nobody has to be pointed to their direct messages.
POINTER = ("I have answered you in a direct message", "已私聊回复你")


def head_of(text: str) -> dict[str, str]:
    return dict(line.removeprefix("//").strip().split(": ") for line in text.splitlines()[:3] if line.startswith("//") and ": " in line)


@pytest.mark.parametrize("text", [path.read_text("utf-8") for path in TRANSCRIPTS], ids=[path.stem for path in TRANSCRIPTS])
async def test_a_transcript_played_in_slack(text: str, tmp_path: Path) -> None:
    head = head_of(text)
    if head.get("forms") == "no":
        pytest.skip("is about platforms without forms")
    paper = await Stage(tmp_path / "paper.db", head.get("language", "en")).open()
    stage = await SlackStage(tmp_path / "slack.db", head.get("language", "en"), restarts="first thought" in text).open()
    try:
        await play(paper, text)
        await play(stage, "\n".join(line for line in text.splitlines() if not any(words in line for words in POINTER)))
        assert await stage.state() == await paper.state()
    finally:
        await stage.leave()
        await paper.close()
