"""A platform that takes every message after a while and remembers only when: for measuring what is in front of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.ports import Abilities, Pace, Post
from tests.lineless import Lineless


@dataclass
class Quiet(Lineless):
    """Implements bot.ports.Adapter."""

    name: str = "slack"
    abilities: Abilities = field(default_factory=lambda: Abilities(forms=True, edits=True, private_answers=True))
    pace: Pace = field(default_factory=Pace)
    takes: float = 0.0
    sent: list[tuple[float, str]] = field(default_factory=list)

    async def send(self, post: Post) -> str:
        await asyncio.sleep(self.takes)
        self.sent.append((asyncio.get_running_loop().time(), post.key))
        return post.key
