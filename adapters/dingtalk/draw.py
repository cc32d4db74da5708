"""Draws the blocks of a message as DingTalk's markdown: paragraphs of lines, everything from people inert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never
from unicodedata import east_asian_width

from adapters.dingtalk.escape import line, lines
from adapters.dingtalk.limits import LINE_CHARACTERS
from bot.conversation.message import (
    Block,
    Buttons,
    Divider,
    Facts,
    Form,
    Image,
    Links,
    Message,
    Progress,
    Section,
    Table,
    Text,
    Tone,
    Trend,
    titled_once,
)
from bot.conversation.plaintext import bar, spark

DOTS: Mapping[Tone, str] = {"neutral": "", "good": "🟢", "warn": "🟡", "bad": "🔴"}
GREY = "#8f959e"
ROW = 38  # columns that still read as one line on a phone

Paragraph = list[str]


def body(message: Message, pictures: Mapping[str, str], *, form_fields: bool) -> Iterator[Paragraph]:
    """Every block but buttons, in order. `pictures`: base64 -> media id; `form_fields`: a form's fields too, as text."""
    for block in titled_once(message):
        yield from (paragraph for paragraph in _block(block, pictures, form_fields) if paragraph)


def _block(block: Block, pictures: Mapping[str, str], form_fields: bool) -> Iterator[Paragraph]:
    match block:
        case Text():
            yield _text(block)
        case Facts(rows=rows):
            yield [piece for row in rows for piece in labelled(row.label, row.value)]
        case Progress():
            dot = DOTS[block.tone]
            yield [*_long(block.label), *_long(" ".join(part for part in (dot, bar(block.share), block.note) if part))]
        case Trend():
            yield _long(f"{block.label} {spark(block)}")
        case Table():
            yield from _table(block)
        case Image(png=png, alt=alt):
            media = pictures.get(png)
            yield [f"![{line(alt)[:LINE_CHARACTERS]}]({media})"] if media else _long(f"[{alt}]")
        case Divider():
            yield ["———"]  # read everywhere, where three hyphens are drawn as a line by some clients only
        case Links(links=links):
            yield [f"[{line(link.label)}]({link.url})" for link in links]
        case Buttons():
            return
        case Form():
            yield from _form(block, form_fields)
        case _:
            assert_never(block)


def _text(block: Text) -> Paragraph:
    found = [piece for piece in lines(block.text) if piece.strip()]
    match block.style:
        case "normal":
            return found
        case "strong":
            return [f"**{piece.strip()}**" for piece in found]
        case "quiet":
            return [f"<font color={GREY}>{piece}</font>" for piece in found]
        case "quote":
            return [f"> {piece}" for piece in found]
        case _:
            assert_never(block.style)


def _long(text: str) -> Paragraph:
    """One line, or several where it is too long for one."""
    return [piece for piece in lines(" ".join(text.split())) if piece]


def labelled(label: str, value: str) -> Paragraph:
    """A label in bold with its value."""
    if not label or len(label) + len(value) > LINE_CHARACTERS:
        return [*(f"**{piece}**" for piece in _long(label)), *_long(value)]
    return [f"**{line(label)}** {line(value)}".rstrip()]


def _table(block: Table) -> Iterator[Paragraph]:
    """A row a line, its first cell in bold, every other under its column's name: DingTalk draws no tables. Long rows stand apart."""
    rows = [(row[0], _cells(block, row)) if row else ("", "") for row in block.rows]
    if any(width(first + cells) > ROW for first, cells in rows):
        yield from ([*(f"**{piece}**" for piece in _long(first)), *_long(cells)] for first, cells in rows)
    else:
        yield [piece for first, cells in rows for piece in labelled(first, cells)] or _long(" · ".join(block.columns))


def width(text: str) -> int:
    """Columns: a Chinese character takes two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _cells(block: Table, row: tuple[str, ...]) -> str:
    return " · ".join(f"{name} {cell}".strip() for name, cell in zip(block.columns[1:], row[1:], strict=False) if cell)


def _form(form: Form, fields: bool) -> Iterator[Paragraph]:
    if form.title:
        yield [f"**{piece}**" for piece in _long(form.title)]
    for section in form.sections:
        if fields or section.note or (section.heading and not section.fields):
            yield _section(section, fields)


def _section(section: Section, fields: bool) -> Paragraph:
    found = [f"**{piece}**" for piece in _long(section.heading)] + _text(Text(section.note, "quiet"))
    for field in section.fields if fields else ():
        value = next((o.label for o in field.options if o.value == field.value), field.value)
        choices = " / ".join(option.label for option in field.options)
        about = " · ".join(part for part in (value, field.hint, choices) if part)
        found += _long(f"– {field.label}" + (f" ({about})" if about else ""))
    return found
