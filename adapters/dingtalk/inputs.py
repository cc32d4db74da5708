"""Draws a form as the variable of the form component, and reads what comes back of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, assert_never

from adapters.dingtalk.escape import plain, typed
from adapters.dingtalk.wire import HIDDEN
from bot.conversation.message import Field, Form, Section

Json = dict[str, Any]
UNSAFE, SAFE = re.compile(r"[^A-Za-z0-9]"), re.compile(r"_([0-9a-f]+)_")
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def field_id(name: str) -> str:
    """A field's name in letters, digits and underscores only: others may be read as a path by the form component."""
    return UNSAFE.sub(lambda sign: f"_{ord(sign[0]):x}_", name)


def field_name(given: str) -> str:
    """What `field_id` was made of."""
    return SAFE.sub(lambda code: chr(int(code[1], 16)), given)


def form_variable(form: Form | None, standing: str) -> Json:
    """The component's `fields`; a hidden one carries where the form stands."""
    if form is None:
        return {"fields": []}
    hidden = [{"name": HIDDEN, "type": "TEXT", "hidden": True, "defaultValue": standing}] if standing else []
    return {"fields": [*hidden, *(field for section in form.sections for field in _section(section))]}


def _section(section: Section) -> Iterator[Json]:
    """The section's name stands before its first field: the component knows no headings."""
    heading = section.heading
    for field in section.fields:
        yield _field(field, f"{heading} · {field.label}" if heading else field.label)
        heading = ""


def _field(field: Field, label: str) -> Json:
    drawn: Json = {"name": field_id(field.name), "label": plain(label), "required": not field.optional}
    if field.hint:
        drawn["placeholder"] = plain(field.hint)
    match field.kind:
        case "text" | "lines" | "number" | "person":
            return drawn | {"type": "TEXT"} | ({"defaultValue": field.value} if field.value else {})
        case "date":
            known = {"defaultValue": field.value} if ISO_DATE.fullmatch(field.value) else {}
            return drawn | {"type": "DATE"} | known
        case "choice":
            return drawn | {"type": "SELECT"} | _options(field)
        case _:
            assert_never(field.kind)


def _options(field: Field) -> Json:
    """Options with distinct, non-empty values; choosing none is what an empty one would mean."""
    options = list({option.value: option for option in field.options if option.value}.values())
    found: Json = {"options": [{"value": option.value, "text": plain(option.label)} for option in options]}
    values = [option.value for option in options]
    return found | ({"defaultValue": {"index": values.index(field.value), "value": field.value}} if field.value in values else {})


def filled(form: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, by field name, as text; without what only we put there."""
    return {field_name(name): _text(value) for name, value in form.items() if name != HIDDEN}


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return typed(value)
        case bool():
            return str(value).lower()
        case {"value": inner}:
            return _text(inner)
        case list():
            return ", ".join(map(_text, value))
    return str(value)
