"""Feishu and Lark as a platform: what comes in through the long connection or the webhook, what goes out through the open API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.feishu import contacts, doctor, limits, wire
from adapters.feishu.client import Client
from adapters.feishu.errors import Refusal, Unanswered, verdict
from adapters.feishu.lanes import Lanes
from adapters.feishu.line import Timing
from adapters.feishu.parse import PLATFORM, PRESSED, kind, parse
from adapters.feishu.sender import Sender
from adapters.feishu.socket import LongConnection
from adapters.feishu.webhook import MOST, Challenge, Seal
from bot.conversation.event import Event
from bot.conversation.message import Form
from bot.ports import Abilities, Forged, Later, Never, Outcome, Pace, Post, Problem, Profile, Receive, Uncertain

Json = dict[str, Any]
V = TypeVar("V")
ASKABLE = timedelta(minutes=55)  # the platform remembers a uuid for an hour
PATIENCE = 3.0  # seconds that a press may take to be answered
KEPT = 2_000


class Feishu:
    """Implements bot.ports.Adapter. A verification token or an encrypt key means webhook mode; `limited` False switches pacing off."""

    name = PLATFORM
    abilities = Abilities(forms=True, edits=True, private_answers=False, findable=True)
    pace = Pace(app=(limits.CALLS_A_SECOND, 1.0), conversation=(5, 1.0))

    def __init__(
        self,
        *,
        app_id: str,
        app_secret: str,
        now: Callable[[], datetime],
        domain: str = "https://open.feishu.cn",
        verification_token: str = "",
        encrypt_key: str = "",
        limited: bool = True,
        timing: Timing | None = None,
    ) -> None:
        self._app_id, self._secret, self._domain, self._now, self._limited = app_id, app_secret, domain.rstrip("/"), now, limited
        self._seal = Seal(verification_token, encrypt_key) if verification_token or encrypt_key else None
        self._line = None if self._seal else LongConnection(app_id, app_secret, self._domain, self._hear, timing)
        self._opened: Client | None = None
        self._sender: Sender | None = None
        self._receive: Receive | None = None
        self._bot = ""
        self._lanes = Lanes()
        self._pressed: dict[str, asyncio.Event] = {}  # message -> set when the press on it has been answered
        self._whole: dict[str, str] = {}  # one part of a message -> the receipt of all of it
        self._unsure: dict[str, datetime] = {}  # key of a post -> when it was first tried
        self._people: tuple[float, tuple[str, ...]] = (0.0, ())

    def __repr__(self) -> str:
        return f"Feishu({self._app_id}, {self._domain})"

    # --- life ------------------------------------------------------------------------------------------------------------------

    def routes(self) -> Sequence[Route]:
        if self._seal is None:
            return ()
        return [Route(path, self._posted, methods=["POST"]) for path in ("/feishu/events", "/feishu/cards")]

    async def start(self, receive: Receive) -> None:
        self._receive = receive
        with suppress(Refusal, Unanswered):
            await self._bot_id()
        if self._line is not None:
            await self._line.start()

    async def stop(self) -> None:
        if self._line is not None:
            await self._line.stop()
        self._receive = None
        if self._opened is not None:
            await self._opened.close()
        self._opened = self._sender = None

    @property
    def _client(self) -> Client:
        """Opened when first needed: it wants a running loop."""
        if self._opened is None:
            self._opened = Client(self._app_id, self._secret, self._domain, limited=self._limited)
        return self._opened

    def health(self) -> tuple[Problem, ...]:
        if self._receive is None:
            return (Problem(PLATFORM, "it is not started, or is stopping", "wait a moment"),)
        if self._line is not None and self._line.problem:
            return (Problem(PLATFORM, self._line.problem, "run okrbot doctor, which says what to mend; it connects again by itself"),)
        return ()

    async def check(self) -> tuple[Problem, ...]:
        return await doctor.check(self._client, self._now)

    async def people(self) -> tuple[Profile, ...]:
        """Everybody the app may see. Raises Later, Never, Uncertain."""
        try:
            return await contacts.people(self._client)
        except (Refusal, Unanswered) as problem:
            raise verdict(problem, self._client.scope_page) from problem

    # --- in --------------------------------------------------------------------------------------------------------------------

    async def _posted(self, request: Request) -> Response:
        """A request of the platform. Nothing happens unless it proves where it comes from."""
        if int(request.headers.get("content-length") or 0) > MOST or self._seal is None:
            return Response(status_code=413)
        body = await request.body()
        try:
            opened = self._seal.open(request.headers, body, self._now())
        except Forged:
            return Response(status_code=401)
        except ValueError:
            return Response(status_code=400)
        if isinstance(opened, Challenge):
            return JSONResponse({"challenge": opened.challenge})
        answer, sent = await self._take(opened)
        return JSONResponse(answer or {}, background=BackgroundTask(sent))

    async def _hear(self, payload: bytes) -> tuple[Json | None, Callable[[], None]]:
        """An event of the long connection."""
        return await self._take(json.loads(payload))

    async def _take(self, payload: Mapping[str, Any]) -> tuple[Json | None, Callable[[], None]]:
        """Hands the event on and returns once it is committed, with the answer to a press."""
        try:
            event = parse(payload, await self._bot_for(payload))
        except (KeyError, TypeError, ValueError, AttributeError):
            event = None  # malformed: coming again would not mend it
        if event is None or self._receive is None:
            if event is not None:
                raise Uncertain("stopping")
            return None, _nothing
        if kind(payload) != PRESSED:
            await self._handed(self._receive, event)
            return None, _nothing
        return await self._answered(self._receive, event)

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
        async with self._lanes.turn(event.place.address):
            return await receive(event)

    async def _bot_for(self, payload: Mapping[str, Any]) -> str:
        """The bot's own account, needed to know whether it is meant. Raises Refusal, Unanswered: then the event comes again."""
        message = (payload.get("event") or {}).get("message") or {}
        return await self._bot_id() if message.get("mentions") else self._bot

    async def _bot_id(self) -> str:
        if not self._bot:
            answer = await self._client.call("GET", "/bot/v3/info")
            self._bot = str((answer.get("bot") or {}).get("open_id") or "")
        return self._bot

    # --- out -------------------------------------------------------------------------------------------------------------------

    async def send(self, post: Post) -> str:
        await self._after_press(post.edits)
        if self._sender is None:
            self._sender = Sender(self._client)
        people = await self._colleagues() if post.place.direct and _asks_for_person(post) else ()
        try:
            receipt = await self._sender.send(post, people)
        except Uncertain:
            _remember(self._unsure, post.key, self._unsure.get(post.key, self._now()))
            raise
        self._unsure.pop(post.key, None)
        parts = wire.parts(receipt)
        for part in parts if len(parts) > 1 else ():
            _remember(self._whole, part, receipt)
        return receipt

    async def find(self, post: Post) -> str | None:
        """The platform is asked by sending again: within an hour the same post answers with the first one's receipt, if there is one."""
        known = [at for at in (post.since, self._unsure.get(post.key)) if at is not None]
        if post.edits is None and (not known or self._now() - min(known) > ASKABLE):
            raise Never("the platform can be asked about a message for an hour only")
        try:
            return await self.send(post)
        except Uncertain as unsure:
            raise Later(5, "conversation", str(unsure)) from unsure

    async def _after_press(self, edits: str | None) -> None:
        for part in wire.parts(edits or ""):
            if pressed := self._pressed.get(part):
                with suppress(TimeoutError):
                    await asyncio.wait_for(pressed.wait(), PATIENCE)

    async def _colleagues(self) -> tuple[str, ...]:
        """Whom a person field can offer in a direct chat; nobody where there are too many to offer, or they cannot be listed."""
        until, known = self._people
        now = asyncio.get_running_loop().time()
        if now < until:
            return known
        found: tuple[Profile, ...] = ()
        with suppress(Refusal, Unanswered, TimeoutError):
            found = await asyncio.wait_for(contacts.people(self._client, limits.PERSON_OPTIONS), PATIENCE)
        active = tuple(person.account for person in sorted(found, key=lambda p: p.name) if person.active)
        self._people = (now + 3600, active if len(found) <= limits.PERSON_OPTIONS else ())
        return self._people[1]


def toast(outcome: Outcome) -> Json | None:
    """The answer to a press: what went wrong, or one short sentence, or nothing."""
    if outcome.errors:
        return {"toast": {"type": "error", "content": "\n".join(dict.fromkeys(outcome.errors.values()))[:300]}}
    return {"toast": {"type": "info", "content": outcome.toast[:300]}} if outcome.toast else None


def _asks_for_person(post: Post) -> bool:
    forms = (block for block in post.message.blocks if isinstance(block, Form))
    return any(field.kind == "person" for form in forms for section in form.sections for field in section.fields)


def _remember(store: dict[str, V], key: str, value: V) -> None:
    while len(store) >= KEPT:
        store.pop(next(iter(store)))
    store[key] = value


def _nothing() -> None:
    return None
