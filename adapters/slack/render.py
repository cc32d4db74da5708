"""Message -> Block Kit, purely: one or more parts that each fit into a Slack message, a modal, an App Home."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.slack import limits
from adapters.slack.draw import draw
from adapters.slack.inputs import long_values, modal_blocks
from adapters.slack.pieces import Json, Piece, Solid, Words, blocks_of, plain, shortened, weight
from adapters.slack.text import escape
from adapters.slack.wire import FORM, Behind, Press
from bot.conversation.message import Form, Message


@dataclass(frozen=True, slots=True)
class Part:
    """One Slack message. Picture `#n` of `blocks` is `pictures[n]`, base64 PNG, to be uploaded first; `form` is what its button opens."""

    text: str
    blocks: tuple[Json, ...]
    pictures: tuple[str, ...] = ()
    form: Form | None = None


def render(message: Message) -> tuple[Part, ...]:
    """The message as it is posted: in one part if it can be, else in as many as it needs, in order and complete."""
    parts = _packed(draw(message))
    if len(parts) > 1:
        parts = _packed(draw(message, compact=True))
    text = summary(message)
    return tuple(_part(text, pieces, number, len(parts)) for number, pieces in enumerate(parts))


def summary(message: Message) -> str:
    """The line for notifications and screen readers; nothing in it comes alive."""
    return escape(shortened(message.summary or message.title or "…", limits.SUMMARY // 5))


def _packed(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces in runs that each fit into one message; nearly always they are one."""
    if _fits(pieces):
        return [list(pieces)]
    parts: list[list[Piece]] = [[]]
    for piece in pieces:
        if parts[-1] and not _fits([*parts[-1], piece]):
            parts.append([])
        parts[-1].append(piece)
    return parts


def _fits(pieces: Sequence[Piece]) -> bool:
    blocks = blocks_of(pieces)
    solids = [p for p in pieces if isinstance(p, Solid)]
    return (
        len(blocks) <= limits.MESSAGE_BLOCKS
        and sum(p.is_table for p in solids) <= 1
        and sum(p.form is not None for p in solids) <= 1
        and weight(blocks) <= limits.MESSAGE_WEIGHT
    )


def _part(text: str, pieces: Sequence[Piece], number: int, of: int) -> Part:
    pictures: list[str] = []
    forms = [p.form for p in pieces if isinstance(p, Solid) and p.form]
    for piece in pieces:
        pictures += piece.pictures if isinstance(piece, Solid) else ()
    blocks = _numbered_pictures(blocks_of(pieces) or blocks_of([Words(((text, False),))]))
    if of > 1:
        blocks = [_placed(block, number, of) for block in blocks]
    return Part(text, tuple(blocks), tuple(pictures), forms[0] if forms else None)


def _numbered_pictures(blocks: list[Json]) -> list[Json]:
    numbers = iter(range(len(blocks)))
    return [b | {"slack_file": {"id": f"#{next(numbers)}"}} if b["type"] == "image" else b for b in blocks]


def _placed(block: Json, number: int, of: int) -> Json:
    """Buttons of a message in parts say which part they stand in, so that all parts can be found when it is drawn anew."""
    if block["type"] != "actions":
        return block
    elements = [e | {"value": replace(Press.load(e["value"]), part=number, parts=of).dump()} for e in block["elements"]]
    return block | {"elements": elements}


def modal(form: Form, behind: Behind) -> Json | None:
    """The form as a modal; None when it has more fields, or more behind it, than a modal holds."""
    blocks = modal_blocks(form)
    data = replace(behind, values=long_values(form)).dump()
    if blocks is None or len(data) > limits.PRIVATE_METADATA:
        return None
    if len(form.title) > limits.MODAL_TITLE and len(blocks) < limits.VIEW_BLOCKS:
        blocks = [*blocks_of([Words(((form.title, True),))]), *blocks]
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": data,
        "title": plain(_heading(form.title or form.submit or "OKR")),
        "submit": plain(shortened(form.submit or "OK", limits.MODAL_TITLE)),
        "blocks": blocks,
    }


def _heading(title: str) -> str:
    """A modal's title, without what stands in brackets where it does not fit; the whole of it stands below."""
    short = re.split(r"\s*[(（]", title, maxsplit=1)[0]
    return title if len(title) <= limits.MODAL_TITLE else shortened(short or title, limits.MODAL_TITLE)


def home(message: Message) -> Json | None:
    """The message as somebody's App Home; None when it does not fit, however tightly it is drawn."""
    for compact in (False, True):
        view: Json = {"type": "home", "blocks": blocks_of(draw(message, view=True, compact=compact))}
        if len(view["blocks"]) <= limits.VIEW_BLOCKS and weight([view]) <= limits.VIEW_WEIGHT:
            return view
    return None
