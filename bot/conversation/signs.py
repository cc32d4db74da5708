"""A short sign for where a control stands, for platforms on which a press writes a message that its person reads."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable

from bot.conversation.event import Ref

LETTERS = 5  # of a sign: enough to tell apart what one person has open
MARK = "#"


def sign_of(ref: Ref) -> str:
    """Five letters and digits, others for another conversation or another revision."""
    digest = hashlib.blake2b(f"{ref.rev} {ref.conversation}".encode("utf-8", "replace"), digest_size=5).digest()
    return base64.b32encode(digest).decode().lower()[:LETTERS]


def signed(sign: str) -> Ref:
    """Where a control stands of which only the sign is known."""
    return Ref(MARK + sign, 0)


def meant(ref: Ref, among: Callable[[], Iterable[Ref]]) -> Ref:
    """The one of these that a sign is of; a ref that is no sign, or a sign of none of them, stays as it is."""
    if not ref.conversation.startswith(MARK):
        return ref
    return next((one for one in among() if MARK + sign_of(one) == ref.conversation), ref)
