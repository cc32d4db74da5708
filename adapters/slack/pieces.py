"""A message in pieces that can be moved but not taken apart, and how pieces become Block Kit's blocks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.slack import limits
from bot.conversation.message import Form

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph: runs of (text, bold). Rich text, because nothing in it is markup, a mention or a link."""

    runs: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """Somebody's words."""

    text: str


@dataclass(frozen=True, slots=True)
class Small:
    """Small print."""

    text: str


@dataclass(frozen=True, slots=True)
class Solid:
    """Blocks that have to stay together in one message, with their pictures (base64 PNG) and the form that a button in it opens."""

    blocks: tuple[Json, ...]
    pictures: tuple[str, ...] = ()
    form: Form | None = None

    @property
    def is_table(self) -> bool:
        return any(block["type"] == "table" for block in self.blocks)


Piece = Words | Quoted | Small | Solid


def weight(blocks: Sequence[Json]) -> int:
    """Characters of the blocks as JSON, which is what Slack seems to count."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def chunks(text: str, most: int) -> Iterator[str]:
    """The text in pieces of at most `most` characters that joined are the text again; broken after a line or a space where there is one."""
    while len(text) > most:
        cut = max(text.rfind("\n", 0, most), text.rfind(" ", 0, most)) + 1
        cut = cut if cut > most // 2 else most
        yield text[:cut]
        text = text[cut:]
    if text:
        yield text


def plain(text: str) -> Json:
    """A text object in which nothing comes alive."""
    return {"type": "plain_text", "text": text}


def shortened(text: str, most: int) -> str:
    """Text for a place that holds no more; whoever uses this shows the whole text somewhere else."""
    return text if len(text) <= most else text[: most - 1] + "…"


def blocks_of(pieces: Sequence[Piece]) -> list[Json]:
    """The blocks of these pieces: neighbouring paragraphs in one rich_text block, neighbouring small print in one context block."""
    blocks: list[Json] = []
    waiting: list[Piece] = []
    for piece in pieces:
        if waiting and _melts(waiting[-1]) != _melts(piece):
            blocks += _melted(waiting)
            waiting = []
        waiting.append(piece)
    return blocks + _melted(waiting)


def _melts(piece: Piece) -> str:
    return "rich" if isinstance(piece, Words | Quoted) else type(piece).__name__


def _melted(pieces: Sequence[Piece]) -> list[Json]:
    if not pieces:
        return []
    if isinstance(pieces[0], Small):
        texts = "\n".join(p.text for p in pieces if isinstance(p, Small))
        return [{"type": "context", "elements": [plain(text)]} for text in chunks(texts, limits.SMALL_PRINT) if text.strip()]
    if isinstance(pieces[0], Solid):
        return [block for p in pieces if isinstance(p, Solid) for block in p.blocks]
    return [{"type": "rich_text", "elements": _rich(pieces)}]


def _rich(pieces: Sequence[Piece]) -> list[Json]:
    parts: list[Json] = []
    lines: list[Words] = []
    for piece in pieces:
        if isinstance(piece, Words):
            lines.append(piece)
        elif isinstance(piece, Quoted):
            parts += _section(lines)
            lines = []
            parts.append({"type": "rich_text_quote", "elements": [{"type": "text", "text": piece.text}]})
    return parts + _section(lines)


def _section(lines: Sequence[Words]) -> list[Json]:
    """One section for all lines: each container counts against the weight of a message."""
    runs: list[tuple[str, bool]] = []
    for number, line in enumerate(lines):
        for text, bold in [*([("\n", False)] if number else []), *line.runs]:
            if runs and runs[-1][1] == bold:
                runs[-1] = (runs[-1][0] + text, bold)
            elif text:
                runs.append((text, bold))
    words = [{"type": "text", "text": text} | ({"style": {"bold": True}} if bold else {}) for text, bold in runs]
    return [{"type": "rich_text_section", "elements": words}] if words else []
