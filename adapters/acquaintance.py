"""Whoever writes for the first time is looked up at the platform: quickly, for events must be acknowledged, and not with each word anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.ports import Later, Never, Profile, Uncertain

PATIENCE = 1.5  # seconds; platforms want an event acknowledged within two or three
KEPT = 600.0  # seconds for which an answer holds
PAUSE = 30.0  # and a failure
MOST = 2_000

LookUp = Callable[[str], Awaitable[Profile | None]]


class Acquaintance:
    """`look_up` raises Later, Never, Uncertain or TimeoutError when the platform does not say."""

    def __init__(self, look_up: LookUp, *, patience: float = PATIENCE, most: int = MOST) -> None:
        self._look_up, self._patience, self._most = look_up, patience, most
        self._met: dict[str, tuple[float, Profile | None]] = {}  # account -> until when it holds, who it is

    async def somebody(self, account: str) -> Profile | None:
        """Who it is, None where that is not known in time."""
        now = asyncio.get_running_loop().time()
        until, found = self._met.get(account, (0.0, None))
        if now < until:
            return found
        try:
            async with asyncio.timeout(self._patience):
                found, holds = await self._look_up(account), KEPT
        except (Later, Never, Uncertain, TimeoutError):
            found, holds = None, PAUSE
        self._met.pop(account, None)
        self._met[account] = (now + holds, found)
        if len(self._met) > self._most:
            del self._met[next(iter(self._met))]
        return found
