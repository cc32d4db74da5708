"""HTTP callback mode: signed robot messages and signed presses, instead of the Stream."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.dingtalk.client import Client
from adapters.dingtalk.limits import SIGNATURE_SECONDS
from adapters.dingtalk.taking import NotStored, Taking
from adapters.dingtalk.wire import ROUTE
from adapters.http import bounded
from bot.ports import Forged, Later, Never, Uncertain

MESSAGES, PRESSES = "/dingtalk/messages", "/dingtalk/cards"
SAYS_NOTHING = {"msgtype": "empty"}
LARGEST = 2 * 2**20

log = structlog.get_logger("dingtalk")


def sign(secret: str, text: str) -> str:
    """base64(HMAC-SHA256)."""
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), hashlib.sha256)).decode()


class Callbacks:
    """`client_secret` signs robot messages, `secret` the presses of cards (it is what their route is registered with)."""

    def __init__(self, taking: Taking, client_secret: str, secret: str, now: Callable[[], datetime]) -> None:
        self._taking, self._client_secret, self._secret, self._now = taking, client_secret, secret, now

    def __repr__(self) -> str:
        return "Callbacks()"

    def routes(self) -> Sequence[Route]:
        return (Route(MESSAGES, self._message, methods=["POST"]), Route(PRESSES, self._press, methods=["POST"]))

    async def register(self, client: Client, public_url: str) -> str:
        """Tells DingTalk where presses go; why it could not, empty when it could. Never raises."""
        body = {
            "callbackRouteKey": ROUTE,
            "callbackUrl": public_url.rstrip("/") + PRESSES,
            "apiSecret": self._secret,
            "forceUpdate": True,
        }
        try:
            await client.api("POST", "/v1.0/card/callbacks/register", body)
        except (Later, Never, Uncertain) as error:
            return str(error)
        return ""

    async def _message(self, request: Request) -> Response:
        """A robot message; what is answered follows through its session, so the response says nothing."""
        time = request.headers.get("timestamp", "")
        try:
            self._check(request.headers.get("sign", ""), time, sign(self._client_secret, f"{time}\n{self._client_secret}"))
            await self._taking.message(await _body(request))
        except Forged as forged:
            return _refused(forged)
        except NotStored:
            return Response(status_code=503)
        except ValueError:
            return JSONResponse({"error": "not a JSON object"}, 400)
        return JSONResponse(SAYS_NOTHING)

    async def _press(self, request: Request) -> Response:
        time = request.headers.get("x-ddpaas-signature-timestamp", "")
        try:
            self._check(request.headers.get("x-ddpaas-signature", ""), time, sign(self._secret, time))
            return JSONResponse(dict(await self._taking.press(await _body(request), time)))
        except Forged as forged:
            return _refused(forged)
        except NotStored:
            return Response(status_code=503)
        except ValueError:
            return JSONResponse({"error": "not a JSON object"}, 400)

    def _check(self, given: str, time: str, right: str) -> None:
        """Raises Forged."""
        if not hmac.compare_digest(given.encode(), right.encode()):
            raise Forged("wrong signature")
        if not time.isdecimal() or abs(self._now().timestamp() - int(time) / 1000) > SIGNATURE_SECONDS:
            raise Forged("stale signature: compare this machine's clock")


async def _body(request: Request) -> Mapping[str, Any]:
    """Raises ValueError when it is no JSON object, or larger than anything DingTalk sends."""
    raw = await bounded(request, LARGEST)
    if raw is None:
        raise ValueError("too large")
    body = json.loads(raw)
    if not isinstance(body, dict):
        raise ValueError("no object")  # noqa: TRY004 answered 400 like any other body that is not JSON
    return body


def _refused(forged: Forged) -> Response:
    log.warning("forged", reason=str(forged))
    return JSONResponse({"error": str(forged)}, 401)
