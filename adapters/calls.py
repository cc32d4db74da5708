"""HTTP calls of a platform's API through one pool of connections, at the cost of little more than the call."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from pydantic_core import to_json
from yarl import URL

TIMEOUT = aiohttp.ClientTimeout(sock_connect=5, sock_read=10)
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
IDLE = 30.0  # seconds after which a connection that nobody uses is closed
JSON = {"Content-Type": "application/json; charset=utf-8"}

Query = Mapping[str, str | int | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status. Names of headers are found in any spelling."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Calls:
    """`proxied`: through the proxy that the environment names. Opened by the first call; needs a running loop."""

    def __init__(self, connections: int, *, proxied: bool, timeout: aiohttp.ClientTimeout = TIMEOUT) -> None:
        self._connections, self._proxied, self._timeout = connections, proxied, timeout
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, Mapping[str, Any]] = {}

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Query | None = None,
        json: object = None,
        files: Mapping[str, str | tuple[str, bytes, str]] | None = None,
    ) -> Answer:
        """`files`: the fields of a form, those of files as (name, content, type). Raises aiohttp.ClientError, OSError, TimeoutError."""
        more: dict[str, Any] = {"headers": headers}
        if json is not None:
            more = {"headers": JSON | dict(headers or {}), "data": to_json(json)}
        elif files is not None:
            more["data"] = _form(files)
        if params is not None:
            more["params"] = params
        if self._proxied and (through := self._proxy(url)):
            more |= through
            if url.startswith("http:"):  # no tunnel: the proxy reads the request itself
                more["headers"] = {**(more["headers"] or {}), **through["proxy_headers"]}
        async with self._opened().request(method, url, allow_redirects=False, **more) as response:
            return Answer(response.status, response.headers, await response.read())

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=IDLE, ssl=httpx.create_ssl_context())
            # No trust_env: it asks a thread for .netrc and the proxy at every call.
            self._session = aiohttp.ClientSession(connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    def _proxy(self, url: str) -> Mapping[str, Any]:
        """The environment's, asked once for each origin."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._proxies:
            found = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
            self._proxies[origin] = _through(URL(found)) if found else {}
        return self._proxies[origin]


def _through(proxy: URL) -> Mapping[str, Any]:
    """How a call goes through it; a name and password in its address are told to it alone."""
    if not proxy.user:
        return {"proxy": proxy, "proxy_headers": {}}
    who = b64encode(f"{proxy.user}:{proxy.password or ''}".encode()).decode()
    return {"proxy": proxy.with_user(None), "proxy_headers": {"Proxy-Authorization": f"Basic {who}"}}


def _form(files: Mapping[str, str | tuple[str, bytes, str]]) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, field in files.items():
        if isinstance(field, str):
            form.add_field(name, field)
        else:
            form.add_field(name, field[1], filename=field[0], content_type=field[2])
    return form


def reached(error: BaseException) -> bool:
    """Whether a call that failed so may have arrived."""
    return not isinstance(error, NEVER_LEFT)
