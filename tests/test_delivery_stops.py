"""Delivery ends when it is told to, even in the very moment in which something new is to be sent."""

from __future__ import annotations

import asyncio

from bot.delivery import Delivery


class _Idle(Delivery):
    """Has nothing to send: what is tried here is how it waits."""

    def __init__(self) -> None:
        self._wake = asyncio.Event()
        self.waiting = asyncio.Event()

    async def look(self) -> float:
        self.waiting.set()
        return 5.0


async def test_a_message_at_the_moment_of_stopping_does_not_keep_it_alive() -> None:
    delivery = _Idle()
    running = asyncio.create_task(delivery.run())
    await delivery.waiting.wait()
    await asyncio.sleep(0)
    delivery._wake.set()
    await asyncio.sleep(0)
    running.cancel()
    done, _ = await asyncio.wait([running], timeout=5)
    running.cancel()
    assert done == {running}
    assert running.cancelled()
