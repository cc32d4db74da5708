"""What the bot asks of its memory about one-time codes."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.okr.model_accounts import LinkCode


class LinkingStore(Protocol):
    """Codes that wait, and how often an account tried codes that do not hold."""

    def save_link_code(self, code: LinkCode) -> None:
        """The person's code from now on; their earlier one is gone."""

    def link_code(self, digest: str) -> LinkCode | None: ...
    def take_link_code(self, digest: str) -> bool:
        """Uses it up; of several that try at once, one gets True."""

    def link_tries(self, platform: str, account: str, now: datetime) -> int:
        """How many tries still count against this account."""

    def count_link_try(self, platform: str, account: str, now: datetime, until: datetime) -> None:
        """One more; the first of them decides how long they count."""
