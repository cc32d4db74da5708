"""A one-time code as it is shown to whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.okr.model_accounts import LinkCode


@dataclass(frozen=True, slots=True)
class NewCode:
    """`text` is what is typed on the other platform; only `kept` is stored."""

    text: str
    kept: LinkCode
