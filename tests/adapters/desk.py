"""The engine's part in tests of adapters: it remembers each event once, in the order of arrival, and answers what the test wants."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable

from bot.conversation.event import Event
from bot.conversation.message import Message
from bot.ports import Adapter, Outcome, Post

Answered = Message | Outcome | None
Answer = Callable[[Event], Answered | Awaitable[Answered]]


class Desk:
    """`answer`: a message is sent by way of `adapter`, an outcome goes back as it is. `failing`: so many events cannot be stored.

    `before` is awaited while an event is under way; `in_place`: answers redraw the message that was used.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.seen: set[str] = set()
        self.repeated = self.failing = 0
        self.receipts: list[str] = []
        self.answer: Answer = lambda _: None
        self.in_place = False
        self.before: Callable[[Event], Awaitable[None]] | None = None
        self.adapter: Adapter | None = None
        self.changed = asyncio.Condition()
        self.sending: set[asyncio.Task[None]] = set()

    async def receive(self, event: Event) -> Outcome:
        if self.before:
            await self.before(event)
        if self.failing:
            self.failing -= 1
            await self._wake()
            raise RuntimeError("disk full")
        if event.id in self.seen:
            self.repeated += 1
            await self._wake()
            return Outcome(duplicate=True)
        self.seen.add(event.id)
        self.events.append(event)
        said = self.answer(event)
        answered = await said if inspect.isawaitable(said) else said
        if isinstance(answered, Message):
            task = asyncio.get_running_loop().create_task(self._send(event, answered))
            self.sending.add(task)
            task.add_done_callback(self.sending.discard)
            await asyncio.sleep(0)  # as from an outbox: the sending begins before the event is acknowledged
            answered = Outcome(reply=answered)
        await self._wake()
        return answered or Outcome()

    async def _send(self, event: Event, message: Message) -> None:
        assert self.adapter is not None
        edits = event.source if self.in_place else None
        self.receipts.append(await self.adapter.send(Post(f"reply:{event.id}", event.place, message, event.via, edits)))
        await self._wake()

    async def _wake(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def until(self, true: Callable[[], object]) -> None:
        """Waits for events, never for time."""
        async with self.changed, asyncio.timeout(20):
            await self.changed.wait_for(true)

    async def hears(self, count: int = 1) -> list[Event]:
        """Waits until so many events are there."""
        await self.until(lambda: len(self.events) >= count)
        return self.events

    @property
    def said(self) -> list[str]:
        return [event.content.text for event in self.events]  # type: ignore[union-attr]
