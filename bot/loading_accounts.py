"""Makes the one-time code that a flow shows, stored only when the flow has ended in it; knows who has left by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flows.known import FlowSpec, Known
from bot.flows.known_accounts import NewCode
from bot.link_codes import GOOD_FOR, digest, new_code
from bot.links import ensure_secret
from bot.loading_asking import with_people
from bot.okr.model_accounts import LinkCode

if TYPE_CHECKING:
    from bot.loading import Loader


def load_accounts(loader: Loader, known: Known, spec: FlowSpec, about: Mapping[str, str]) -> Known:
    """What of `spec.needs` belongs here, on top of what is known. In a group no code is made."""
    if "left" in spec.needs and about.get("person"):
        known = with_people(loader.tx, known, {about["person"]})
        left = known.person(about["person"])
        known = with_people(loader.tx, known, {left.manager} if left and left.manager else set())
    if "link_code" not in spec.needs or about.get("room"):
        return known
    secret = ensure_secret(loader.tx)
    text = new_code(secret, loader.me.key, loader.now)
    return replace(known, new_code=NewCode(text, LinkCode(digest(secret, text), loader.me.key, loader.now + GOOD_FOR)))
