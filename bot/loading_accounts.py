"""Makes the one-time code that a flow shows; nothing is stored until the flow has ended in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import FlowSpec, Known
from bot.flows.known_accounts import NewCode
from bot.link_codes import GOOD_FOR, digest, new_code
from bot.links import ensure_secret
from bot.okr.model_accounts import LinkCode

if TYPE_CHECKING:
    from bot.loading import Loader


def load_accounts(loader: Loader, known: Known, spec: FlowSpec, about: Mapping[str, str]) -> Known:
    """What of `spec.needs` belongs here, on top of what is known. In a group no code is made."""
    if "link_code" not in spec.needs or about.get("room"):
        return known
    secret = ensure_secret(loader.tx)
    text = new_code(secret, loader.me.key, loader.now)
    return replace(known, new_code=NewCode(text, LinkCode(digest(secret, text), loader.me.key, loader.now + GOOD_FOR)))
