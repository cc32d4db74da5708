"""The conversations that the documents show are true: each ```dialogue block is played like any transcript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.dialogues.stage import Stage, play

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```dialogue(?:[ \t]+(?P<language>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHOWN = [
    pytest.param(found["text"], found["language"] or "en", id=f"{document.name}:{n}")
    for document in DOCUMENTS
    for n, found in enumerate(BLOCK.finditer(document.read_text("utf-8")), start=1)
]


def test_the_readme_opens_with_a_conversation() -> None:
    assert "```dialogue" in (ROOT / "README.md").read_text("utf-8")[:800]


@pytest.mark.parametrize(("text", "language"), SHOWN)
@pytest.mark.parametrize("forms", [True, False], ids=["forms", "typed"])
async def test_shown_conversation(text: str, language: str, forms: bool, tmp_path: Path) -> None:
    stage = await Stage(tmp_path / "shown.db", language, forms, restarts=True).open()
    try:
        await play(stage, text)
    finally:
        await stage.close()
