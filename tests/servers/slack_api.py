"""The door of Slack's Web API: arguments, tokens, scopes, limits and faults; what a method does stands in the files beside this one."""

import asyncio
import json
import math
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.servers.slack_faults import Fault, Faults
from tests.servers.slack_limits import RateLimits
from tests.servers.slack_records import Channel, Json, Message, SlackError
from tests.servers.slack_workspace import Workspace

BOT_TOKEN, APP_TOKEN = "xoxb-loopback-bot", "xapp-1-A0LOOPBACK-loopback-app"
BOT_SCOPES = frozenset(
    "chat:write chat:write.public commands im:write im:history users:read users:read.email channels:read groups:read "
    "channels:history groups:history files:write app_mentions:read usergroups:read".split()
)
HTML = "<!DOCTYPE html><html><head><title>Slack</title></head><body>Something went wrong.</body></html>"


@dataclass
class Token:
    """`refusal` is what Slack answers once it is no good any more: token_revoked, account_inactive, token_expired."""

    kind: str  # bot or app
    scopes: set[str]
    refusal: str | None = None


@dataclass(frozen=True)
class Call:
    """One call as a method sees it."""

    args: Json
    scopes: set[str]

    def need(self, name: str) -> Any:
        """An argument that has to be there."""
        value = self.args.get(name)
        if value in (None, ""):
            raise invalid([f"[ERROR] missing required field: {name}"])
        return value

    def parsed(self, name: str, broken: str) -> Any:
        """An argument that is JSON, or JSON in a string as forms have it; None when absent."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise SlackError(broken) from None

    def number(self, name: str, default: int, most: int) -> int:
        try:
            return min(int(self.args.get(name) or default), most)
        except ValueError:
            raise SlackError("invalid_limit") from None

    def yes(self, name: str) -> bool:
        return str(self.args.get(name, "")).lower() in {"1", "true"}

    def scope(self, *any_of: str) -> None:
        """Raises missing_scope unless the token has one of these."""
        if not self.scopes.intersection(any_of):
            raise SlackError("missing_scope", needed=any_of[0], provided=",".join(sorted(self.scopes)))


def invalid(messages: list[str], code: str = "invalid_arguments") -> SlackError:
    """A refusal that says where the mistake is, as Slack does for blocks and arguments."""
    plain = [m.removeprefix("[ERROR] ") for m in messages]
    return SlackError(code, errors=plain, response_metadata={"messages": messages})


@dataclass(frozen=True)
class Method:
    """What a method does, its tier (None: no limit worth the name) and the scopes of which one is needed."""

    run: Callable[["SlackApi", Call], Json]
    tier: int | None
    scopes: tuple[str, ...] = ()
    token: str = "bot"
    posts: bool = False


@dataclass
class SlackApi:
    """Answers /api/<method>; `address` is this server's own, for the URLs it hands out."""

    workspace: Workspace
    methods: dict[str, Method]
    address: str = ""
    limits: RateLimits = field(default_factory=RateLimits)
    faults: Faults = field(default_factory=Faults)
    tokens: dict[str, Token] = field(
        default_factory=lambda: {
            BOT_TOKEN: Token("bot", set(BOT_SCOPES)),
            APP_TOKEN: Token("app", {"connections:write"}),
        }
    )
    counts: Counter[str] = field(default_factory=Counter)
    calls: deque[tuple[str, Json]] = field(default_factory=lambda: deque(maxlen=5000))
    on_post: Callable[[Channel, Message, str], None] = lambda *_: None
    new_ticket: Callable[[], str] = lambda: ""
    home_enabled: bool = True
    messages_tab_enabled: bool = True
    team_is_big: bool = False
    delay: float = 0  # seconds that every call takes, for benchmarks

    async def handle(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        args = await _arguments(request)
        self.counts[name] += 1
        self.calls.append((name, args))
        if self.delay:
            await asyncio.sleep(self.delay)
        fault = self.faults.take(name, args)
        if fault and (early := _before(fault, request)):
            return early
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(args.get("token", ""))
        status, body, headers = self._answer(name, args, token)
        if fault and (late := await _after(fault, request, body)):
            return late
        return web.Response(text=json.dumps(body, ensure_ascii=False), status=status, headers=headers, content_type="application/json")

    def _answer(self, name: str, args: Json, token: str) -> tuple[int, Json, dict[str, str]]:
        known = self.tokens.get(token)
        headers = {"x-oauth-scopes": ",".join(sorted(known.scopes))} if known else {}
        try:
            method, scopes = self._admit(name, known, token)
            call = Call(args, scopes)
            wait = self.limits.wait(name, method.tier, str(args.get("channel")) if method.posts else None)
            if wait:
                return 429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(math.ceil(wait - 1e-6))}
            return 200, {"ok": True, **method.run(self, call)}, headers
        except SlackError as refused:
            return 200, refused.body, headers

    def _admit(self, name: str, known: Token | None, token: str) -> tuple[Method, set[str]]:
        method = self.methods.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        if not token:
            raise SlackError("not_authed")
        if known is None:
            raise SlackError("invalid_auth")
        if known.refusal:
            raise SlackError(known.refusal)
        if known.kind != method.token:
            raise SlackError("not_allowed_token_type")
        if method.scopes:
            Call({}, known.scopes).scope(*method.scopes)
        return method, known.scopes

    def channel(self, name: str, *, to_post: bool = False, call: Call | None = None) -> Channel:
        """The channel of this id (or, to post, of a user id or name) that the bot may use. Raises as Slack does."""
        ws = self.workspace
        if to_post and name in ws.users:
            return self.direct(name)
        channel = ws.channels.get(name)
        if channel is None and to_post:
            channel = next((c for c in ws.channels.values() if c.name and c.name == name.removeprefix("#")), None)
        inside = channel is not None and "U0BOT" in channel.members
        if channel is None or (not inside and channel.kind != "channel"):
            raise SlackError("channel_not_found")
        if to_post and channel.archived:
            raise SlackError("is_archived")
        if to_post and not inside and "chat:write.public" not in (call.scopes if call else ()):
            raise SlackError("not_in_channel")
        if channel.im_user:
            self.direct(channel.im_user)
        return channel

    def direct(self, user: str) -> Channel:
        """The direct messages with a user. Raises user_not_found, user_disabled, cannot_dm_bot, messages_tab_disabled."""
        person = self.workspace.users.get(user)
        if person is None:
            raise SlackError("user_not_found")
        if person.deleted:
            raise SlackError("user_disabled")
        if person.is_bot or user == "USLACKBOT":
            raise SlackError("cannot_dm_bot")
        if not self.messages_tab_enabled:
            raise SlackError("messages_tab_disabled")
        return self.workspace.dm(user)


