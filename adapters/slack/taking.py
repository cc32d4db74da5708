"""Takes what Slack sends: handed to the engine first, acknowledged only when that has stored it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.ordering import Order
from adapters.slack.client import Client, metadata_for
from adapters.slack.forms import Forms
from adapters.slack.parse import Around, OpenForm, errors, mentions_in, parse, who
from adapters.slack.people import People, listed
from adapters.slack.render import render
from adapters.slack.wire import Receipt
from bot.conversation.event import Event, Filled, Said, Sender
from bot.conversation.message import Message
from bot.ports import Clock, Later, Never, Outcome, Receive, Uncertain

Json = Mapping[str, Any]
PATIENCE = 2.0  # seconds that what is under way gets when the bot stops
OPENING = 1.5  # seconds within which a form is opened before the press is acknowledged; Slack waits three
REOPEN = "resume"  # what is said for a form that nobody remembers any more: the engine then shows it anew

log = structlog.get_logger("slack")


class Taking(AsyncMiddleware):
    """The only middleware of ours, behind Bolt's own (signature, authorization, own events). It answers everything itself.

    Bolt's listeners acknowledge an event before they run, which would lose it in a crash; here 200 means stored, 500 means
    that Slack is to send it again.
    """

    def __init__(self, client: Client, people: People, forms: Forms, clock: Clock) -> None:
        self.client, self.people, self.forms, self.clock = client, people, forms, clock
        self.bot = ""
        self.receive: Receive | None = None
        self.revoked = False
        self.order = Order()
        self._later: set[asyncio.Task[bool]] = set()

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 Bolt's own name
    ) -> BoltResponse:
        return await self.take(req.body)

    async def take(self, body: Json) -> BoltResponse:
        """One payload: 200, for a modal with what is wrong in it, or 500 when it could not be stored."""
        receive, account = self.receive, who(body)
        if receive is None:
            return BoltResponse(status=503, body="")
        if account is None:
            return await self._listed(body, receive) or self._noted(body)
        async with self.order.turn(account):
            try:
                event = await self._read(body, account)
            except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                log.warning("not_understood", type=str(body.get("type")), error=type(error).__name__)
                return _ok()
            try:
                return await self._hand(event, body, receive) if event else self._noted(body)
            except Exception as error:  # noqa: BLE001 whatever went wrong, it is not stored: Slack has to send it again
                log.warning("not_stored", type=str(body.get("type")), error=_one_line(error))
                return BoltResponse(status=500, body="")

    async def finish(self) -> None:
        """Takes nothing new and waits for what is under way."""
        self.receive = None
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self.order.idle()
                if self._later:
                    await asyncio.wait(self._later)

    async def _read(self, body: Json, account: str) -> Event | OpenForm | None:
        """Whether it is for us is known without asking Slack; only then it is asked who did it and whom they named."""
        around = Around(self.bot, self.clock.now(), Sender(account), {})
        first = parse(body, around)
        if not isinstance(first, Event):
            return first
        named = tuple(a for a in mentions_in(body) if a != self.bot)
        if not named:  # who is known is not waited for, not even for a turn of the loop: what is stored at once is acknowledged at once
            return parse(body, replace(around, sender=await self.people.sender(account)))
        sender, names = await asyncio.gather(self.people.sender(account), self.people.names(named))
        return parse(body, replace(around, sender=sender, names=names))

    async def _hand(self, event: Event | OpenForm, body: Json, receive: Receive) -> BoltResponse:
        if isinstance(event, OpenForm):
            return await self._opened(event, receive)
        outcome = await receive(event)
        if not (outcome.errors and isinstance(event.content, Filled)):
            return _ok()
        if body.get("type") == "view_submission":
            answer = {"response_action": "errors", "errors": errors(body["view"], outcome.errors)}
            return BoltResponse(status=200, body=json.dumps(answer), headers={"Content-Type": "application/json"})
        self._after("correct", self._correct(event, outcome))
        return _ok()

    async def _listed(self, body: Json, receive: Receive) -> BoltResponse | None:
        """A member who has changed, come or left; None where it is about nobody."""
        try:
            event = listed(body, self.clock.now())
            if event is None:
                return None
            self.people.changed(event.sender.account)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.warning("not_understood", type=str(body.get("type")), error=type(error).__name__)
            return None
        async with self.order.turn(event.sender.account):
            try:
                await receive(event)
            except Exception as error:  # noqa: BLE001 as in take
                log.warning("not_stored", type="listed", error=_one_line(error))
                return BoltResponse(status=500, body="")
        return _ok()

    def _noted(self, body: Json) -> BoltResponse:
        """What is nobody's doing, but may change what we know."""
        event = body.get("event") or {}
        match event.get("type"):
            case "tokens_revoked" | "app_uninstalled":
                self.revoked = True
        return _ok()

    def _after(self, what: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[bool]:
        """Does it behind the acknowledgement; whether it went well."""
        task = asyncio.create_task(_told(what, work))
        self._later.add(task)
        task.add_done_callback(self._later.discard)
        return task

    async def _opened(self, wanted: OpenForm, receive: Receive) -> BoltResponse:
        """Acknowledged when it is done or takes long; what fails before is not, so that Slack tells whoever pressed."""
        task = self._after("open", self._open(wanted, receive))
        await asyncio.wait({task}, timeout=OPENING)
        return BoltResponse(status=500, body="") if task.done() and not task.result() else _ok()

    async def _open(self, wanted: OpenForm, receive: Receive) -> None:
        if not await self.forms.open(wanted):
            event = wanted.event
            asked = Said(REOPEN, ref=wanted.press.ref, pressed=True)
            await receive(Event(event.id, event.place, event.sender, asked, event.at, event.via, event.source))

    async def _correct(self, event: Event, outcome: Outcome) -> None:
        """A form in a message that has to be corrected: the message is drawn anew with what is wrong; what was typed stays."""
        if outcome.reply is None or event.source is None:
            return
        try:
            await self._redraw(outcome.reply, Receipt.load(event.source), event)
        except (Later, Never, Uncertain) as error:
            log.warning("errors_not_shown", reason=str(error))

    async def _redraw(self, message: Message, source: Receipt, event: Event) -> None:
        parts = render(message)
        form = next((n for n, part in enumerate(parts) if any(b["type"] == "input" for b in part.blocks)), 0)
        if source.reader and "answer" in event.via:
            await self.client.answer(event.via["answer"], parts[form], private=True, replace=True)
            return
        data = await self.client.one(source.channel, source.stamps[0])
        key = str((data or {}).get("key") or f"form:{event.id}")
        await self.client.redraw(source.channel, source.stamps[0], parts[form], metadata_for(key, parts[form], form, len(parts)))


async def _told(what: str, work: Coroutine[Any, Any, None]) -> bool:
    try:
        await work
    except Exception as error:  # noqa: BLE001 nobody waits for it, so it is told here
        log.warning("not_done", what=what, error=_one_line(error))
        return False
    return True


def _one_line(error: Exception) -> str:
    """The first line of it: databases put what people typed on the next."""
    return f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''}"


def _ok() -> BoltResponse:
    return BoltResponse(status=200, body="")
