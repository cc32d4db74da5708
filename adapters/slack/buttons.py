"""Draws buttons: each carries what it says; what does not fit on one stands above it in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adapters.slack import limits
from adapters.slack.pieces import Json, Piece, Solid, Words, chunks, plain, shortened
from adapters.slack.wire import SAY, Press
from bot.conversation.event import Ref
from bot.conversation.message import Button, aloud


def button(label: str, action: str, press: Press, style: str = "normal") -> Json:
    """One button; Slack knows no style for an ordinary one."""
    body: Json = {"type": "button", "action_id": action, "text": plain(label), "value": press.dump()}
    return body if style == "normal" else body | {"style": style}


def buttons(row: Sequence[Button], ref: Ref | None) -> Iterator[Piece]:
    """Rows of at most 25. Whose words do not fit in a value cannot be pressed: it is shown as words to type."""
    fitting = [b for b in row if Press(b.says, ref, 99, 99).fits]
    long = [b for b in fitting if len(b.label) > limits.BUTTON_LABEL]
    labels = {id(b): f"{n}. {b.label}" for n, b in enumerate(long, 1)}
    for b in long:
        yield from (Words(((part, False),)) for part in chunks(labels[id(b)], limits.PARAGRAPH))
    for b in row:
        if b not in fitting:
            yield from (Words(((part, False),)) for part in chunks(f"「{aloud(b)}」", limits.PARAGRAPH))
    for start in range(0, len(fitting), limits.ACTIONS):
        drawn = [
            button(shortened(labels.get(id(b), b.label or b.says or "…"), limits.BUTTON_LABEL), f"{SAY}.{n}", Press(b.says, ref), b.style)
            for n, b in enumerate(fitting[start : start + limits.ACTIONS])
        ]
        yield Solid(({"type": "actions", "elements": drawn},))
