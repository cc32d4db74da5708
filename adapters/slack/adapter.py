"""Slack as a platform: the door through which everything comes in and goes out, over Socket Mode or HTTP."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack import checks, limits
from adapters.slack.client import Client
from adapters.slack.errors import FAILURES, problem, token_refused
from adapters.slack.forms import Forms
from adapters.slack.line import Line
from adapters.slack.parse import PLATFORM
from adapters.slack.people import People
from adapters.slack.sending import Sending
from adapters.slack.taking import Taking
from bot.ports import Abilities, Clock, Later, Never, Pace, Post, Problem, Profile, Receive, Uncertain

API_URL = "https://slack.com/api/"
PATH = "/slack/events"
PING, RETRY = 5.0, 10.0
# One message a second in a conversation, several hundred a minute in all, 50 redrawn (of all a little less). How large bursts may be is not
# published; Slack says so itself (429, Retry-After), and that is obeyed.
PACE = Pace(app=(limits.SPREAD_A_MINUTE, 60.0), conversation=(3, 3.0), edits=(49, 60.0), burst=20)


class Slack:
    """Implements bot.ports.Adapter. With an app token it opens a line (Socket Mode), else it is called at /slack/events (HTTP mode).

    `ping` is the seconds between signs of life on the line.
    """

    name = PLATFORM
    abilities = Abilities(forms=True, edits=True, private_answers=True, findable=True, hurried=True)

    def __init__(
        self,
        clock: Clock,
        *,
        bot_token: str,
        app_token: str | None = None,
        signing_secret: str | None = None,
        api_url: str = API_URL,
        ping: float = PING,
        pace: Pace = PACE,
    ) -> None:
        self.pace = pace
        self._clock, self._app_token = clock, app_token
        self._client = Client(bot_token, api_url if api_url.endswith("/") else f"{api_url}/")
        self._people = People(self._client.web)
        forms = Forms(self._client)
        self._sending = Sending(self._client, forms)
        self._taking = Taking(self._client, self._people, forms, clock)
        self._identity: AuthorizeResult | None = None
        self._refused: Problem | None = None  # why nothing can be said at this moment
        self._background: asyncio.Task[None] | None = None
        self._problem: Problem | None = Problem("slack", "not started", "wait a moment")
        # The SDK writes tracebacks and payloads into its log; what matters of it is in ours.
        quiet = logging.getLogger("okrbot.slack_sdk")
        quiet.setLevel(logging.CRITICAL + 1)

        async def authorize() -> AuthorizeResult:  # Bolt reads its argument names, and stumbles over a method's self
            return self._ourselves()

        self._app = AsyncApp(client=self._client.web, authorize=authorize, signing_secret=signing_secret or "", logger=quiet)
        self._app.use(self._taking)
        self._line = Line(self._app, app_token, ping) if app_token else None
        self._bot_token, self._signing_secret = bot_token, signing_secret or ""

    def __repr__(self) -> str:
        return f"Slack({'socket' if self._line else 'http'})"

    def routes(self) -> Sequence[Route]:
        return () if self._line else (Route(PATH, self._called, methods=["POST"]),)

    async def start(self, receive: Receive) -> None:
        await self._client.open()
        self._taking.receive = receive
        identified = await self._identify()
        self._background = asyncio.create_task(self._get_to_know(identified))
        if self._line is not None:
            await self._line.open()

    async def stop(self) -> None:
        await self._taking.finish()
        if self._background is not None:
            self._background.cancel()
            await asyncio.wait([self._background])
        if self._line is not None:
            await self._line.close()
        await self._client.close()

    async def send(self, post: Post) -> str:
        try:
            receipt = await self._sending.send(post)
        except Later as later:
            self._refused = token_refused(later) or self._refused
            raise
        self._refused = None
        return receipt

    async def find(self, post: Post) -> str | None:
        return await self._sending.find(post)

    def health(self) -> tuple[Problem, ...]:
        revoked = Problem("SLACK_BOT_TOKEN", "Slack has revoked the token", "install the app again and copy the new token")
        line = self._line.problem() if self._line else None
        found = (self._problem, revoked if self._taking.revoked else self._refused, line)
        return tuple(dict.fromkeys(p for p in found if p is not None))

    async def check(self) -> tuple[Problem, ...]:
        return await checks.check(self._bot_token, self._app_token, self._client.web.base_url, self._clock)

    async def people(self) -> tuple[Profile, ...]:
        if self._identity is None:
            await self._identify()
        return await self._people.everybody()

    async def somebody(self, account: str) -> Profile | None:
        return await self._people.profile(account)

    async def _called(self, request: Request) -> Response:
        if not self._proven(request.headers, await request.body()):  # Bolt reads the body before it looks at the signature
            return Response(status_code=401)
        try:
            return await AsyncSlackRequestHandler(self._app).handle(request)
        except (ValueError, TypeError, AttributeError, RecursionError):
            return Response(status_code=400)

    def _proven(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether Slack has signed it, and lately."""
        time, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        try:
            return time.isdecimal() and SignatureVerifier(self._signing_secret).is_valid(body, time, signature)
        except (ValueError, TypeError):  # the SDK stumbles over a time that is none, and a signature that no ASCII is
            return False

    def _ourselves(self) -> AuthorizeResult:
        """Who we are, asked once. While that is not known nothing is taken: Bolt answers 500 and Slack sends it again."""
        if self._identity is None:
            raise LookupError("slack: not identified yet")
        return self._identity

    async def _get_to_know(self, me: AuthorizeResult | None) -> None:
        """Ourselves, until Slack has said who we are; then the people."""
        for _ in itertools.count():
            if me is not None:
                break
            await asyncio.sleep(RETRY)
            me = await self._identify()
        with suppress(Later, Never, Uncertain):
            await self._people.warm()

    async def _identify(self) -> AuthorizeResult | None:
        try:
            me = await self._client.web.auth_test()
            team, user = me["team_id"], me["user_id"]
        except (*FAILURES, KeyError) as error:
            self._problem = problem(error, "SLACK_BOT_TOKEN")
            return None
        self._taking.bot, self._problem = user, None
        self._people.home = frozenset(filter(None, (team, me.get("enterprise_id"))))
        self._identity = AuthorizeResult(
            enterprise_id=me.get("enterprise_id"),
            team_id=team,
            bot_token=self._bot_token,
            bot_id=me.get("bot_id"),
            bot_user_id=user,
        )
        return self._identity
