"""The playground as one of the houses of the contract: what the page posts and reads, over HTTP."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any

import httpx

from adapters.playground.adapter import Playground
from adapters.playground.company import Channel, Company, Member
from bot.ports import Receive
from tests.adapters.clocks import StillClock
from tests.adapters.contract.house import Control, Hand, Shown, Untrue
from tests.adapters.contract.served import Served

UNSEEN = {"block", "png", "press", "fill", "style", "tone", "kind", "name", "language", "ref"}
STRANGER = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


class PlaygroundHand:
    """Somebody one can be on the page."""

    def __init__(self, house: PlaygroundHouse, member: Member) -> None:
        self.house, self.member, self.account, self.name = house, member, member.account, member.name

    async def says(self, text: str) -> tuple[str, dict[str, Any]]:
        return await self._does("say", text=text)

    async def answers(self, text: str, shown: Shown) -> None:
        await self._does("say", text=text, quoted=str(shown.what.id))

    async def types(self, text: str) -> Awaitable[object]:
        task = asyncio.ensure_future(self.says(text))
        await asyncio.sleep(0)
        return task

    async def mentions(self, text: str, room: str) -> tuple[str, dict[str, Any]]:
        return await self._does("say", room, text=f"@okrbot {text}")

    async def _does(self, what: str, room: str = "", **body: Any) -> tuple[str, dict[str, Any]]:
        deed = {"id": f"deed-{next(self.house.numbers):06}", "account": self.account, "place": room or self.account, **body}
        (await self.house.page.post(f"/playground/{what}", json=deed)).raise_for_status()
        return what, deed

    def sees(self, room: str = "") -> list[Shown]:
        place = room or self.account
        entries = self.house.adapter._log.history(place, None)
        return [self._shown(e, room) for e in entries if e.author is None and e.only_for in (None, self.account)]

    def _shown(self, entry: Any, room: str) -> Shown:
        body = json.loads(json.dumps(entry.body))
        buttons = [b for block in body["blocks"] if block["block"] == "buttons" for b in block["buttons"]]
        source = str(entry.id)
        pressable = tuple(Control(b["label"], lambda b=b: self._does("press", room, source=source, **b["press"])) for b in buttons)
        form = next((block for block in body["blocks"] if block["block"] == "form"), None)

        async def send(values: dict[str, str]) -> object:
            drawn = {f["name"]: f["value"] for s in form["sections"] for f in s["fields"]}
            return await self._does("fill", room, source=source, values=drawn | values, **form["fill"])

        return Shown("\n".join([body["summary"], *_words(body["blocks"])]), pressable, send if form else None, what=entry)


def _words(value: Any) -> list[str]:
    """Every text in it: the page puts each into the document as text."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [word for key, inner in value.items() if key not in UNSEEN for word in _words(inner)]
    return [word for inner in value for word in _words(inner)] if isinstance(value, list) else []


class PlaygroundHouse:
    """Implements House."""

    platform = "playground"

    def __init__(self, folder: Path, clock: StillClock) -> None:
        self.folder, self.clock = folder, clock
        self.members: list[Member] = []
        self.channels: list[Channel] = []
        self.numbers = itertools.count(1)
        self.served = Served()

    async def open(self, receive: Receive) -> Playground:
        async def directory() -> list[Member]:
            return self.members

        async def channels() -> list[Channel]:
            return self.channels

        async def nothing(*_: object) -> None:
            return None

        company = Company(directory, channels, self.clock, nothing, nothing)  # type: ignore[arg-type]
        self.adapter = Playground(self.folder / "playground.db", company)
        url = await self.served.up(self.adapter.routes())
        self.page = httpx.AsyncClient(base_url=url, headers={"Origin": url, "Sec-Fetch-Site": "same-origin"}, timeout=20)
        await self.adapter.start(receive)
        return self.adapter

    async def shut(self) -> None:
        await self.adapter.stop()
        await self.page.aclose()
        await self.served.down()
        self.adapter.close()

    async def stop(self) -> None:
        return None

    def person(self, name: str, key: str = "") -> PlaygroundHand:
        key = key or name.lower()
        member = Member(key, name, "employee", "Team", f"p-{key}", "en")
        self.members.append(member)
        return PlaygroundHand(self, member)

    def room(self, name: str, *members: Hand) -> str:
        self.channels.append(Channel(f"c-{name}", name, name))
        return f"c-{name}"

    async def own_and_foreign(self, ann: Hand, room: str) -> None:
        assert isinstance(ann, PlaygroundHand)
        await ann._does("say", room, text="lunch?")

    async def malformed(self, ann: Hand) -> None:
        whole = {"id": "deed-bad-01", "account": ann.account, "place": ann.account, "text": "x"}
        broken: list[Any] = [
            {},
            [],
            7,
            whole | {"text": 7},
            whole | {"account": "nobody"},
            whole | {"place": "nowhere"},
            whole | {"more": 1},
        ]
        for body in broken:
            answer = await self.page.post("/playground/say", json=body)
            assert answer.status_code in (404, 422)
        for path in ("say", "press", "fill", "open"):
            answer = await self.page.post(f"/playground/{path}", content=b"{not json", headers={"Content-Type": "application/json"})
            assert answer.status_code == 422

    def untrue(self, ann: Hand) -> Sequence[Untrue]:
        deed = {"id": "deed-forged", "account": ann.account, "place": ann.account, "text": "okr"}

        async def from_elsewhere() -> int:
            return (await self.page.post("/playground/say", json=deed, headers=STRANGER)).status_code

        return (Untrue("another site's page", from_elsewhere),)

    async def again(self, delivery: Any) -> None:
        what, deed = delivery
        (await self.page.post(f"/playground/{what}", json=deed)).raise_for_status()

    async def redeliver(self) -> int:
        return 0

    async def breaks(self) -> None:
        return None
