"""Every transcript, played with forms in one run, and without forms with a restart after every line: both must come to the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dialogues.stage import Stage, play

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("text", [path.read_text("utf-8") for path in TRANSCRIPTS], ids=[path.stem for path in TRANSCRIPTS])
async def test_transcript(text: str, tmp_path: Path) -> None:
    head = dict(line.removeprefix("//").strip().split(": ") for line in text.splitlines()[:3] if line.startswith("//") and ": " in line)
    kept = []
    for forms, restarts in [(True, False), (False, True)] if head.get("forms", "both") == "both" else [(head["forms"] == "yes", True)]:
        stage = await Stage(tmp_path / f"{forms}.db", head.get("language", "en"), forms, restarts).open()
        try:
            await play(stage, text)
            kept.append(await stage.state())
        finally:
            await stage.close()
    assert all(state == kept[0] for state in kept)
