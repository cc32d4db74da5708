"""Draws forms: real inputs in a card, one submit button, every question under its own name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, assert_never

from adapters.feishu import limits
from adapters.feishu.pieces import Json, plain, text
from adapters.feishu.wire import Press, field_name, submit_name
from bot.conversation.event import Ref
from bot.conversation.message import Field, Form

ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def form(block: Form, number: int, *, ref: Ref | None, direct: bool, people: Sequence[str], tight: bool = False) -> Json:
    """The form as one element. `people` may be picked for a person in a direct chat; `tight` saves tags for a form of many questions."""
    elements: list[Json] = [text(block.title, size="heading")] if block.title and not tight else []
    for section in block.sections:
        if section.heading:
            elements.append(text(section.heading, size="heading"))
        if section.note:
            elements.append(text(section.note, size="notation", colour="grey"))
        for field in section.fields:
            elements += _tight(field, number) if tight else _field(field, number, direct=direct, people=people)
    press = Press(ref=ref, direct=direct, fields=tuple(f.name for s in block.sections for f in s.fields))
    button: Json = {
        "tag": "button",
        "text": plain(block.submit or "OK"),
        "type": "primary",
        "name": submit_name(number, press),
        "form_action_type": "submit",
        "behaviors": [{"type": "callback", "value": press.dump()}],
    }
    return {"tag": "form", "name": f"form{number}", "elements": [*elements, button]}


def _field(field: Field, form: int, *, direct: bool, people: Sequence[str]) -> Iterator[Json]:
    match field.kind:
        case "text" | "number":
            yield from _inputs(field, form)
        case "lines":
            yield from _inputs(field, form, {"input_type": "multiline_text", "rows": 2, "auto_resize": True, "max_rows": 8})
        case "choice":
            yield from _picker(field, form, "select_static", _choices(field))
        case "date":
            initial = {"initial_date": field.value} if ISO_DATE.fullmatch(field.value) else {}
            yield from _picker(field, form, "date_picker", initial)
        case "person":
            if direct and not 0 < len(people) <= limits.PERSON_OPTIONS:
                yield from _inputs(field, form)  # without a list only the two in this chat could be picked: the name is typed
            else:
                yield from _picker(field, form, "select_person", _persons(field, people if direct else ()))
        case _:
            assert_never(field.kind)


def _inputs(field: Field, form: int, more: Json | None = None) -> Iterator[Json]:
    """One input, or several when what stands there already is longer than an input holds."""
    size = limits.INPUT_TEXT
    values = [field.value[i : i + size] for i in range(0, len(field.value), size)] or [""]
    lines = (
        {"input_type": "multiline_text", "rows": 2, "auto_resize": True, "max_rows": 8} if "\n" in field.value or len(values) > 1 else {}
    )
    for piece, value in enumerate(values):
        label = _label(field) + (f" ({piece + 1}/{len(values)})" if len(values) > 1 else "")
        element: Json = {
            "tag": "input",
            "name": field_name(form, field.name, field.kind, piece),
            "label": plain(label),
            "width": "fill",
            "max_length": max(1, min(size, field.max_length - piece * size, size) if len(values) == 1 else size),
            "required": not field.optional and piece == 0,
        }
        yield element | lines | (more or {}) | ({"default_value": value} if value else _placeholder(field))


def _picker(field: Field, form: int, tag: str, more: Json) -> Iterator[Json]:
    """A label, which pickers have not got themselves, and the picker."""
    yield text(_label(field))
    chosen = {"initial_option", "initial_date"} & set(more)
    shown = {} if chosen else {"placeholder": plain((field.hint or field.label)[: limits.PLACEHOLDER] or "…")}
    name = field_name(form, field.name, field.kind)
    yield {"tag": tag, "name": name, "width": "fill", "required": not field.optional} | more | shown


def _choices(field: Field) -> Json:
    """Options with distinct, non-empty values; choosing none is what an empty one would mean."""
    labels = {option.value: option.label for option in reversed(field.options) if option.value}
    values = list(dict.fromkeys(option.value for option in field.options if option.value))
    found: Json = {"options": [{"text": plain(labels[value]), "value": value} for value in values]}
    return found | ({"initial_option": field.value} if field.value in labels else {})


def _persons(field: Field, people: Sequence[str]) -> Json:
    found: Json = {"options": [{"value": person} for person in people]} if people else {}
    return found | ({"initial_option": field.value} if field.value and field.value in people else {})


def _tight(field: Field, form: int) -> Iterator[Json]:
    """A question in two tags: label and input, choices typed instead of picked."""
    choices = " / ".join(option.label for option in field.options)
    known = next((option.label for option in field.options if option.value == field.value), field.value)
    label = " · ".join(part for part in (field.label, field.hint, choices) if part)
    tight = Field(field.name, label, "lines" if field.kind == "lines" else "text", known, "", field.optional, (), field.max_length)
    yield from _inputs(tight, form)


def _label(field: Field) -> str:
    """The label; the hint joins it where a value hides the placeholder, or where it is too long for one."""
    beside = field.hint and (len(field.hint) > limits.PLACEHOLDER or (field.value and field.kind != "person"))
    return f"{field.label} · {field.hint}" if beside else field.label


def _placeholder(field: Field) -> dict[str, Any]:
    return {"placeholder": plain(field.hint)} if 0 < len(field.hint) <= limits.PLACEHOLDER else {}
