"""Proves that a request comes from the platform, and opens it: challenge, signature, encryption, token, replay window."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.ports import Forged

WINDOW = 300  # seconds that a signature is good for, before and after
MOST = 2 * 2**20  # bytes of a body


@dataclass(frozen=True, slots=True)
class Challenge:
    """The platform asks whether this address is ours: it wants this back."""

    challenge: str


@dataclass(frozen=True, slots=True)
class Seal:
    """The app's verification token and encrypt key; one of them is set."""

    token: str = field(default="", repr=False)
    encrypt_key: str = field(default="", repr=False)

    def open(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Challenge | dict[str, Any]:
        """What the request says. `headers` are looked up in any case. Raises Forged, or ValueError on what is no JSON object."""
        outer = _object(body)
        if "encrypt" in outer and not self.encrypt_key:
            raise Forged("it is encrypted: copy the console's Encrypt Key to FEISHU_ENCRYPT_KEY, or take it away there")
        payload = self._decrypted(outer) if self.encrypt_key else outer
        if payload.get("type") == "url_verification":  # not signed; knowing the key or the token is the proof
            self._check_token(str(payload.get("token", "")))
            return Challenge(str(payload.get("challenge", "")))
        if self.encrypt_key:
            self._check_signature(headers, body, now)
        header = payload.get("header")
        self._check_token(str(header.get("token", "")) if isinstance(header, Mapping) else str(payload.get("token", "")))
        return payload

    def _check_token(self, token: str) -> None:
        if self.token and not hmac.compare_digest(token.encode(), self.token.encode()):
            raise Forged("not the verification token: compare FEISHU_VERIFICATION_TOKEN with the console's")

    def _check_signature(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        stamp, nonce = headers.get("x-lark-request-timestamp", ""), headers.get("x-lark-request-nonce", "")
        expected = hashlib.sha256((stamp + nonce + self.encrypt_key).encode() + body).hexdigest()
        if not hmac.compare_digest(expected.encode(), headers.get("x-lark-signature", "").encode()):
            raise Forged("wrong signature: compare FEISHU_ENCRYPT_KEY with the console's")
        if not stamp.isdecimal() or abs(now.timestamp() - int(stamp)) > WINDOW:
            raise Forged("signed more than five minutes before or after this machine's time: compare its clock")

    def _decrypted(self, outer: Mapping[str, Any]) -> dict[str, Any]:
        """AES-256-CBC under the key's hash; the first block is the initialisation vector. Raises Forged when our key does not open it."""
        try:
            data = base64.b64decode(str(outer["encrypt"]), validate=True)
            key = hashlib.sha256(self.encrypt_key.encode()).digest()
            decryptor = Cipher(algorithms.AES(key), modes.CBC(data[:16])).decryptor()
            unpadder = padding.PKCS7(128).unpadder()
            padded = decryptor.update(data[16:]) + decryptor.finalize()
            return _object(unpadder.update(padded) + unpadder.finalize())
        except (KeyError, ValueError, binascii.Error) as error:
            raise Forged("not encrypted with FEISHU_ENCRYPT_KEY: compare it with the console's") from error


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except RecursionError as error:
        raise ValueError("the body is nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError("the body is no JSON object")  # noqa: TRY004 (it is the data that is wrong)
    return value
