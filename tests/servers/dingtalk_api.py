"""DingTalk's two API hosts: tokens, permissions, limits, its own error forms, failures on purpose; the calls themselves are handed in."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from aiohttp import web

from tests.servers.dingtalk_company import Company, Json, PlatformError
from tests.servers.dingtalk_faults import Fault, Faults
from tests.servers.dingtalk_limits import Limits

CLIENT_ID, CLIENT_SECRET = "dingloopback", "loopback-client-secret"
TOKEN_SECONDS = 7200
PUNISHED = '<html><body><script>var p={"status":1111,"wait":5,"source":"x5","punish":"deny"}</script></body></html>'
PAGE = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@dataclass(frozen=True)
class Call:
    """What one call brought: its JSON body (or form fields), the query, and what stood in the path."""

    body: Json
    query: dict[str, str]
    files: dict[str, tuple[str, bytes]]


@dataclass(frozen=True)
class Api:
    """One call of an API: who answers it, which permission it takes, whether it counts against the month, whether it takes a token."""

    answer: Callable[[Call], Any]
    scope: str = ""
    metered: bool = False
    token: bool = True
    paced: bool = True  # at most so many calls a second


class DingTalkApi:
    """Both hosts on one port: `new` are the paths below /v1.0, `old` those of oapi."""

    def __init__(self, company: Company, client_id: str = CLIENT_ID, secret: str = CLIENT_SECRET) -> None:
        self.company, self.client_id, self.secret = company, client_id, secret
        self.faults, self.limits = Faults(), Limits()
        self.new: dict[tuple[str, str], Api] = {("POST", "/v1.0/oauth2/accessToken"): Api(self._token, token=False)}
        self.old: dict[tuple[str, str], Api] = {("GET", "/gettoken"): Api(self._old_token, token=False)}
        self.tokens: dict[str, float] = {}
        self.refused_scopes: set[str] = set()
        self.calls: list[tuple[str, Json]] = []
        self.delay = 0.0  # seconds every call takes, for benchmarks
        self.address = ""

    def names(self) -> set[tuple[str, str]]:
        return self.new.keys() | self.old.keys()

    # --- tokens ----------------------------------------------------------------------------------------------------------------

    def _new_token(self) -> str:
        token = f"token{next(self.company.numbers):06}"
        self.tokens[token] = self.company.clock() + TOKEN_SECONDS
        return token

    def _token(self, call: Call) -> Json:
        if call.body.get("appKey") != self.client_id or call.body.get("appSecret") != self.secret:
            raise PlatformError("invalidClientIdOrSecret", "无效的clientId或者clientSecret", 400)
        return {"accessToken": self._new_token(), "expireIn": TOKEN_SECONDS}

    def _old_token(self, call: Call) -> Json:
        if call.query.get("appkey") != self.client_id or call.query.get("appsecret") != self.secret:
            raise PlatformError(40089, "不合法的corpid或corpsecret")
        return {"access_token": self._new_token(), "expires_in": TOKEN_SECONDS}

    def expire_tokens(self) -> None:
        """Every token is void from now on, as after a secret was renewed elsewhere."""
        self.tokens.clear()

    def valid(self, token: str) -> bool:
        return self.tokens.get(token, 0) > self.company.clock()

    # --- a call ----------------------------------------------------------------------------------------------------------------

    async def handle(self, request: web.Request) -> web.StreamResponse:
        key = (request.method, request.path)
        old = key in self.old
        api = self.old[key] if old else self.new[key]
        call = await self._read(request)
        self.calls.append((request.path, call.body))
        if self.delay:
            await asyncio.sleep(self.delay)
        fault = self.faults.take(request.path, call.body)
        if fault is not None:
            return await self._fail(request, fault, api, call, old)
        return self._answer(self._do(request, api, call, old), old)

    async def _read(self, request: web.Request) -> Call:
        query = dict(request.query)
        if request.content_type.startswith("multipart/"):
            files: dict[str, tuple[str, bytes]] = {}
            async for part in await request.multipart():
                files[part.name] = (part.filename or "", await part.read())  # type: ignore[union-attr, index]
            return Call({}, query, files)
        raw = await request.read()
        return Call(json.loads(raw) if raw else {}, query, {})

    def _do(self, request: web.Request, api: Api, call: Call, old: bool) -> Json | PlatformError:
        try:
            self._admit(request, api, call, old)
            answer: Json = api.answer(call)
        except PlatformError as refused:
            return refused
        return answer

    def _admit(self, request: web.Request, api: Api, call: Call, old: bool) -> None:
        if api.token:
            token = call.query.get("access_token", "") if old else request.headers.get("x-acs-dingtalk-access-token", "")
            if not self.valid(token):
                raise (
                    PlatformError(40014, "不合法的access_token")
                    if old
                    else PlatformError("InvalidAuthentication", "不合法的access_token", 401)
                )
        if api.paced and self.limits.too_fast(request.path):
            if old:
                raise PlatformError(90018, "服务器调用次数超过上限")
            raise PlatformError("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "请求被流控", 403)
        if api.scope in self.refused_scopes:
            raise self._no_permission(api.scope, old)
        if self.limits.used_up(api.metered):
            if old:
                raise PlatformError(90020, "当月调用次数超过上限")
            raise PlatformError("Forbidden.AccessDenied.ApiCountLimitForOrg", "当月调用次数超过上限", 403)

    def _no_permission(self, scope: str, old: bool) -> PlatformError:
        page = f"https://open-dev.dingtalk.com/appscope/apply?content={self.client_id}%23{scope}"
        message = f"应用尚未开通所需的权限：[{scope}]，点击链接申请并开通即可：{page}"
        if old:
            return PlatformError(88, "ding talk error", sub_code=60011, sub_msg=message)
        detail = {"requiredScopes": [scope]}
        return PlatformError("Forbidden.AccessDenied.AccessTokenPermissionDenied", message, 403, accessdenieddetail=detail)

    # --- answers ---------------------------------------------------------------------------------------------------------------

    def _answer(self, answer: Json | PlatformError, old: bool) -> web.Response:
        number = f"15r{next(self.company.numbers):08}"
        date = {"Date": formatdate(self.company.clock(), usegmt=True)}
        if isinstance(answer, PlatformError):
            if old:
                code = answer.code if isinstance(answer.code, int) else -1
                return web.json_response({"errcode": code, "errmsg": answer.message, "request_id": number, **answer.more})
            body = {"code": answer.code, "requestid": number, "message": answer.message, **answer.more}
            return web.json_response(body, status=answer.status, headers=date)
        return web.json_response({"errcode": 0, "errmsg": "ok", "request_id": number, **answer} if old else answer, headers=date)

    async def _fail(self, request: web.Request, fault: Fault, api: Api, call: Call, old: bool) -> web.StreamResponse:
        if fault.kind == "slow_before":
            await fault.released.wait()
        if fault.kind in {"drop_after", "cut_off", "gateway_timeout", "slow", "status_after", "slow_before"}:
            done = self._answer(self._do(request, api, call, old), old)
        else:
            done = web.Response()
        match fault.kind:
            case "drop_before" | "drop_after":
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            case "error":
                return self._answer(PlatformError(fault.code, fault.message, fault.status), old)
            case "status" | "status_after":
                return web.Response(status=fault.status)
            case "html":
                return web.Response(text=PAGE, content_type="text/html", status=fault.status)
            case "punish":
                return web.Response(text=PUNISHED, content_type="text/html")
            case "gateway_timeout":
                return self._answer(PlatformError(15 if old else "ServiceTimeout", "调用超时", 504), old)
            case "cut_off":
                return await self._half(request, done)
            case "slow" | "slow_before":
                await fault.released.wait()
        return done

    async def _half(self, request: web.Request, done: web.Response) -> web.StreamResponse:
        """Promises the whole body, sends half and hangs up."""
        body = done.body if isinstance(done.body, bytes) else b""
        half = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
        await half.prepare(request)
        await half.write(body[: len(body) // 2])
        assert request.transport is not None
        request.transport.close()
        return half
