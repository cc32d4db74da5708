"""Every transcript, played with and without forms, in one run and with a restart after every line: it must come to the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dialogues.stage import Stage, play

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("restarts", [False, True], ids=["through", "restarts"])
@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
async def test_transcript(transcript: Path, restarts: bool, tmp_path: Path) -> None:
    text = transcript.read_text("utf-8")  # noqa: ASYNC240 nothing else is going on
    head = dict(line.removeprefix("//").strip().split(": ") for line in text.splitlines()[:3] if line.startswith("//") and ": " in line)
    states = []
    for forms in [True, False] if head.get("forms", "both") == "both" else [head["forms"] == "yes"]:
        stage = await Stage(tmp_path / f"{forms}.db", head.get("language", "en"), forms, restarts).open()
        try:
            await play(stage, text)
            states.append(await stage.state())
        finally:
            await stage.close()
    assert all(state == states[0] for state in states)
