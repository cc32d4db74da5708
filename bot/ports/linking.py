"""What the bot asks of its memory about accounts: one-time codes, and how platforms list people."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.conversation.event import Listed
from bot.okr.model_accounts import LinkCode


class LinkingStore(Protocol):
    """Codes that wait, how often an account tried codes that do not hold, what an address book said last."""

    def save_link_code(self, code: LinkCode) -> None:
        """The person's code from now on; their earlier one is gone."""

    def link_code(self, digest: str) -> LinkCode | None: ...
    def take_link_code(self, digest: str) -> bool:
        """Uses it up; of several that try at once, one gets True."""

    def link_tries(self, platform: str, account: str, now: datetime) -> int:
        """How many tries still count against this account."""

    def count_link_try(self, platform: str, account: str, now: datetime, until: datetime) -> None:
        """One more; the first of them decides how long they count."""

    def listed(self, platform: str, account: str) -> Listed | None:
        """How the platform listed this account when it was last heard of."""

    def save_listed(self, platform: str, account: str, listed: Listed) -> None: ...
