"""Draws forms: as inputs in the message where they are few, else as a button that opens a modal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from adapters.slack import limits
from adapters.slack.buttons import button
from adapters.slack.pieces import Json, Piece, Quoted, Small, Solid, Words, blocks_of, chunks, plain, shortened, weight
from adapters.slack.wire import FIELD, OPEN, SEND, VALUE, Press, pack
from bot.conversation.event import Ref
from bot.conversation.message import Field, Form, Option, Section

Values = dict[str, dict[str, str]]


def form_in_message(form: Form, ref: Ref | None) -> list[Piece] | None:
    """The form's inputs with its button, which have to stay in one message; None when they are too many for that."""
    if sum(len(s.fields) for s in form.sections) > limits.FIELDS_IN_MESSAGE:
        return None
    values = long_values(form)
    press = Press(ref=ref, values=values, part=99, parts=99)
    if not press.fits:
        return None
    blocks = [block for section in form.sections for block in section_blocks(section)]
    send = button(shortened(form.submit or form.title or "→", limits.BUTTON_LABEL), SEND, Press(ref=ref, values=values), "primary")
    blocks.append({"type": "actions", "elements": [send]})
    # Room for the text around it: what does not fit behind a text goes into a message of its own.
    if len(blocks) > limits.MESSAGE_BLOCKS or weight(blocks) > limits.MESSAGE_WEIGHT:
        return None
    return [Solid(tuple(blocks))]


def opener(form: Form, ref: Ref | None) -> Iterator[Piece]:
    """What is asked, for who likes to type, and the button that opens the form. Without a button where no modal could hold it."""
    for section in form.sections:
        if section.heading:
            yield from (Words(((part, False),)) for part in chunks(section.heading, limits.PARAGRAPH))
        if section.note:
            yield from (Small(part) for part in chunks(section.note, limits.SMALL_PRINT))
    packed = pack(form)
    if modal_blocks(form) is None or packed is None:
        labels = "\n".join(f"- {f.label}" for s in form.sections for f in s.fields)
        yield from (Words(((part, False),)) for part in chunks(labels, limits.PARAGRAPH))
        return
    label = shortened(form.title or form.submit or "→", limits.BUTTON_LABEL)
    yield Solid(({"type": "actions", "elements": [button(label, OPEN, Press(ref=ref), "primary")]},), form=form)


def modal_blocks(form: Form) -> list[Json] | None:
    """The form's inputs as a modal shows them, headings in the labels where there would be too many blocks. None: too many fields."""
    roomy = [block for section in form.sections for block in section_blocks(section)]
    if len(roomy) <= limits.VIEW_BLOCKS and weight(roomy) <= limits.VIEW_WEIGHT:
        return roomy
    tight = [field_input(field, heading=section.heading) for section in form.sections for field in section.fields]
    return tight if len(tight) <= limits.VIEW_BLOCKS and weight(tight) <= limits.VIEW_WEIGHT else None


def section_blocks(section: Section) -> list[Json]:
    """A heading, its small print, its inputs, and above an input what is too long to stand in it."""
    pieces: list[Piece] = [Words(((part, True),)) for part in chunks(section.heading, limits.PARAGRAPH)]
    pieces += [Small(part) for part in chunks(section.note, limits.SMALL_PRINT)]
    blocks = blocks_of(pieces)
    for field in section.fields:
        blocks += blocks_of(_in_full(field))
        blocks.append(field_input(field))
    return blocks


def _in_full(field: Field) -> list[Piece]:
    """Labels of options that Slack has no room for, and a value longer than an input holds."""
    pieces: list[Piece] = []
    if any(len(o.label) > limits.OPTION_LABEL for o in field.options):
        pieces += [Words(((f"{n}. {o.label}", False),)) for n, o in enumerate(field.options, 1)]
    if len(field.value) > _most(field) and field.kind in ("text", "lines", "number"):
        pieces += [Quoted(part) for part in chunks(field.value, limits.PARAGRAPH)]
    return pieces


def _most(field: Field) -> int:
    return max(1, min(field.max_length, limits.INPUT_TEXT))


def field_input(field: Field, heading: str = "") -> Json:
    """One input block, named after its field."""
    label = f"{heading} – {field.label}" if heading else field.label
    block: Json = {
        "type": "input",
        "block_id": FIELD + field.name,
        "label": plain(shortened(label or field.name, limits.LABEL)),
        "element": _element(field),
    }
    if field.hint:
        block["hint"] = plain(shortened(field.hint, limits.LABEL))
    return block | ({"optional": True} if field.optional else {})


def _element(field: Field) -> Json:
    match field.kind:
        case "choice" if field.options:
            return _select(field)
        case "person":
            return {"type": "users_select", "action_id": VALUE} | ({"initial_user": field.value} if field.value else {})
        case "date":
            return {"type": "datepicker", "action_id": VALUE} | ({"initial_date": field.value} if _is_day(field.value) else {})
    # A number is typed as people write it (40%, 120万): Slack's number input would take digits only.
    body: Json = {"type": "plain_text_input", "action_id": VALUE, "max_length": _most(field)}
    if field.kind == "lines":
        body["multiline"] = True
    return body | ({"initial_value": field.value[: _most(field)]} if field.value else {})


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _select(field: Field) -> Json:
    short = _short_values(field)
    numbered = any(len(o.label) > limits.OPTION_LABEL for o in field.options)

    def drawn(number: int, option: Option) -> Json:
        label = f"{number}. {option.label}" if numbered else option.label
        return {"text": plain(shortened(label or option.value, limits.OPTION_LABEL)), "value": short.get(option.value, option.value)}

    options = {o.value: drawn(n, o) for n, o in enumerate(field.options, 1)}
    every = list(options.values())
    body: Json = {"type": "static_select", "action_id": VALUE}
    if len(every) <= limits.OPTIONS:
        body["options"] = every
    else:
        pages = [every[i : i + limits.OPTIONS] for i in range(0, len(every), limits.OPTIONS)][: limits.OPTION_GROUPS]
        firsts = [f"{1 + i * limits.OPTIONS}–{i * limits.OPTIONS + len(page)}" for i, page in enumerate(pages)]
        body["option_groups"] = [{"label": plain(first), "options": page} for first, page in zip(firsts, pages, strict=True)]
    return body | ({"initial_option": options[field.value]} if field.value in options else {})


def _short_values(field: Field) -> Mapping[str, str]:
    """Long option value -> what stands for it; an empty value is refused by Slack too."""
    return {
        o.value: f"#{n}"
        for n, o in enumerate(field.options)
        if not o.value or len(o.value) > limits.OPTION_VALUE or o.value.startswith("#")
    }


def long_values(form: Form) -> Values:
    """Field name -> short -> long, for all options whose value Slack has no room for."""
    fields: Sequence[Field] = [f for s in form.sections for f in s.fields]
    found = {f.name: {short: value for value, short in _short_values(f).items()} for f in fields}
    return {name: values for name, values in found.items() if values}
