"""A platform made of paper: it keeps every message, so that a dialogue can be read back; it draws nothing and refuses nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.conversation.message import Message
from bot.conversation.plaintext import plaintext
from bot.ports import Abilities, Pace, Post
from tests.lineless import Lineless


@dataclass
class Sheet:
    """A message as it stands; edits write over it."""

    post: Post
    address: str

    @property
    def message(self) -> Message:
        return self.post.message

    @property
    def text(self) -> str:
        return plaintext(self.post.message)


@dataclass
class Paper(Lineless):
    """Implements bot.ports.Adapter for tests of the conversation."""

    name: str = "paper"
    abilities: Abilities = field(default_factory=Abilities)
    pace: Pace = field(default_factory=lambda: Pace((10**6, 1.0), (10**6, 1.0)))
    sheets: list[Sheet] = field(default_factory=list)
    log: list[Sheet] = field(default_factory=list)  # every sending and redrawing, in order

    async def send(self, post: Post) -> str:
        sheet = Sheet(post, post.place.address)
        self.log.append(sheet)
        if post.edits is not None:
            self.sheets[int(post.edits)] = sheet
            return post.edits
        self.sheets.append(sheet)
        return str(len(self.sheets) - 1)

    async def find(self, post: Post) -> str | None:
        return next((str(n) for n, sheet in enumerate(self.sheets) if sheet.post.key == post.key), None)
