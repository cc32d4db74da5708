"""What goes out: a closed set of blocks that every adapter can draw, and their JSON form for the outbox."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Discriminator, TypeAdapter
from pydantic_core import to_json

from bot.conversation.event import Ref

Tone = Literal["neutral", "good", "warn", "bad"]
FieldKind = Literal["text", "lines", "number", "choice", "date", "person"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; no markup in it is meant, whatever it holds. "strong": a heading, "quiet": small print, "quote": somebody's words."""

    text: str
    style: Literal["normal", "strong", "quiet", "quote"] = "normal"
    block: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A few labelled values, short each."""

    rows: tuple[Fact, ...]
    block: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Progress:
    """A bar: `share` 0..1, None = nothing known yet (drawn as such, never as 0); `note` stands behind it."""

    label: str
    share: float | None
    note: str = ""
    tone: Tone = "neutral"
    block: Literal["progress"] = "progress"


@dataclass(frozen=True, slots=True)
class Trend:
    """A small series, oldest first; None = no value that week. `low` and `high` are the ends of the scale."""

    label: str
    points: tuple[float | None, ...]
    low: float = 0
    high: float = 10
    names: tuple[str, ...] = ()  # of the points, where they have any
    block: Literal["trend"] = "trend"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, every row as long as `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    block: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as base64 PNG, with words for who cannot see it."""

    png: str
    alt: str
    block: Literal["image"] = "image"


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between two parts."""

    block: Literal["divider"] = "divider"


@dataclass(frozen=True, slots=True)
class Button:
    """Says `says` when pressed, exactly as if it were typed.

    `spoken` is the same in words that people say, where `says` names something by an id: for where a press writes a message.
    """

    label: str
    says: str
    style: Literal["normal", "primary", "danger"] = "normal"
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Opens an address of our own in a browser; never one that somebody typed."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses to open, one a line."""

    links: tuple[Link, ...]
    block: Literal["links"] = "links"


@dataclass(frozen=True, slots=True)
class Buttons:
    """Controls in a row, the most likely first."""

    buttons: tuple[Button, ...]
    block: Literal["buttons"] = "buttons"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field: what it is called, and the text that a form sends for it; `primary`: the one that most take.

    `spoken`: as of a button.
    """

    label: str
    value: str
    primary: bool = False
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One input. `value` is what stands there at first; `hint` says what it takes; `options` only for "choice"."""

    name: str
    label: str
    kind: FieldKind = "text"
    value: str = ""
    hint: str = ""
    optional: bool = False
    options: tuple[Option, ...] = ()
    max_length: int = 3000


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together under a heading (one key result, say); `note` is small print below the heading."""

    heading: str
    fields: tuple[Field, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Several questions at once; `submit` is the label of its button, `title` stands over it (24 characters are safe)."""

    title: str
    sections: tuple[Section, ...]
    submit: str
    block: Literal["form"] = "form"


Block = Text | Facts | Progress | Trend | Table | Image | Divider | Links | Buttons | Form


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `summary` is one plain line for notifications, lists and screen readers; `ref` ties its controls to a conversation.

    `numbered` tells a platform without buttons that a choice may be answered by its number (not where a number is itself an answer).
    """

    summary: str
    title: str = ""
    tone: Tone = "neutral"
    blocks: tuple[Annotated[Block, Discriminator("block")], ...] = ()
    ref: Ref | None = None
    numbered: bool = True
    language: str = "en"


_MESSAGE = TypeAdapter(Message)


def dump(message: Message) -> str:
    """The message as JSON text for the outbox."""
    return to_json(message).decode()


def load(text: str) -> Message:
    """The message that `dump` wrote. Raises pydantic.ValidationError on anything else."""
    return _MESSAGE.validate_json(text)


def controls(message: Message) -> tuple[Button, ...]:
    """Every button of the message, in order."""
    return tuple(b for block in message.blocks if isinstance(block, Buttons) for b in block.buttons)


def aloud(button: Button) -> str:
    """What a button says where others read it, or somebody has to type it."""
    return button.spoken or button.says


def titled_once(message: Message) -> tuple[Block, ...]:
    """The blocks for where the message's title stands above them: a form of the same title does without its own."""
    same = (replace(block, title="") if isinstance(block, Form) and block.title == message.title else block for block in message.blocks)
    return tuple(same)
