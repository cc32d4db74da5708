"""Calls DingTalk: both hosts and the webhooks of sessions, through one pooled client, with tokens, patience and pace."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from adapters.calls import Calls, NoAnswer
from adapters.dingtalk.errors import BadToken, Refused, broken, old_refusal, refusal, unreadable, wrong_keys
from adapters.dingtalk.limits import TOKEN_MARGIN
from adapters.dingtalk.pace import Pacing
from adapters.tokens import Token
from bot.ports import Later, Uncertain

Json = Mapping[str, Any]
IN_FLIGHT = 64  # calls at a time
LOGIN = "/v1.0/oauth2/accessToken"


class Client:
    """`now` is the clock that tokens go by; `pacing` keeps below the platform's limits."""

    def __init__(
        self, client_id: str, client_secret: str, *, api_base: str, oapi_base: str, now: Callable[[], datetime], pacing: Pacing
    ) -> None:
        self.client_id, self._secret = client_id, client_secret
        self.api_base, self.oapi_base = api_base.rstrip("/"), oapi_base.rstrip("/")
        self.pacing = pacing
        self.tokens = Token(self._fetch, lambda: now().timestamp(), TOKEN_MARGIN)
        self.date = ""  # what DingTalk's clock said when it gave the last token
        self._turns = asyncio.Semaphore(IN_FLIGHT)
        self._http = Calls(IN_FLIGHT, proxied=True)
        self._closed = False

    async def close(self) -> None:
        """What comes after this is put off."""
        self._closed = True
        await self._http.close()

    # --- the two hosts ---------------------------------------------------------------------------------------------------------

    async def api(self, method: str, path: str, body: Json, *, urgent: bool = False) -> Json:
        """A call of the new API; `urgent`: somebody waits for it. Raises Later, Refused, Uncertain."""

        async def attempt(token: str) -> Json:
            headers = {"x-acs-dingtalk-access-token": token}
            return self._read(*await self._send(method, self.api_base + path, json=body, headers=headers))

        async with self.pacing.call(path, urgent=urgent):
            return await self._with_token(attempt)

    async def old(self, path: str, body: Json) -> Any:
        """A call of the old host: its `result`. Raises Later, Refused, Uncertain."""

        async def attempt(token: str) -> Json:
            return self._read_old(*await self._send("POST", self.oapi_base + path, json=body, params={"access_token": token}))

        async with self.pacing.call(path):
            return (await self._with_token(attempt)).get("result")

    async def upload(self, png: str) -> str:
        """The media id of a picture, given as base64. Raises Later, Refused, Uncertain."""
        files = {"media": ("chart.png", base64.b64decode(png), "image/png")}

        async def attempt(token: str) -> Json:
            params = {"access_token": token, "type": "image"}
            return self._read_old(*await self._send("POST", f"{self.oapi_base}/media/upload", files=files, params=params))

        async with self.pacing.call("/media/upload"):
            return str((await self._with_token(attempt))["media_id"])

    async def webhook(self, url: str, body: Json) -> None:
        """Answers through a session. Raises Later, Refused, Uncertain."""
        self._read_old(*await self._send("POST", url, json=body))

    def trusted(self, url: str) -> bool:
        """Whether a webhook is DingTalk's own: in HTTP mode the signature does not cover the body that names it."""
        if url.startswith((self.oapi_base + "/", self.api_base + "/")):
            return True
        parts = urlsplit(url)
        return parts.scheme == "https" and (parts.hostname or "").endswith(".dingtalk.com")

    async def gateway(self, body: Json) -> Json:
        """Where the next connection of the Stream goes, and its ticket. Raises Later, Refused, Uncertain, BadToken (wrong id or secret)."""
        keys = {"clientId": self.client_id, "clientSecret": self._secret}
        return self._read(*await self._send("POST", f"{self.api_base}/v1.0/gateway/connections/open", json={**keys, **body}))

    # --- one call --------------------------------------------------------------------------------------------------------------

    async def _fetch(self) -> tuple[str, float]:
        body = {"appKey": self.client_id, "appSecret": self._secret}
        try:
            answer = self._read(*await self._send("POST", self.api_base + LOGIN, json=body))
            return str(answer["accessToken"]), float(answer["expireIn"])
        except Refused as refused:
            raise wrong_keys() if refused.wrong_keys else Later(60, "app", f"no token: {refused.reason}") from refused
        except BadToken as error:
            raise wrong_keys() from error
        except Uncertain as error:
            raise Later(2, "app", f"no token: {error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise Later(2, "app", "no token: there is none in the answer") from error

    async def _with_token(self, attempt: Callable[[str], Awaitable[Json]]) -> Json:
        """With the token there is, and once more with a new one where that is refused: refused calls have done nothing."""
        token = await self.tokens.get()
        try:
            return await attempt(token)
        except BadToken:
            self.tokens.drop(token)
        try:
            return await attempt(await self.tokens.get())
        except BadToken as error:
            raise Later(60, "app", "DingTalk refuses the token it gave") from error

    async def _send(self, method: str, url: str, **more: Any) -> tuple[int, Json]:
        async with self._turns:
            if self._closed:
                raise Later(1, "app", "stopping")
            try:
                found = await self._http.ask(method, url, **more)
            except NoAnswer as error:
                raise broken(error) from error
        if url.endswith(LOGIN):
            self.date = found.headers.get("date", "")
        try:
            answer = json.loads(found.body)
        except ValueError:
            answer = None
        if not isinstance(answer, Mapping):
            raise unreadable(found.status, found.body.decode(errors="replace"))
        return found.status, answer

    @staticmethod
    def _read(status: int, answer: Json) -> Json:
        if status >= 400 or "code" in answer:
            raise refusal(status, answer)
        return answer

    @staticmethod
    def _read_old(status: int, answer: Json) -> Json:
        if answer.get("errcode", 0) != 0:
            raise old_refusal(answer)
        if status >= 400:
            raise refusal(status, answer)
        return answer