async def _arguments(request: web.Request) -> Json:
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        raw = await request.read()
        try:
            args |= json.loads(raw) if raw else {}
        except (ValueError, TypeError):
            return args | {"_broken": True}
    elif request.method == "POST":
        args |= dict(await request.post())
    return args


def _drop(request: web.Request) -> web.Response:
    """Closes the connection under the caller, who never sees an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _before(fault: Fault, request: web.Request) -> web.Response | None:
    match fault.kind:
        case "drop_before":
            return _drop(request)
        case "error":
            return web.json_response({"ok": False, "error": fault.code})
        case "status":
            return web.Response(status=fault.status, text="upstream error", content_type="text/plain")
        case "html":
            return web.Response(status=fault.status, text=HTML, content_type="text/html")
        case "ratelimited":
            headers = {"Retry-After": str(fault.seconds)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    return None


async def _after(fault: Fault, request: web.Request, body: Json) -> web.Response | None:
    match fault.kind:
        case "drop_after":
            return _drop(request)
        case "error_after":
            return web.json_response({"ok": False, "error": fault.code})
        case "cut_off":
            return web.Response(text=json.dumps(body)[: len(json.dumps(body)) // 2], content_type="application/json")
        case "bare":
            return web.json_response({"ok": True})
        case "slow":
            await fault.released.wait()
    return None
