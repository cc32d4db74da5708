"""Signed addresses: what lets exactly one person open one page of the bot's own, for a while."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.ports import Tx

STORED_AS = "link_secret"
TO_OPEN = timedelta(minutes=15)
"""How long a link in a chat can be opened."""
TO_STAY = timedelta(hours=12)
"""How long a browser that opened one may go on looking."""

Audience = Literal["map", "map-visit", "report"]
Why = Literal["old", "changed", "used", "gone"]


class NotValid(Exception):
    """A link or visit that lets nobody in any more, and why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token says: who may open what until when. `mark` names the link that a visit came from."""

    audience: Audience
    person: str
    until: datetime
    mark: str = ""


def ensure_secret(tx: Tx) -> str:
    """The database's own secret, made when it is first needed."""
    known = tx.setting(STORED_AS)
    if known:
        return known
    made = secrets.token_urlsafe(32)
    tx.save_setting(STORED_AS, made)
    return made


def sign(secret: str, grant: Grant, now: datetime) -> str:
    """The token; two of different instants differ."""
    said = {"a": grant.audience, "p": grant.person, "u": int(grant.until.timestamp()), "i": int(now.timestamp() * 1e6), "m": grant.mark}
    payload = _encoded(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())
    return f"{payload}.{_signature(secret, payload)}"


def read(secret: str, token: str, audience: Audience, now: datetime) -> Grant:
    """What a token grants; a link's mark is its own signature. Raises NotValid."""
    payload, _, signature = token.partition(".")
    if not hmac.compare_digest(_signature(secret, payload).encode(), signature.encode()):
        raise NotValid("changed")
    try:
        said = json.loads(_decoded(payload))
        until = datetime.fromtimestamp(said["u"], UTC)
        grant = Grant(said["a"], str(said["p"]), until, said["m"] or signature)
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise NotValid("changed") from error
    if grant.audience != audience:
        raise NotValid("changed")
    if now >= until:
        raise NotValid("old")
    return grant


def _signature(secret: str, payload: str) -> str:
    return _encoded(hmac.new(secret.encode(), b"okrbot link 1:" + payload.encode("utf-8", "replace"), hashlib.sha256).digest())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
