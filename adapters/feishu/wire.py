"""What rides along on our controls and comes back when they are used: button values, names in forms, receipts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.feishu import limits
from bot.conversation.event import Ref
from bot.conversation.message import FieldKind

FIELD_NAME = re.compile(r"(?P<form>\d+)(?P<kind>d?)(?:\+(?P<piece>\d+))?\.(?P<name>.*)", re.DOTALL)
SUBMIT_NAME = re.compile(r"send(?P<form>\d+)\.(?P<direct>[01])\.(?P<rev>-?\d*)\.(?P<conversation>.*)", re.DOTALL)
DATE = "d"


@dataclass(frozen=True, slots=True)
class Press:
    """On a button: what it says, for which conversation, and whether it stands in a direct chat, which a press does not tell.

    On a form's button `fields` are the form's questions: those left empty may be missing from what is sent.
    """

    says: str = ""
    ref: Ref | None = None
    direct: bool = True
    fields: tuple[str, ...] = ()

    def dump(self) -> dict[str, Any]:
        body: dict[str, Any] = {"s": self.says} if self.says else {}
        if self.ref:
            body["r"] = [self.ref.conversation, self.ref.rev]
        body["d"] = int(self.direct)
        return body | ({"f": list(self.fields)} if self.fields else {})

    @staticmethod
    def load(body: Mapping[str, Any]) -> Press:
        """Raises KeyError, TypeError or ValueError on anything but what `dump` wrote."""
        pair = body.get("r")
        ref = None if pair is None else Ref(str(pair[0]), int(pair[1]))
        return Press(str(body.get("s", "")), ref, bool(body["d"]), tuple(str(f) for f in body.get("f", ())))


def submit_name(form: int, press: Press) -> str:
    """The name of a form's button; it says where the answers belong, should the value not come along."""
    rev, conversation = (str(press.ref.rev), press.ref.conversation) if press.ref else ("", "")
    return f"send{form}.{int(press.direct)}.{rev}.{conversation}"


def submitted(name: str) -> Press | None:
    """What `submit_name` named; None for any other name."""
    found = SUBMIT_NAME.fullmatch(name)
    if not found:
        return None
    ref = Ref(found["conversation"], int(found["rev"])) if found["rev"] else None
    return Press(ref=ref, direct=found["direct"] == "1")


def field_name(form: int, name: str, kind: FieldKind, piece: int = 0) -> str:
    """The name of an input; a long text is spread over several, `piece` by piece."""
    return f"{form}{DATE if kind == 'date' else ''}{f'+{piece}' if piece else ''}.{name}"


def uuid(key: str, part: int) -> str:
    """What makes the platform send part `part` of a post once: at most 50 characters, the same for the same key."""
    digest = hashlib.sha256(key.encode()).hexdigest()[: limits.UUID - 10]
    return f"okr-{digest}-{part}"


def receipt(messages: tuple[str, ...]) -> str:
    """The ids of a message's parts as one receipt."""
    return ",".join(messages)


def parts(of: str) -> tuple[str, ...]:
    """The message ids in a receipt."""
    return tuple(part for part in of.split(",") if part)
