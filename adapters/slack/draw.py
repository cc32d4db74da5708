"""Draws the blocks of a message, one by one, as pieces for Slack."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import assert_never

from adapters.slack import limits
from adapters.slack.buttons import buttons
from adapters.slack.inputs import form_in_message, opener
from adapters.slack.pieces import Piece, Quoted, Small, Solid, Words, chunks, plain, shortened, weight
from bot.conversation.message import Block, Buttons, Divider, Facts, Form, Image, Links, Message, Progress, Table, Text, Tone, Trend
from bot.conversation.plaintext import bar, spark

TITLE_MARKS: dict[Tone, str] = {"neutral": "", "good": "✅ ", "warn": "⚠️ ", "bad": "❗ "}
BAR_MARKS: dict[Tone, str] = {"neutral": "", "good": "🟢 ", "warn": "🟡 ", "bad": "🔴 "}


def draw(message: Message, *, view: bool = False, compact: bool = False) -> list[Piece]:
    """All of the message. A `view` takes no tables; `compact` saves blocks and weight, at the price of small print and lines."""
    pieces: list[Piece] = list(_title(message))
    for block in message.blocks:
        pieces += _block(block, message, view=view, compact=compact)
    return pieces or [Words(((message.summary or "…", False),))]


def _title(message: Message) -> Iterator[Piece]:
    title = TITLE_MARKS[message.tone] + message.title if message.title else ""
    if len(title) > limits.HEADER:
        yield from paragraph(title, bold=True)
    elif title:
        yield Solid(({"type": "header", "text": plain(title)},))


def _block(block: Block, message: Message, *, view: bool, compact: bool) -> Iterator[Piece]:  # noqa: C901, PLR0912 a case for each block
    ref, colon = message.ref, "：" if message.language.startswith("zh") else ": "
    match block:
        case Text():
            yield from _text(block, compact=compact)
        case Facts(rows=rows):
            for row in rows:
                yield from paragraph(row.value, label=row.label + colon)
        case Progress(label=label, share=share, note=note, tone=tone):
            yield from paragraph(" ".join(p for p in (BAR_MARKS[tone] + label, bar(share), note) if p.strip()))
        case Trend(label=label):
            yield from paragraph(f"{label} {spark(block)}".strip())
        case Table():
            yield from _table(block, view=view)
        case Image(alt=alt) if view:
            yield from paragraph(f"[{alt}]")
        case Image(png=png, alt=alt):
            picture = {"type": "image", "alt_text": shortened(alt or "–", limits.ALT_TEXT), "slack_file": {"id": "#0"}}
            yield Solid((picture,), (png,))
        case Divider():
            yield Words((("", False),)) if compact else Solid(({"type": "divider"},))
        case Links(links=links):
            words = [{"type": "link", "url": link.url, "text": link.label} for link in links]
            sections = [{"type": "rich_text_section", "elements": [word]} for word in words]
            yield Solid(({"type": "rich_text", "elements": sections},))
        case Buttons():
            yield from buttons(block.buttons, ref)
        case Form():
            inside = None if view else form_in_message(block, ref)
            yield from opener(block, ref) if inside is None else inside
        case _:
            assert_never(block)


def paragraph(text: str, *, label: str = "", bold: bool = False) -> Iterator[Piece]:
    """Text of any length, after a bold label if there is one."""
    first = True
    for part in chunks(text, limits.PARAGRAPH):
        yield Words(((label, True), (part, bold)) if label and first else ((part, bold),))
        first = False
    if first and label:
        yield Words(((label, True),))


def _text(text: Text, *, compact: bool) -> Iterator[Piece]:
    if not text.text.strip():
        return
    match text.style:
        case "quiet" if not compact:
            yield from (Small(part) for part in chunks(text.text, limits.SMALL_PRINT))
        case "quote":
            yield from (Quoted(part) for part in chunks(text.text, limits.PARAGRAPH))
        case _:
            yield from paragraph(text.text, bold=text.style == "strong")


def _table(table: Table, *, view: bool) -> Iterator[Piece]:
    """Tables of Slack's own, each with the heading again where one does not hold all rows; in a view, lines of text."""
    rows = list(table.rows)
    if view or len(table.columns) > limits.TABLE_COLUMNS or _characters([table.columns, *rows[:1]]) > limits.TABLE_CHARACTERS:
        yield Words((("\n".join(_aligned([table.columns, *rows])), False),))
        return
    page: list[tuple[str, ...]] = []
    for row in rows:
        if page and (len(page) + 2 > limits.TABLE_ROWS or _characters([table.columns, *page, row]) > limits.TABLE_CHARACTERS):
            yield _grid([table.columns, *page])
            page = []
        page.append(row)
    yield _grid([table.columns, *page])


def _grid(rows: Sequence[tuple[str, ...]]) -> Solid:
    """An empty cell would be refused."""
    cells = [[{"type": "raw_text", "text": cell if cell.strip() else "–"} for cell in row] for row in rows]
    return Solid(({"type": "table", "rows": cells},))


def _characters(rows: Sequence[tuple[str, ...]]) -> int:
    return weight([{"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]}])


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [" | ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _width(text: str) -> int:
    """Columns on the screen: Chinese takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
