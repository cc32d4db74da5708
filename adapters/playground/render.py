"""A message as the page draws it: plain JSON in which every control carries exactly what the page posts when it is used."""

from __future__ import annotations

from typing import Any, assert_never

from bot.conversation.event import Ref
from bot.conversation.message import (
    Block,
    Button,
    Buttons,
    Divider,
    Facts,
    Field,
    Form,
    Image,
    Links,
    Message,
    Progress,
    Section,
    Table,
    Text,
    Trend,
)

Payload = dict[str, Any]


def render(message: Message) -> Payload:
    """The whole message; the page sets no limits, so nothing is shortened."""
    return {
        "summary": message.summary,
        "title": message.title,
        "tone": message.tone,
        "language": message.language,
        "blocks": [_block(block, message.ref) for block in message.blocks],
    }


def _block(block: Block, ref: Ref | None) -> Payload:
    match block:
        case Text():
            return {"block": "text", "text": block.text, "style": block.style}
        case Facts():
            return {"block": "facts", "rows": [{"label": row.label, "value": row.value} for row in block.rows]}
        case Progress():
            return {"block": "progress", "label": block.label, "share": block.share, "note": block.note, "tone": block.tone}
        case Trend():
            return {"block": "trend", "label": block.label, "points": list(block.points), "low": block.low, "high": block.high}
        case Table():
            return {"block": "table", "columns": list(block.columns), "rows": [list(row) for row in block.rows]}
        case Image():
            return {"block": "image", "png": block.png, "alt": block.alt}
        case Divider():
            return {"block": "divider"}
        case Links():
            return {"block": "links", "links": [{"label": link.label, "url": link.url} for link in block.links]}
        case Buttons():
            return {"block": "buttons", "buttons": [_button(button, ref) for button in block.buttons]}
        case Form():
            return _form(block, ref)
        case _:
            assert_never(block)


def _button(button: Button, ref: Ref | None) -> Payload:
    return {"label": button.label, "style": button.style, "press": {"says": button.says, "label": button.label, "ref": _ref(ref)}}


def _form(form: Form, ref: Ref | None) -> Payload:
    return {
        "block": "form",
        "title": form.title,
        "submit": form.submit,
        "sections": [_section(section) for section in form.sections],
        "fill": {"title": form.title, "ref": _ref(ref)},
    }


def _section(section: Section) -> Payload:
    return {"heading": section.heading, "note": section.note, "fields": [_field(field) for field in section.fields]}


def _field(field: Field) -> Payload:
    return {
        "name": field.name,
        "label": field.label,
        "kind": field.kind,
        "value": field.value,
        "hint": field.hint,
        "optional": field.optional,
        "options": [{"label": option.label, "value": option.value} for option in field.options],
        "max_length": field.max_length,
    }


def _ref(ref: Ref | None) -> Payload | None:
    return None if ref is None else {"conversation": ref.conversation, "rev": ref.rev}
