"""Puts paragraphs together into texts that keep within a size."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from adapters.dingtalk.draw import Paragraph

BREAK = "  \n"  # a line's end within a paragraph; a bare newline is merged by some clients
GAP = "\n\n"


def dumps(value: Any) -> str:
    """JSON as short as it gets."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def size(text: str) -> int:
    """Bytes that a text takes as JSON."""
    return len(dumps(text).encode("utf-8", "replace"))


def texts(paragraphs: Iterable[Paragraph], room: int) -> list[str]:
    """The paragraphs in as few texts as hold them, each of at most `room` bytes: split between paragraphs, else between lines."""
    found: list[str] = []
    for paragraph in paragraphs:
        start = True
        for piece in paragraph:
            joint = GAP if start else BREAK
            if found and size(found[-1]) + size(joint + piece) <= room:
                found[-1] += joint + piece
            else:
                found.append(piece)
            start = False
    return found
