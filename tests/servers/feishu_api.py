"""The door of Feishu's open API: tokens, scopes, limits and faults; what a call does stands in the files beside this one."""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from aiohttp import web

from tests.servers.feishu_faults import HTML, Fault, Faults
from tests.servers.feishu_limits import RateLimits
from tests.servers.feishu_tenant import APP_ID, APP_SECRET, FeishuError, Json, Tenant

SCOPES = frozenset(
    "im:message im:message:send_as_bot im:message.p2p_msg:readonly im:message.group_at_msg:readonly im:resource "
    "im:chat.access_event.bot_p2p_chat:read im:chat.members:bot_access contact:contact.base:readonly contact:user.base:readonly "
    "im:chat:readonly contact:user.email:readonly "
    "contact:user.department:readonly contact:department.base:readonly contact:department.organize:readonly "
    "contact:user.employee:readonly".split()
)
TOKEN_PATH, SCOPES_PATH = "/auth/v3/tenant_access_token/internal", "/application/v6/scopes"
LIFE = 7200


@dataclass(frozen=True)
class Call:
    """One call as it is answered: placeholders of the path, query, body (JSON or form)."""

    path: dict[str, str]
    query: dict[str, str]
    body: Json
    lists: dict[str, list[str]] = field(default_factory=dict)

    def need(self, name: str) -> Any:
        value = self.body.get(name)
        if value in (None, ""):
            raise FeishuError(99992402, f"field validation failed: {name} is required")
        return value

    def page(self, everything: list[Json]) -> Json:
        """One page of at most 50."""
        size, start = min(int(self.query.get("page_size", 10)), 50), int(self.query.get("page_token") or 0)
        items, more = everything[start : start + size], start + size < len(everything)
        return {"items": items, "has_more": more} | ({"page_token": str(start + size)} if more else {})


Run = Callable[["FeishuApi", Call], Json]


@dataclass(frozen=True)
class Api:
    """What an API does and the scopes of which one is needed; a `bare` one has no "data" around its answer."""

    run: Run
    scopes: tuple[str, ...] = ()
    bare: bool = False


