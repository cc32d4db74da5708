"""An app's access token: fetched once however many need it, renewed before it ends, dropped when it is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

Fetch = Callable[[], Awaitable[tuple[str, float]]]
"""Fetches a token and the seconds it is good for."""


class Token:
    """Hands out the current one. `now`: seconds of any clock; `early`: so many seconds before its end a token is not used any more, at
    most half of its life."""

    def __init__(self, fetch: Fetch, now: Callable[[], float], early: float) -> None:
        self._fetch, self._now, self._early = fetch, now, early
        self._token, self._until = "", 0.0
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """A valid token, as far as anybody knows. Raises what fetching raises."""
        if not self._good():
            async with self._lock:
                if not self._good():
                    token, life = await self._fetch()
                    self._token, self._until = token, self._now() + max(life - self._early, life / 2)
        return self._token

    def drop(self, token: str) -> None:
        """This one was refused; a newer one stays."""
        if token == self._token:
            self._token = ""

    def _good(self) -> bool:
        return bool(self._token) and self._now() < self._until
