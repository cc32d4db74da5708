"""One-time codes: made of the database's own secret, read as people type them, kept only as a digest."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import unicodedata
from datetime import datetime, timedelta

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without what looks alike: 0 and O, 1 and I and L, U and V."""
HALF = 4
GOOD_FOR = timedelta(minutes=15)
MOST_TRIES = 5
"""Codes that do not hold, from one account within TRIES_FOR; then none is looked at any more."""
TRIES_FOR = timedelta(hours=1)


def new_code(secret: str, person: str, now: datetime) -> str:
    """`K7PM-3QXD`: letters and figures both, so that it is no word; the same person gets another at another instant."""
    for n in itertools.count():
        drawn = hmac.new(secret.encode(), f"okrbot code 1:{n}:{person}:{now.isoformat()}".encode(), hashlib.sha256).digest()
        number = int.from_bytes(drawn, "big")
        letters = []
        for _ in range(2 * HALF):
            number, at = divmod(number, len(ALPHABET))
            letters.append(ALPHABET[at])
        code = "".join(letters)
        if read_code(code):
            return f"{code[:HALF]}-{code[HALF:]}"
    raise AssertionError  # the count has no end


def read_code(text: str) -> str:
    """The eight characters of a code, however it is spaced and whatever its width and case; "" when it is none."""
    said = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if not c.isspace() and c not in "-–—_`\"'“”「」")
    fits = len(said) == 2 * HALF and all(c in ALPHABET for c in said)
    return said if fits and any(c.isdigit() for c in said) and any(c.isalpha() for c in said) else ""


def digest(secret: str, code: str) -> str:
    """What is kept of a code."""
    return hmac.new(secret.encode(), f"okrbot code kept 1:{read_code(code)}".encode(), hashlib.sha256).hexdigest()
