"""DingTalk's access token: fetched once however many need it, renewed before it ends, dropped when it is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from adapters.dingtalk.limits import TOKEN_MARGIN

Fetch = Callable[[], Awaitable[tuple[str, float]]]
"""Fetches a token and the seconds it is good for."""


class Tokens:
    """Hands out the current token."""

    def __init__(self, fetch: Fetch, now: Callable[[], datetime]) -> None:
        self._fetch, self._now = fetch, now
        self._token = ""
        self._until: datetime | None = None
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """A valid token, as far as anybody knows. Raises what fetching raises."""
        if not self._fresh():
            async with self._lock:
                if not self._fresh():
                    token, seconds = await self._fetch()
                    self._token, self._until = token, self._now() + timedelta(seconds=max(0.0, seconds - TOKEN_MARGIN))
        return self._token

    def drop(self, token: str) -> None:
        """This token was refused."""
        if token == self._token:
            self._token = ""

    def _fresh(self) -> bool:
        return bool(self._token) and self._until is not None and self._now() < self._until
