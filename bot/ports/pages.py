"""What the bot's own web pages ask of it: who is there, and what that person may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class NoEntry(Exception):
    """Whoever asks may not see it; `why` is a code that the page has a sentence for."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who is looking, until when; `token` proves it, and is kept by their browser only."""

    person: str
    language: str
    until: datetime
    token: str


@dataclass(frozen=True, slots=True)
class File:
    """Something to download."""

    name: str
    media_type: str
    data: bytes


class Pages(Protocol):
    """The bot behind its pages. Every call asks anew who may see what."""

    @property
    def address(self) -> str | None:
        """Where people reach the pages, None when they do not."""

    async def enter(self, link: str, visit: str | None) -> Visit:
        """Opens a link from a chat, once: afterwards only the browser that holds the visit it led to. Raises NoEntry."""

    async def visit(self, token: str | None) -> Visit:
        """Who holds this token. Raises NoEntry."""

    async def map(self, visit: Visit) -> bytes:
        """The tree of who carries what as far as this person may see it, as JSON."""

    async def file(self, visit: Visit, ending: str) -> File | None:
        """The same as a file of that kind ("xlsx", "svg"); None for a kind that there is not."""

    async def report(self, link: str, ending: str) -> File | None:
        """The participation report that a link from a chat names ("xlsx", "csv"); None for a kind that there is not. Raises NoEntry."""

    async def newest(self) -> str:
        """Changes whenever something was done to any OKR."""
