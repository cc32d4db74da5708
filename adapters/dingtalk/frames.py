"""Frames of the Stream, purely: what the platform pushes, and what acknowledges it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.dingtalk.pieces import dumps

Json = Mapping[str, Any]
MESSAGES, PRESSES, EVERYTHING = "/v1.0/im/bot/messages/get", "/v1.0/card/instances/callback", "*"
SUBSCRIPTIONS = (
    {"type": "EVENT", "topic": EVERYTHING},
    {"type": "CALLBACK", "topic": MESSAGES},
    {"type": "CALLBACK", "topic": PRESSES},
)


@dataclass(frozen=True, slots=True)
class Frame:
    """One push: `kind` is SYSTEM, EVENT or CALLBACK; `data` the decoded payload."""

    kind: str
    topic: str
    id: str
    headers: Json
    data: Json


def read(raw: str | bytes) -> Frame:
    """Raises ValueError, KeyError or TypeError when it is no frame."""
    body = json.loads(raw)
    headers = body["headers"]
    data = json.loads(body["data"]) if body.get("data") else {}
    if not isinstance(data, dict):
        raise TypeError("a frame's data is an object")
    return Frame(str(body["type"]), str(headers.get("topic", "")), str(headers["messageId"]), headers, data)


def ack(frame: Frame, data: Json, code: int = 200, message: str = "OK") -> str:
    """What acknowledges a frame."""
    headers = {"messageId": frame.id, "contentType": "application/json"}
    return dumps({"code": code, "message": message, "headers": headers, "data": dumps(data)})
