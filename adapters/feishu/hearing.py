"""Hands on what came in, in order, and says when it is committed; presses are answered before their cards are redrawn."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

import structlog

from adapters.feishu import wire
from adapters.feishu.line import Json
from adapters.feishu.parse import MALFORMED, PRESSED, kind, parse
from adapters.feishu.pieces import shortened
from adapters.ordering import Order
from bot.conversation.event import Event
from bot.conversation.message import Field, Form, Section
from bot.ports import Outcome, Receive

PATIENCE = 3.0  # seconds that a press may take to be answered
KEPT = 2_000
HEADING = 16  # characters of a section's heading in a toast
V = TypeVar("V")

log = structlog.get_logger("feishu")


class Stopping(Exception):
    """Nothing new is taken: the platform may deliver it to somebody else, or later."""


class Hearing:
    """`bot` gives the bot's own account (asked for if it is needed and not known); `receive` is the engine while the adapter runs."""

    def __init__(self, bot: Callable[[bool], Awaitable[str]]) -> None:
        self._bot = bot
        self.receive: Receive | None = None
        self._order = Order()
        self._pressed: dict[str, asyncio.Event] = {}  # message -> set when the press on it has been answered
        self._whole: dict[str, str] = {}  # one part of a message -> the receipt of all of it

    async def hear(self, payload: bytes) -> tuple[Json | None, Callable[[], None]]:
        """An event of the long connection, see `take`."""
        try:
            said = json.loads(payload)
        except (ValueError, RecursionError) as error:
            log.warning("not understood", error=type(error).__name__)
            return None, _nothing
        return await self.take(said)

    async def take(self, payload: Mapping[str, Any]) -> tuple[Json | None, Callable[[], None]]:
        """Hands the event on and returns once it is committed: the answer to a press, and what to call when the answer is sent.

        Raises what the engine raises: the platform then sends the event again, or tells the person who pressed.
        """
        event = await self._parsed(payload)
        if event is None:
            return None, _nothing
        if self.receive is None:
            raise Stopping
        if kind(payload) != PRESSED:
            await self._handed(self.receive, event)
            return None, _nothing
        return await self._answered(self.receive, event)

    async def _parsed(self, payload: Mapping[str, Any]) -> Event | None:
        """None for what is malformed too: coming again would not mend it. Raises Refusal, Unanswered when the bot's account is missing."""
        try:
            message = (payload.get("event") or {}).get("message") or {}
            return parse(payload, await self._bot(bool(message.get("mentions"))))
        except MALFORMED as error:
            log.warning("not understood", type=_type(payload), error=type(error).__name__)
            return None

    async def _answered(self, receive: Receive, event: Event) -> tuple[Json | None, Callable[[], None]]:
        """A press. Its card is redrawn only after the answer went out: else the client would show the old one again."""
        message = event.source or ""
        event = replace(event, source=self._whole.get(message, message))
        answered = self._pressed[message] = asyncio.Event()

        def sent() -> None:
            answered.set()
            if self._pressed.get(message) is answered:
                del self._pressed[message]

        try:
            return toast(await self._handed(receive, event)), sent
        except BaseException:
            sent()
            raise

    async def _handed(self, receive: Receive, event: Event) -> Outcome:
        async with self._order.turn(event.place.address):
            try:
                return await receive(event)
            except Exception as error:
                log.warning("not heard", id=event.id, error=type(error).__name__)
                raise

    async def after_press(self, edits: str | None) -> None:
        """Returns when no press on this message waits for its answer."""
        for part in wire.parts(edits or ""):
            if pressed := self._pressed.get(part):
                with suppress(TimeoutError):
                    await asyncio.wait_for(pressed.wait(), PATIENCE)

    def sent(self, receipt: str) -> None:
        """Remembers which parts belong together, for presses on one of them."""
        parts = wire.parts(receipt)
        for part in parts if len(parts) > 1 else ():
            remember(self._whole, part, receipt)


def toast(outcome: Outcome) -> Json | None:
    """The answer to a press: what is wrong, and where in the form; or one short sentence, or nothing."""
    if outcome.errors:
        blocks = outcome.reply.blocks if outcome.reply else ()
        places = {f.name: _place(s, f) for block in blocks if isinstance(block, Form) for s in block.sections for f in s.fields}
        told = (f"{places[name]}{why}" if name in places and len(places) > 1 else why for name, why in outcome.errors.items())
        return {"toast": {"type": "error", "content": "\n".join(dict.fromkeys(told))[:300]}}
    return {"toast": {"type": "info", "content": outcome.toast[:300]}} if outcome.toast else None


def _place(section: Section, field: Field) -> str:
    """Where a question stands, as short as a toast has to be; what is wrong with its answer comes behind it."""
    where = " · ".join(part for part in (shortened(section.heading, HEADING), field.label) if part)
    return f"{where} " if where.endswith(("?", "？")) else f"{where}: "


def remember(store: dict[str, V], key: str, value: V) -> None:
    """Keeps the newest few thousand."""
    while len(store) >= KEPT:
        store.pop(next(iter(store)))
    store[key] = value


def _type(payload: object) -> str:
    return kind(payload)[:100] if isinstance(payload, Mapping) else ""


def _nothing() -> None:
    return None
