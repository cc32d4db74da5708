"""What comes in: every platform's payloads become one Event before anything else looks at them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Ref:
    """The conversation and its revision that a message was drawn for; rides along on cards, so that an old card is known as old."""

    conversation: str
    rev: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was said and is answered. `address` is the platform's own id of the chat, or of the account when `direct`."""

    platform: str
    address: str
    direct: bool = True
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named by the platform's own mention; the text holds `@name` in its place."""

    account: str
    name: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who did it, as the platform knows them; None = the platform did not say."""

    account: str
    name: str | None = None
    email: str | None = None
    language: str | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Typed, or a button pressed (then `ref` tells the card): a button says its words exactly as if they were typed."""

    text: str
    ref: Ref | None = None
    mentions: tuple[Mention, ...] = ()
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A form sent: field name -> what was typed or picked, as text ("" = left empty); people are given by account id."""

    values: Mapping[str, str]
    ref: Ref | None = None


LONGEST = 100_000
"""Characters that are read of what somebody says at once: more than anybody types."""


def legible(content: Said | Filled) -> Said | Filled:
    """Without what nobody types: control characters but for line ends and tabs, and halves of characters. Stores and files refuse them.

    Of what is longer than LONGEST one character more is left, so that it is known as too long and nothing larger is kept.
    """
    if isinstance(content, Said):
        text = _legible(content.text)
        return content if text == content.text else replace(content, text=text)
    return replace(content, values={name: _legible(text) for name, text in content.values.items()})


def _legible(text: str) -> str:
    text = text[: LONGEST + 1]
    return text if text.isprintable() else "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


@dataclass(frozen=True, slots=True)
class Opened:
    """The person opened the chat or the bot's home: nothing was said, an overview is wanted."""


@dataclass(frozen=True, slots=True)
class Added:
    """The bot was brought into this group by the sender: nothing was said, but people want to know what it does there."""


@dataclass(frozen=True, slots=True)
class Removed:
    """The bot was taken out of this group by the sender; `dissolved`: the group is no more."""

    dissolved: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """Nobody did anything: the platform's address book changed, and this is how it lists the sender now. None = not said.

    `manager` is the account of whoever leads them, `unit` the platform's id of their department.
    """

    active: bool = True
    name: str | None = None
    language: str | None = None
    timezone: str | None = None
    manager: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class ListedTeam:
    """Nobody did anything: a department of the platform's address book changed, and is listed like this now. None = not said.

    `unit` is the platform's id of it, `lead` the account of whoever leads it, `above` the department that it belongs to; `was_…` what it
    was before, where the platform says so. `new`: it was not there before.
    """

    unit: str
    name: str | None = None
    lead: str | None = None
    active: bool = True
    was_name: str | None = None
    was_lead: str | None = None
    above: str | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message that somebody answers in its thread, or quotes: `marks` are receipts it may have, the likeliest first.

    `at` is when it was sent, where the platform says so: it helps where no mark is one of ours.
    """

    marks: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a person did. `id` is the platform's own and unique there: the same id twice is the same event.

    `via` is opaque to everybody but the adapter: how to answer this very event (a trigger, a webhook); it comes back on the reply.
    `source` is the receipt of the message whose control was used, so that it can be redrawn in place; `quoted` what the words answer.
    """

    id: str
    place: Place
    sender: Sender
    content: Said | Filled | Opened | Added | Removed | Listed | ListedTeam
    at: datetime
    via: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    quoted: Quoted | None = None
