"""What rides along on our controls and comes back when they are used: button values, block ids, a modal's private data, receipts."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_json

from adapters.slack import limits
from bot.conversation.event import Ref
from bot.conversation.message import Form

SAY, SEND, OPEN = "say", "send", "open"  # first word of an action_id: says its words, sends the form around it, opens a form
FORM = "form"  # a modal's callback_id
FIELD = "f."  # before a field's name in a block_id
VALUE = "v"  # the action_id of every input
EVENT_TYPE = "okrbot"  # of the metadata on our messages

_FORM = TypeAdapter(Form)


def _dumps(value: object) -> str:
    """A card has many buttons, and the standard library takes five times as long."""
    return to_json(value).decode()


@dataclass(frozen=True, slots=True)
class Press:
    """On a button: what it says, for which conversation, and that it stands in part `part` of `parts` of a long message.

    `values` holds what options of the form around it mean that are too long for Slack: field name -> short -> long.
    """

    says: str = ""
    ref: Ref | None = None
    part: int = 0
    parts: int = 1
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def dump(self) -> str:
        body: dict[str, Any] = {}
        if self.says:
            body["s"] = self.says
        if self.ref:
            body["r"] = [self.ref.conversation, self.ref.rev]
        if self.parts > 1:
            body["p"] = [self.part, self.parts]
        if self.values:
            body["v"] = self.values
        return _dumps(body)

    @staticmethod
    def load(text: str) -> Press:
        """Raises ValueError, KeyError or TypeError on anything but what `dump` wrote."""
        body = json.loads(text)
        part, parts = body.get("p", (0, 1))
        return Press(body.get("s", ""), ref_of(body.get("r")), int(part), int(parts), body.get("v", {}))

    @property
    def fits(self) -> bool:
        return len(self.dump()) <= limits.BUTTON_VALUE


def ref_of(pair: Any) -> Ref | None:
    return None if pair is None else Ref(str(pair[0]), int(pair[1]))


@dataclass(frozen=True, slots=True)
class Behind:
    """In a modal's private data: which conversation it belongs to, where its answer goes, which message it was opened from."""

    ref: Ref | None = None
    address: str = ""
    direct: bool = True
    thread: str | None = None
    source: str | None = None
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def dump(self) -> str:
        ref = [self.ref.conversation, self.ref.rev] if self.ref else None
        body = {"r": ref, "a": self.address, "d": self.direct, "t": self.thread, "s": self.source, "v": self.values}
        return _dumps({key: value for key, value in body.items() if value})

    @staticmethod
    def load(text: str) -> Behind:
        """Raises ValueError, KeyError or TypeError on anything but what `dump` wrote."""
        body = json.loads(text)
        return Behind(ref_of(body.get("r")), body.get("a", ""), body.get("d", False), body.get("t"), body.get("s"), body.get("v", {}))


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a message is: the channel's own id and a time stamp for each of its parts. `reader` is who alone sees it.

    `siblings` is how many parts there are when only one is known (a button knows its own part).
    """

    channel: str
    stamps: tuple[str, ...]
    reader: str | None = None
    siblings: int = 0

    def dump(self) -> str:
        end = f"|only={self.reader}" if self.reader else f"|parts={self.siblings}" if self.siblings > 1 else ""
        return f"{self.channel}:{','.join(self.stamps)}{end}"

    @staticmethod
    def load(text: str) -> Receipt:
        place, _, more = text.partition("|")
        channel, _, stamps = place.partition(":")
        kind, _, value = more.partition("=")
        siblings = int(value) if kind == "parts" else 0
        return Receipt(channel, tuple(s for s in stamps.split(",") if s), value if kind == "only" else None, siblings)


def pack(form: Form) -> str | None:
    """A form as short text for a message's metadata; None when it would not fit there."""
    packed = base64.b85encode(zlib.compress(_FORM.dump_json(form), 9)).decode()
    return packed if len(packed) < limits.METADATA else None


def unpack(text: str) -> Form:
    """The form that `pack` took. Raises ValueError on anything else."""
    try:
        return _FORM.validate_json(zlib.decompress(base64.b85decode(text)))
    except zlib.error as error:
        raise ValueError(text[:20]) from error
