"""The app's access token: fetched once for everybody who waits, and again when it is refused or about to end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

EARLY = 600.0  # seconds before its end from which a token is not used any more: the platform gives a new one from half an hour before


class TenantToken:
    """`fetch` answers (token, seconds it lives)."""

    def __init__(self, fetch: Callable[[], Awaitable[tuple[str, float]]]) -> None:
        self._fetch = fetch
        self._token = ""
        self._until = 0.0
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """A good token, as far as is known. Raises what `fetch` raises."""
        if self._good():
            return self._token
        async with self._lock:
            if not self._good():
                token, life = await self._fetch()
                self._token, self._until = token, asyncio.get_running_loop().time() + max(life - EARLY, life / 2)
            return self._token

    def drop(self, token: str) -> None:
        """This one was refused; a newer one stays."""
        if token == self._token:
            self._token = ""

    def _good(self) -> bool:
        return bool(self._token) and asyncio.get_running_loop().time() < self._until