@dataclass
class FeishuApi:
    """Answers /open-apis/...; `apis` maps "POST /im/v1/messages/:id/reply" to what it does."""

    tenant: Tenant
    apis: dict[str, Api]
    address: str = ""
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    faults: Faults = field(default_factory=Faults)
    limits: RateLimits = field(default_factory=RateLimits)
    calls: Counter[str] = field(default_factory=Counter)
    latency: float = 0.0  # seconds every call takes
    clock_skew: float = 0.0  # how far this side's Date header is ahead
    uuids: dict[str, tuple[str, float]] = field(default_factory=dict)
    being_sent: set[str] = field(default_factory=set)
    tokens: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._routes = [(name, re.compile(_pattern(name))) for name in self.apis]

    def revoke_tokens(self) -> None:
        """Every token given out is refused from now on, though its time is not over."""
        self.tokens.clear()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/open-apis")
        if self.latency:
            await asyncio.sleep(self.latency)
        name, placeholders = self._route(request.method, path)
        body, lists = await _body(request), {k: request.query.getall(k) for k in request.query}
        self.calls[name] += 1
        call = Call(placeholders, dict(request.query), body, lists)
        fault = self.faults.take(name, body)
        return await self._run(request, name, call, fault)

    def _route(self, method: str, path: str) -> tuple[str, dict[str, str]]:
        for name, pattern in self._routes:
            if found := pattern.fullmatch(f"{method} {path}"):
                return name, found.groupdict()
        return f"{method} {path}", {}

    async def _run(self, request: web.Request, name: str, call: Call, fault: Fault | None) -> web.StreamResponse:
        kind = fault.kind if fault else ""
        if fault and kind in {"drop_before", "refuse", "html", "empty"}:
            return self._failed(request, fault)
        if fault and kind == "hang":
            self.being_sent.add(call.body.get("uuid", ""))
            fault.came.set()
            await fault.released.wait()
            self.being_sent.discard(call.body.get("uuid", ""))
        try:
            answer, status, headers = self._answer(request, name, call), 200, {}
        except FeishuError as refused:
            answer, status, headers = {"code": refused.code, "msg": refused.msg}, refused.status, refused.headers
        if fault and kind in {"drop_after", "refuse_after", "html_after"}:
            return self._failed(request, fault)
        if fault and kind == "slow":
            await fault.released.wait()
        text = json.dumps(answer, ensure_ascii=False).encode()
        if kind == "cut_off":
            return await self._cut(request, text)
        return web.Response(body=text, status=status, content_type="application/json", headers=headers | self._headers())

    def _answer(self, request: web.Request, name: str, call: Call) -> Json:
        if name == f"POST {TOKEN_PATH}":
            return self._token(call)
        api = self.apis.get(name)
        if api is None:
            raise FeishuError(404, f"no such API: {name}", 404)
        self._authorised(request, api)
        self.limits.api(name)
        answer = api.run(self, call)
        return {"code": 0, "msg": "success"} | (answer if api.bare else {"data": answer})

    def _token(self, call: Call) -> Json:
        if call.body.get("app_id") != APP_ID:
            raise FeishuError(10003, "invalid app_id")
        if call.body.get("app_secret") != APP_SECRET:
            raise FeishuError(10014, "app secret invalid")
        token = self.tenant.number("t-")
        self.tokens[token] = self.tenant.clock() + LIFE
        return {"code": 0, "msg": "ok", "tenant_access_token": token, "expire": LIFE}

    def _authorised(self, request: web.Request, api: Api) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not given:
            raise FeishuError(99991661, "Missing access token for authorization. Please make a request with token attached.")
        if self.tokens.get(given, 0) < self.tenant.clock():
            raise FeishuError(99991663, "Invalid access token for authorization. Please make a request with token attached.")
        if api.scopes and not self.scopes.intersection(api.scopes):
            wanted = ", ".join(api.scopes)
            page = f"{self.address}/app/{APP_ID}/auth?q={','.join(api.scopes)}&op_from=openapi&token_type=tenant"
            raise FeishuError(
                99991672, f"Access denied. One of the following scopes is required: [{wanted}].点击链接申请并开通任一权限即可：{page}"
            )

    def _headers(self) -> dict[str, str]:
        date = formatdate(self.tenant.clock() + self.clock_skew, usegmt=True)
        return {"X-Tt-Logid": self.tenant.number("log"), "Date": date}

    def _failed(self, request: web.Request, fault: Fault) -> web.Response:
        match fault.kind:
            case "html" | "html_after":
                return web.Response(text=HTML, status=502, content_type="text/html")
            case "empty":
                return web.Response(status=504)
            case "refuse" | "refuse_after":
                body = {"code": fault.code, "msg": fault.msg}
                return web.json_response(body, status=fault.status, headers=fault.headers | self._headers())
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def _cut(self, request: web.Request, text: bytes) -> web.StreamResponse:
        """Half of the body, then the line is cut."""
        headers = {"Content-Type": "application/json", "Content-Length": str(len(text))}
        answer = web.StreamResponse(headers=headers)
        await answer.prepare(request)
        await answer.write(text[: len(text) // 2])
        assert request.transport is not None
        request.transport.close()
        return answer


async def _body(request: web.Request) -> Json:
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        return {k: v.file.read() if isinstance(v, web.FileField) else v for k, v in form.items()}
    text = await request.read()
    try:
        body = json.loads(text) if text else {}
    except ValueError:
        return {"_broken": True}
    return body if isinstance(body, dict) else {"_broken": True}


def _pattern(name: str) -> str:
    return re.sub(r":(\w+)", r"(?P<\1>[^/]+)", name)
