"""How one person is known on several platforms: the one-time code by which another account becomes theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LinkCode:
    """Whoever sends the code of this digest from another account before `until` is `person`. One a person; the next replaces it."""

    digest: str
    person: str
    until: datetime
