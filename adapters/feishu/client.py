"""Calls of the open API through one pool of connections: token, pace, answers read with suspicion; and the few calls we make."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx

from adapters.calls import TIMEOUT, Calls, NoAnswer
from adapters.feishu import limits
from adapters.feishu.errors import BAD_APP, BAD_TOKEN, NoToken, Refusal, Unanswered
from adapters.feishu.pace import Pace
from adapters.tokens import Token

Json = dict[str, Any]
TOKEN = "/auth/v3/tenant_access_token/internal"  # noqa: S105 (a path)
CONNECTIONS = 32
EARLY = 600.0  # seconds before its end from which a token is not used any more: the platform gives a new one from half an hour before


class Client:
    """One app of one company. `domain` is the platform's origin; `limited` False switches our own pacing off. Needs a running loop."""

    def __init__(self, app_id: str, app_secret: str, domain: str, *, limited: bool = True, timeout: httpx.Timeout = TIMEOUT) -> None:
        self.app_id, self._secret, self.domain = app_id, app_secret, domain.rstrip("/")
        self.pace = Pace(limited=limited)
        self.date = ""  # the platform's clock at the last token, as its Date header
        self._token = Token(self._fetch_token, asyncio.get_running_loop().time, EARLY)
        self._places = asyncio.Semaphore(CONNECTIONS)
        self._http = Calls(CONNECTIONS, proxied=False, timeout=timeout)

    def __repr__(self) -> str:
        return f"Client({self.app_id}, {self.domain})"

    @property
    def scope_page(self) -> str:
        """Where an administrator grants scopes."""
        return f"{self.domain}/app/{self.app_id}/auth"

    async def close(self) -> None:
        await self._http.close()

    async def call(self, method: str, path: str, *, api: str = "", **more: Any) -> Json:
        """The answer's `data`, or all of it where there is none. `api` is what shares a limit (the path by default).

        A refused token is fetched anew once. Raises Refusal, Unanswered.
        """
        await self.pace.api(f"{method} {api or path}")
        for last in (False, True):
            token = await self._token.get()
            try:
                answer = await self._ask(method, path, token, **more)
            except Refusal as refusal:
                if refusal.code not in BAD_TOKEN or last:
                    raise
                self._token.drop(token)
            else:
                data = answer.get("data")
                return data if isinstance(data, dict) else answer
        raise AssertionError  # the second round returns or raises

    async def login(self) -> None:
        """Fetches a new token. Raises Refusal, Unanswered."""
        self._token.drop(await self._token.get())
        await self._token.get()

    async def _fetch_token(self) -> tuple[str, float]:
        body = {"app_id": self.app_id, "app_secret": self._secret}
        try:
            answer = await self._ask("POST", TOKEN, "", json=body)
        except Refusal as refusal:
            raise NoToken(refusal.code, refusal.msg, refusal.status, refusal.headers) from refusal
        except Unanswered as problem:
            raise Unanswered(problem.reason, reached=False) from problem  # of what the token was for nothing was sent
        try:
            return str(answer["tenant_access_token"]), float(answer["expire"])
        except (KeyError, TypeError, ValueError) as error:
            raise Unanswered("the platform's answer holds no token", reached=False) from error

    async def _ask(self, method: str, path: str, token: str, **more: Any) -> Json:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            async with self._places:
                answer = await self._http.ask(method, f"{self.domain}/open-apis{path}", headers=headers, **more)
        except NoAnswer as broken:
            raise Unanswered(f"no answer ({broken})", reached=broken.reached and path != TOKEN) from broken
        if path == TOKEN:
            self.date = answer.headers.get("date", "")
        return read(answer.status, answer.headers, answer.body)

    # --- messages --------------------------------------------------------------------------------------------------------------

    async def create(self, to: str, *, direct: bool, kind: str, content: str, uuid: str) -> str:
        """Sends a message; its id. Within an hour the same `uuid` sends nothing new and answers with the first one's id."""
        body = {"receive_id": to, "msg_type": kind, "content": content, "uuid": uuid}
        type_ = {"receive_id_type": "open_id" if direct else "chat_id"}
        return _id(await self.twice("POST", "/im/v1/messages", params=type_, json=body))

    async def reply(self, message: str, *, thread: bool, kind: str, content: str, uuid: str) -> str:
        """Answers a message; the answer's id. With `thread` below it, out of the group's main talk."""
        body = {"msg_type": kind, "content": content, "uuid": uuid, "reply_in_thread": thread}
        return _id(await self.twice("POST", f"/im/v1/messages/{message}/reply", api="/im/v1/messages/:id/reply", json=body))

    async def patch(self, message: str, content: str) -> None:
        """Redraws a card."""
        await self.twice("PATCH", f"/im/v1/messages/{message}", api="/im/v1/messages/:id", json={"content": content})

    async def upload(self, png: bytes) -> str:
        """A picture's key."""
        files = {"image_type": "message", "image": ("picture.png", png, "image/png")}
        return str((await self.call("POST", "/im/v1/images", files=files))["image_key"])

    async def twice(self, method: str, path: str, **more: Any) -> Json:
        """A call that may be made again when no answer came, because making it twice does what making it once does."""
        with suppress(Unanswered):
            return await self.call(method, path, **more)
        return await self.call(method, path, **more)


def read(status: int, headers: Mapping[str, str], content: bytes) -> Json:
    """The body of an answer. Raises Refusal for a code that is not 0, Unanswered for what is no JSON object."""
    try:
        body = json.loads(content)
        code = int(body["code"])
    except (ValueError, KeyError, TypeError) as error:
        if status == 429:
            raise Refusal(0, "too many requests", status, headers) from error
        raise Unanswered(f"HTTP {status} without a readable answer", reached=not 400 <= status < 500) from error
    if code:
        raise Refusal(code, str(body.get("msg", "")), status, headers)
    return dict(body)


def refused_app(refusal: Refusal) -> bool:
    """Whether it is the app's id or secret that is wrong."""
    return refusal.code in BAD_APP


def fits(png: bytes) -> bool:
    """Whether a picture may be uploaded."""
    return len(png) <= limits.IMAGE_BYTES


def _id(answer: Json) -> str:
    if not answer.get("message_id"):
        raise Unanswered("the platform's answer holds no message", reached=True)
    return str(answer["message_id"])
