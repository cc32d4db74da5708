"""HTTP calls of a platform's API through one pooled httpx client, at the cost of little more than the call."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from pydantic_core import to_json

TIMEOUT = httpx.Timeout(10.0, connect=5.0, pool=None)
NO_ADDRESS = (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError, httpx.InvalidURL, httpx.UnsupportedProtocol)
NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, *NO_ADDRESS)
IDLE = 30.0  # seconds after which a connection that nobody uses is closed
JSON = {"Content-Type": "application/json; charset=utf-8"}

Query = Mapping[str, str | int | Sequence[str]]


class NoAnswer(Exception):
    """The call was broken off; `reached`: it may have arrived."""

    def __init__(self, error: BaseException) -> None:
        cause = error.__cause__ or error  # httpx calls a line that was cut while we waited a failed connection too
        super().__init__(type(cause).__name__)
        self.reached = not isinstance(cause, NEVER_LEFT)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status. Names of headers are found in any spelling."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@lru_cache(maxsize=512)
def address(url: str) -> httpx.URL:
    """Reading an address costs a third of a call, and nearly all calls go to a few."""
    return httpx.URL(url)


class _NoCookies(httpx.Cookies):
    """Takes none out of an answer: nobody is known by a cookie here, and looking for them is a sixth of a call."""

    def extract_cookies(self, response: httpx.Response) -> None:
        return


class _Client(httpx.AsyncClient):
    _none = _NoCookies()

    @property
    def cookies(self) -> httpx.Cookies:
        return self._none

    @cookies.setter
    def cookies(self, cookies: object) -> None:
        raise AttributeError("no cookies travel")


class Calls:
    """`proxied`: through the proxy that the environment names. Opened by the first call; needs a running loop."""

    def __init__(self, connections: int, *, proxied: bool, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._connections, self._proxied = connections, proxied
        self._extensions = {"timeout": timeout.as_dict()}
        self._clients: dict[str, httpx.AsyncClient] = {}  # by the proxy they go through
        self._proxies: dict[str, httpx.Proxy | None] = {}

    async def close(self) -> None:
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()

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
        """`files`: the fields of a form, those of files as (name, content, type). Raises NoAnswer."""
        try:
            where = address(f"{url}?{urlencode(params, doseq=True)}" if params else url)
            if files is not None:
                form = {name: (None, part.encode()) if isinstance(part, str) else part for name, part in files.items()}
                request = httpx.Request(method, where, headers=headers, files=form, extensions=self._extensions)
            else:
                body, said = (None, headers) if json is None else (to_json(json), JSON | dict(headers or {}))
                request = httpx.Request(method, where, headers=said, content=body, extensions=self._extensions)
            proxy = self._proxy(url) if self._proxied else None
            if proxy and request.url.scheme == "http":  # no tunnel: the proxy reads the request itself
                request.headers.update(proxy.headers)
            response = await self._client(proxy).send(request)
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswer(error) from error
        return Answer(response.status_code, response.headers, response.content)

    def _client(self, proxy: httpx.Proxy | None) -> httpx.AsyncClient:
        through = str(proxy.url) if proxy else ""
        if through not in self._clients:
            # aiohttp below httpx carries five times the calls of httpx's own transport.
            self._clients[through] = _Client(transport=AiohttpTransport(proxy=proxy, client=self._session), trust_env=False)
        return self._clients[through]

    def _session(self) -> aiohttp.ClientSession:
        """Connections kept open, no cookies, nobody's .netrc."""
        connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=IDLE, ssl=httpx.create_ssl_context())
        return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    def _proxy(self, url: str) -> httpx.Proxy | None:
        """The environment's, asked once for each origin."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._proxies:
            found = "" if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme, "")
            self._proxies[origin] = _known(httpx.URL(found)) if found else None
        return self._proxies[origin]


def _known(proxy: httpx.URL) -> httpx.Proxy:
    """With a name and password in its address as the header that tells them."""
    who = b64encode(f"{proxy.username}:{proxy.password}".encode()).decode()
    return httpx.Proxy(proxy.copy_with(userinfo=b""), headers={"Proxy-Authorization": f"Basic {who}"} if proxy.username else None)
