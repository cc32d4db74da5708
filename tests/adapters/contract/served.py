"""An adapter's routes behind a real server on a free port, for platforms that call."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

from starlette.applications import Starlette

from adapters.http import listen, serving


class Served:
    """Up once, down once."""

    def __init__(self) -> None:
        self._stack = AsyncExitStack()

    async def up(self, routes: Sequence[Any]) -> str:
        """Serves; the address."""
        sock = listen("127.0.0.1", 0)
        await self._stack.enter_async_context(serving(Starlette(routes=list(routes)), sock))
        return f"http://127.0.0.1:{sock.getsockname()[1]}"

    async def down(self) -> None:
        await self._stack.aclose()
