"""Feishu and Lark as a platform: what comes in through the long connection or the webhook, what goes out through the open API."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.acquaintance import Acquaintance
from adapters.feishu import contacts, doctor, limits
from adapters.feishu.client import Client
from adapters.feishu.errors import Refusal, Unanswered, verdict
from adapters.feishu.hearing import PATIENCE, Hearing, remember
from adapters.feishu.line import Timing
from adapters.feishu.parse import PLATFORM
from adapters.feishu.sender import Sender
from adapters.feishu.socket import LongConnection
from adapters.feishu.webhook import MOST, Challenge, Seal
from adapters.http import bounded
from bot.conversation.message import Form
from bot.ports import Abilities, Forged, Later, Never, Pace, Post, Problem, Profile, Receive, Uncertain

ASKABLE = timedelta(minutes=55)  # the platform remembers a uuid for an hour
AGAIN = 5.0  # seconds between two attempts to learn who the bot is

log = structlog.get_logger("feishu")


SPREAD = (limits.SPREAD_A_MINUTE, 60.0)
PACE = Pace(app=SPREAD, conversation=(5, 1.0), edits=SPREAD, burst=20, start=10)
UNLIMITED = Pace(app=(10**6, 1.0), conversation=(10**6, 1.0))


class Feishu:
    """Implements bot.ports.Adapter. A verification token or an encrypt key means webhook mode; `limited` False switches pacing off."""

    name = PLATFORM
    abilities = Abilities(forms=True, edits=True, private_answers=False, findable=True, toasts=True, hurried=True)

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
        self.pace = PACE if limited else UNLIMITED
        self._app_id, self._secret, self._domain, self._now, self._limited = app_id, app_secret, domain.rstrip("/"), now, limited
        self._seal = Seal(verification_token, encrypt_key) if verification_token or encrypt_key else None
        self._hearing = Hearing(self._bot_id)
        self._line = None if self._seal else LongConnection(app_id, app_secret, self._domain, self._hearing.hear, timing)
        self._opened: Client | None = None
        self._sender: Sender | None = None
        self._bot = ""
        self._stranger = "not connected yet"
        self._introducing: asyncio.Task[None] | None = None
        self._unsure: dict[str, datetime] = {}  # key of a post -> when it was first tried
        self._people: tuple[float, tuple[str, ...]] = (0.0, ())
        self._acquaintance = Acquaintance(self._listed)

    def __repr__(self) -> str:
        return f"Feishu({self._app_id}, {self._domain})"

    # --- life ------------------------------------------------------------------------------------------------------------------

    def routes(self) -> Sequence[Route]:
        if self._seal is None:
            return ()
        return [Route(path, self._posted, methods=["POST"]) for path in ("/feishu/events", "/feishu/cards")]

    async def start(self, receive: Receive) -> None:
        self._hearing.receive = receive
        await asyncio.gather(self._introduced(), *([self._line.start()] if self._line is not None else []))
        if not self._bot:
            self._introducing = asyncio.create_task(self._introduce())

    async def stop(self) -> None:
        if self._line is not None:
            await self._line.stop()
        if self._introducing is not None:
            self._introducing.cancel()
            await asyncio.gather(self._introducing, return_exceptions=True)
        self._hearing.receive = self._introducing = None
        if self._opened is not None:
            await self._opened.close()
        self._opened = self._sender = None

    async def _introduce(self) -> None:
        """Until the platform has said who the bot is."""
        while not await self._introduced():  # noqa: ASYNC110 (the platform is asked, no state of ours)
            await asyncio.sleep(AGAIN)

    async def _introduced(self) -> bool:
        try:
            self._stranger = "" if await self._bot_id() else "the bot is not switched on in this company"
        except (Refusal, Unanswered) as problem:
            self._stranger = str(problem)
        return not self._stranger

    @property
    def _client(self) -> Client:
        """Opened when first needed: it wants a running loop."""
        if self._opened is None:
            self._opened = Client(self._app_id, self._secret, self._domain, limited=self._limited)
        return self._opened

    def health(self) -> tuple[Problem, ...]:
        if self._hearing.receive is None:
            return (Problem(PLATFORM, "it is not started, or is stopping", "wait a moment"),)
        problem = (self._line.problem if self._line is not None else None) or self._stranger
        return (Problem(PLATFORM, problem, "run okrbot doctor, which says what to mend; it connects again by itself"),) if problem else ()

    async def check(self) -> tuple[Problem, ...]:
        return await doctor.check(self._client, self._now)

    async def people(self) -> tuple[Profile, ...]:
        """Everybody the app may see. Raises Later, Never, Uncertain."""
        try:
            return await contacts.people(self._client)
        except (Refusal, Unanswered) as problem:
            raise verdict(problem, self._client.scope_page) from problem

    async def somebody(self, account: str) -> Profile | None:
        return await self._acquaintance.somebody(account)

    async def _listed(self, account: str) -> Profile | None:
        """Raises Later, Never, Uncertain."""
        try:
            return await contacts.somebody(self._client, account)
        except (Refusal, Unanswered) as problem:
            raise verdict(problem, self._client.scope_page) from problem

    # --- in --------------------------------------------------------------------------------------------------------------------

    async def _posted(self, request: Request) -> Response:
        """A request of the platform. Nothing happens unless it proves where it comes from."""
        body = await bounded(request, MOST)
        if body is None:
            return Response(status_code=413)
        assert self._seal is not None  # else there is no such address
        try:
            opened = self._seal.open(request.headers, body, self._now())
        except Forged as forged:
            log.warning("refused", reason=str(forged))
            return Response(status_code=401)
        except ValueError:
            return Response(status_code=400)
        if isinstance(opened, Challenge):
            return JSONResponse({"challenge": opened.challenge})
        try:
            answer, sent = await self._hearing.take(opened)
        except Exception:  # noqa: BLE001 (it is logged where it happened; the platform delivers the event again)
            return Response(status_code=500)
        return JSONResponse(answer or {}, background=BackgroundTask(sent))

    async def _bot_id(self, needed: bool = True) -> str:
        """The bot's own account; empty when it is not known and not `needed`. Raises Refusal, Unanswered."""
        if not self._bot and needed:
            answer = await self._client.call("GET", "/bot/v3/info")
            self._bot = str((answer.get("bot") or {}).get("open_id") or "")
        return self._bot

    # --- out -------------------------------------------------------------------------------------------------------------------

    async def send(self, post: Post) -> str:
        await self._hearing.after_press(post.edits)
        if self._sender is None:
            self._sender = Sender(self._client)
        people = await self._colleagues() if post.place.direct and _asks_for_person(post) else ()
        try:
            receipt = await self._sender.send(post, people)
        except Uncertain:
            remember(self._unsure, post.key, self._unsure.get(post.key, self._now()))
            raise
        self._unsure.pop(post.key, None)
        self._hearing.sent(receipt)
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


def _asks_for_person(post: Post) -> bool:
    forms = (block for block in post.message.blocks if isinstance(block, Form))
    return any(field.kind == "person" for form in forms for section in form.sections for field in section.fields)
