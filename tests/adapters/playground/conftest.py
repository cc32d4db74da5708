"""The playground, served on loopback, and a client that posts as the page does."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servers.playground import Running, playground


class Page(httpx.AsyncClient):
    """What the page does over HTTP; every deed has an id of its own unless one is given."""

    def __init__(self, url: str) -> None:
        super().__init__(base_url=url, headers={"Origin": url, "Sec-Fetch-Site": "same-origin"}, timeout=20)
        self._ids = itertools.count(1)

    async def do(self, what: str, account: str, place: str | None = None, **body: Any) -> httpx.Response:
        deed = {"id": f"deed-{next(self._ids):06}", "account": account, "place": place or account, **body}
        return await self.post(f"/playground/{what}", json=deed)

    async def lines(self, place: str) -> list[dict[str, Any]]:
        answer = await self.get("/playground/history", params={"place": place})
        return answer.json()["entries"]

    async def texts(self, place: str) -> list[str]:
        return [line["body"].get("text", line["body"].get("summary")) for line in await self.lines(place)]


class Stream:
    """The changes as an open page hears them."""

    def __init__(self, response: httpx.Response) -> None:
        self._lines = response.aiter_lines()

    async def next(self, *kinds: str) -> tuple[str, Any]:
        """The next change, of one of these kinds if any is named."""
        while True:
            change = {}
            while (line := await anext(self._lines)) != "":
                name, _, value = line.partition(": ")
                change[name] = value
            if not kinds or change["event"] in kinds:
                return change["event"], json.loads(change["data"])

    async def ended(self) -> bool:
        async for _ in self._lines:
            pass
        return True


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with playground(tmp_path / "playground.db") as running:
        yield running


@pytest.fixture
async def page(running: Running) -> AsyncIterator[Page]:
    async with Page(running.url) as page:
        yield page
