"""DingTalk as a platform: the door through which everything comes in and goes out, over the Stream or HTTP callbacks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from starlette.routing import Route

from adapters.acquaintance import Acquaintance
from adapters.dingtalk import checks, limits
from adapters.dingtalk.callbacks import Callbacks
from adapters.dingtalk.cards import PUBLIC_TEMPLATE, Cards
from adapters.dingtalk.client import Client
from adapters.dingtalk.pace import Pacing
from adapters.dingtalk.people import everybody, met
from adapters.dingtalk.robot import Robot
from adapters.dingtalk.sending import Sending
from adapters.dingtalk.stream import DRAIN, PING, PONG, Stream, backoff
from adapters.dingtalk.taking import Taking
from adapters.dingtalk.wire import PLATFORM, ROUTE, Template
from bot.ports import Abilities, Pace, Post, Problem, Profile, Receive

API_BASE, OAPI_BASE = "https://api.dingtalk.com", "https://oapi.dingtalk.com"
NO_CARDS = "none"
AGAIN = 30.0  # seconds until DingTalk is told again where presses go
UNTOLD = "it is told again twice a minute; check OKRBOT_PUBLIC_URL and the permission Card.Instance.Write"
PATIENCE = 2.0  # seconds that what is under way is given at the end
# DingTalk's limits go by API and by webhook: pace.py keeps them, whatever way a message takes. What the bot says of itself takes one API.
PACE = Pace(app=(limits.CALLS_A_SECOND, limits.SPREAD), conversation=(100, 1.0), edits=(limits.REDRAWN_A_SECOND, 1.1), burst=5)
UNLIMITED = Pace(app=(10**6, 1.0), conversation=(10**6, 1.0))


class DingTalk:
    """Implements bot.ports.Adapter. A callback secret means HTTP mode, else the Stream.

    `robot_code` None = the client id; `card_template` None = the public one, "none" = no button cards; `form_template` None = no forms,
    questions come one by one.
    `public_url`: where DingTalk reaches us in HTTP mode, for registering the cards' route. `limited` False: no pacing, for benchmarks.
    `retry` gives the seconds to wait after so many failed connections.
    """

    name = PLATFORM

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        now: Callable[[], datetime],
        robot_code: str | None = None,
        api_base: str = API_BASE,
        oapi_base: str = OAPI_BASE,
        card_template: str | None = None,
        form_template: str | None = None,
        callback_secret: str | None = None,
        public_url: str | None = None,
        limited: bool = True,
        retry: Callable[[int], float] = backoff,
        ping: tuple[float, float] = (PING, PONG),
        drain: float = DRAIN,
    ) -> None:
        pacing = Pacing(limited=limited)
        self.pace = replace(PACE, share=pacing.share) if limited else UNLIMITED
        self._now, self._robot_code, self._public_url = now, robot_code or client_id, public_url
        self._client = Client(client_id, client_secret, api_base=api_base, oapi_base=oapi_base, now=now, pacing=pacing)
        chosen: dict[Template, str] = {"form": form_template or NO_CARDS, "buttons": card_template or PUBLIC_TEMPLATE}
        templates = {kind: template for kind, template in chosen.items() if template.lower() != NO_CARDS}
        self._cards = Cards(self._client, self._robot_code, templates, ROUTE if callback_secret else None, now)
        sending = Sending(self._client, Robot(self._client, self._robot_code, now), self._cards)
        self._sending = sending
        self._acquaintance = Acquaintance(lambda account: met(self._client, account))
        self._taking = Taking(sending, self._robot_code, now)
        self._callbacks = Callbacks(self._taking, client_secret, callback_secret, now) if callback_secret else None
        self._registering: asyncio.Task[None] | None = None
        self._unregistered: Problem | None = None
        self._stream = None if callback_secret else Stream(self._client, self._taking, retry=retry, ping=ping[0], pong=ping[1], drain=drain)

    def __repr__(self) -> str:
        return f"DingTalk({'http' if self._callbacks else 'stream'}, {self._cards.levels()[0]})"

    @property
    def abilities(self) -> Abilities:
        """What works at this moment: cards and forms fall back by themselves when DingTalk refuses them."""
        best = self._cards.levels()[0]
        return Abilities(forms=best == "form", edits=best != "plain", private_answers=False, findable=best != "plain", hurried=True)

    def routes(self) -> Sequence[Route]:
        return self._callbacks.routes() if self._callbacks else ()

    async def start(self, receive: Receive) -> None:
        self._taking.receive = receive
        if self._stream is not None:
            await self._stream.start()
        elif self._callbacks is not None and self._public_url and not await self._registered():
            self._registering = asyncio.create_task(self._register())

    async def _registered(self) -> bool:
        """Whether DingTalk has been told where presses go."""
        assert self._callbacks is not None
        why = await self._callbacks.register(self._client, self._public_url or "")
        self._unregistered = Problem("dingtalk", f"it was not told where presses on cards go: {why}", UNTOLD) if why else None
        return not why

    async def _register(self) -> None:
        """Until it has."""
        while True:
            await asyncio.sleep(AGAIN)
            if await self._registered():
                return

    async def stop(self) -> None:
        await self._taking.finish(PATIENCE)
        if self._registering is not None:
            self._registering.cancel()
            await asyncio.wait([self._registering])
        if self._stream is not None:
            await self._stream.close()
        await self._client.close()

    async def send(self, post: Post) -> str:
        return await self._sending.send(post)

    async def find(self, post: Post) -> str | None:
        return await self._sending.find(post)

    def health(self) -> tuple[Problem, ...]:
        if self._taking.receive is None:
            return (Problem("dingtalk", "not started, or stopping", "wait a moment"),)
        problem = self._stream.problem() if self._stream else self._unregistered
        return tuple(dict.fromkeys(found for found in (problem, self._sending.barred) if found))

    async def check(self) -> tuple[Problem, ...]:
        stream = self._stream is not None
        return await checks.check(self._client, self._cards, self._robot_code, self._now, stream=stream, public_url=self._public_url)

    async def people(self) -> tuple[Profile, ...]:
        return await everybody(self._client)

    async def somebody(self, account: str) -> Profile | None:
        return await self._acquaintance.somebody(account)
