"""Waiting for something to happen on a platform instead of sleeping."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

PATIENCE = 60.0  # seconds a test waits for something that should happen at once


class Signals:
    """Lets a test wait for a state of the platform instead of sleeping."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[asyncio.Future[None]]] = {}

    def changed(self, *keys: str) -> None:
        for key in keys:
            for waiter in self._waiting.pop(key, ()):
                if not waiter.done():
                    waiter.set_result(None)

    async def until(
        self,
        key: str,
        found: Callable[[], Any],
        why: Callable[[], str] = lambda: "",
        patience: float = PATIENCE,
    ) -> Any:
        """The first true value of `found`, tried again at each change of `key`; AssertionError after `patience` s."""
        deadline = time.monotonic() + patience
        while not (value := found()):
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.setdefault(key, []).append(waiter)
            try:
                await asyncio.wait_for(waiter, deadline - time.monotonic())
            except TimeoutError:
                raise AssertionError(f"nothing came within {patience} s: {why()}") from None
        return value
