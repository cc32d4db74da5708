"""Draws the blocks of a message, one by one, as elements of a card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never
from unicodedata import east_asian_width

from adapters.feishu import escape, inputs, limits
from adapters.feishu.pieces import Json, chunks, dumps, marked, plain, room, shortened, text
from adapters.feishu.wire import Press
from bot.conversation.message import (
    Block,
    Buttons,
    Divider,
    Fact,
    Facts,
    Form,
    Image,
    Links,
    Message,
    Progress,
    Table,
    Text,
    Tone,
    Trend,
    titled_once,
)
from bot.conversation.plaintext import bar, plaintext, spark

COLOURS: dict[Tone, str] = {"neutral": "blue", "good": "green", "warn": "orange", "bad": "red"}
STYLES = {"normal": "default", "primary": "primary", "danger": "danger"}


@dataclass(slots=True)
class Pen:
    """Draws one message. `direct`: for a direct chat; `people` may be picked there; `pictures` collects what has to be uploaded first."""

    message: Message
    direct: bool = True
    people: Sequence[str] = ()
    pictures: list[str] = field(default_factory=list)
    _forms: int = 0

    def draw(self) -> Iterator[Json]:
        """Every block in order."""
        for block in titled_once(self.message):
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Json]:
        match block:
            case Text():
                yield from _text(block)
            case Facts(rows=rows):
                yield from _facts(rows)
            case Progress():
                yield from _progress(block)
            case Trend():
                yield from self._trend(block)
            case Table():
                yield from _table(block)
            case Image(png=png, alt=alt):
                self.pictures.append(png)
                words = plain(shortened(alt or "–", limits.ALT_TEXT))
                yield {"tag": "img", "img_key": f"#{len(self.pictures) - 1}", "alt": words, "scale_type": "fit_horizontal"}
            case Divider():
                yield {"tag": "hr"}
            case Links(links=links):
                yield marked("\n".join(f"[{escape.line(link.label)}]({link.url})" for link in links))
            case Buttons():
                yield from self._buttons(block)
            case Form():
                yield from self._form(block)
            case _:
                assert_never(block)

    def _buttons(self, block: Buttons) -> Iterator[Json]:
        drawn = [
            {
                "tag": "button",
                "text": plain(button.label or button.says),
                "type": STYLES[button.style],
                "behaviors": [{"type": "callback", "value": Press(button.says, self.message.ref, self.direct).dump()}],
            }
            for button in block.buttons
        ]
        if len(drawn) <= limits.ALIKE_BUTTONS and any(map(_long, drawn)):
            yield from (button | {"width": "fill"} for button in drawn)  # a choice between a few looks like one
            return
        for row in _rows(drawn):
            if len(row) == 1 and _long(row[0]):
                yield row[0] | {"width": "fill"}
                continue
            if sum(room(button).bytes for button in row) > limits.CARD_BYTES // 2:
                yield from row
                continue
            columns = [{"tag": "column", "width": "auto", "elements": [button]} for button in row]
            yield row[0] if len(row) == 1 else {"tag": "column_set", "flex_mode": "flow", "horizontal_spacing": "8px", "columns": columns}

    def _form(self, block: Form) -> Iterator[Json]:
        """The form; tightly if it would not fit otherwise; as a text that can be answered if it does not fit at all."""
        self._forms += 1
        for tight in (False, True):
            element = inputs.form(block, self._forms - 1, ref=self.message.ref, direct=self.direct, people=self.people, tight=tight)
            if room(element).fits:
                yield element
                return
        yield from _paragraphs(plaintext(Message("", blocks=(block,))))

    def _trend(self, block: Trend) -> Iterator[Json]:
        known = sum(point is not None for point in block.points)
        charts = sum(isinstance(b, Trend) for b in self.message.blocks)
        if known < 3 or charts > limits.CHARTS:
            yield from _paragraphs(f"{block.label} {spark(block)}".strip())
            return
        if block.label:
            yield text(block.label)
        yield {"tag": "chart", "aspect_ratio": "16:9", "height": "160px", "chart_spec": _chart(block)}


def _rows(buttons: Sequence[Json]) -> Iterator[list[Json]]:
    """Short ones side by side, as many as go into a row; a long one by itself, for a phone would cut it off beside another."""
    row: list[Json] = []
    for button in buttons:
        if row and (_long(button) or _long(row[-1]) or len(row) == limits.BUTTONS_IN_A_ROW):
            yield row
            row = []
        row.append(button)
    if row:
        yield row


def _long(button: Json) -> bool:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in button["text"]["content"]) > limits.BUTTON_WIDTH


def _text(block: Text) -> Iterator[Json]:
    match block.style:
        case "normal":
            yield from _paragraphs(block.text)
        case "strong":
            yield from _paragraphs(block.text, size="heading")
        case "quiet":
            yield from _paragraphs(block.text, size="notation", colour="grey")
        case "quote":
            for piece in chunks(block.text, limits.PARAGRAPH // 3):  # an escaped sign takes up to six characters
                yield marked("\n".join(f"> {escape.markdown(line)}" for line in piece.split("\n")))
        case _:
            assert_never(block.style)


def _paragraphs(content: str, *, size: str = "normal", colour: str = "") -> Iterator[Json]:
    yield from (text(piece, size=size, colour=colour) for piece in chunks(content) if piece.strip())


def _facts(rows: Sequence[Fact]) -> Iterator[Json]:
    """Short facts together, a long one as paragraphs."""
    held: list[str] = []
    for row in rows:
        line = f"<font color='grey'>{escape.line(row.label)}</font>  {escape.line(row.value)}"
        long = len(line) > limits.PARAGRAPH
        if held and (long or sum(map(len, held)) + len(line) > limits.PARAGRAPH):
            yield marked("\n".join(held))
            held = []
        if long:
            yield from _paragraphs(f"{row.label}: {row.value}")
        else:
            held.append(line)
    if held:
        yield marked("\n".join(held))


def _progress(block: Progress) -> Iterator[Json]:
    drawn = bar(block.share)
    full = drawn.count("▓") if block.share is not None else 0
    colours = ((COLOURS[block.tone], drawn[:full]), ("grey", drawn[full:]))
    painted = "".join(f"<font color='{colour}'>{piece}</font>" for colour, piece in colours if piece)
    label, note = escape.line(block.label), escape.line(block.note)
    if len(label) + len(note) > limits.PARAGRAPH:
        yield from _paragraphs(block.label)
        yield marked(painted)
        yield from _paragraphs(block.note)
    else:
        yield marked("\n".join(part for part in (label, f"{painted} {note}".strip()) if part))


def _chart(block: Trend) -> Json:
    names = block.names or tuple(str(number + 1) for number in range(len(block.points)))
    values = [{"x": name, "y": point} for name, point in zip(names, block.points, strict=True)]
    return {
        "type": "line",
        "data": {"values": values},
        "xField": "x",
        "yField": "y",
        "invalidType": "break",
        "point": {"visible": True},
        "axes": [{"orient": "left", "min": block.low, "max": block.high}, {"orient": "bottom", "visible": bool(block.names)}],
    }


def _table(block: Table) -> Iterator[Json]:
    """Tables of not too many rows each; one that is too wide, or has very long cells, becomes lines of text."""
    longest = max(len(dumps(row).encode()) for row in (block.columns, *block.rows))
    if not 0 < len(block.columns) <= limits.TABLE_COLUMNS or longest > limits.TABLE_BYTES // 2:
        yield from _paragraphs("\n".join(" | ".join(row) for row in (block.columns, *block.rows)))
        return
    names = [f"c{number}" for number in range(len(block.columns))]
    columns = [
        {"name": name, "display_name": column, "data_type": "text", "width": "auto"}
        for name, column in zip(names, block.columns, strict=True)
    ]
    for rows in _row_runs([dict(zip(names, row, strict=False)) for row in block.rows]):
        page = max(1, min(limits.PAGE_ROWS, len(rows)))
        yield {"tag": "table", "page_size": page, "row_height": "auto", "columns": columns, "rows": rows}


def _row_runs(rows: Sequence[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    """The rows in runs that fit into a table each; a run even when there are no rows."""
    run: list[dict[str, str]] = []
    size = 0
    for row in rows:
        weight = len(dumps(row).encode())
        if run and (len(run) >= limits.TABLE_ROWS or size + weight > limits.TABLE_BYTES):
            yield run
            run, size = [], 0
        run.append(row)
        size += weight
    if run or not rows:
        yield run
