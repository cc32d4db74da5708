"""DingTalk on loopback, for tests and benchmarks: Stream gateway, HTTP mode, robot, cards and contacts, as strict as the published limits.

In a test: `async with DingTalkServer() as dingtalk: bob = dingtalk.human("Bob")`, point both API bases of the bot at `dingtalk.url`, then
let Bob speak. As a process of its own (its garbage collector switched off): `python -m tests.servers.dingtalk --port 9000`.
"""

import argparse
import asyncio
import gc
import json
import time
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from tests.servers.dingtalk_api import CLIENT_ID, CLIENT_SECRET, DingTalkApi
from tests.servers.dingtalk_cards import PUBLIC_TEMPLATE, Cards
from tests.servers.dingtalk_company import Company, Group, Json, Message
from tests.servers.dingtalk_contacts import Contacts
from tests.servers.dingtalk_gateway import Gateway
from tests.servers.dingtalk_http import HttpMode
from tests.servers.dingtalk_load import Control
from tests.servers.dingtalk_people import DingTalkHuman, Heard
from tests.servers.dingtalk_robot import Robot
from tests.servers.dingtalk_screen import alive
from tests.servers.dingtalk_templates import ExportedTemplate, PublicTemplate, Template

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "PUBLIC_TEMPLATE", "DingTalkHuman", "DingTalkServer", "Heard", "alive"]


class DingTalkServer:
    """One company with the app installed. `clock` gives seconds since 1970: tokens, tickets, sessions and stamps go by it."""

    client_id, client_secret = CLIENT_ID, CLIENT_SECRET

    def __init__(self, clock: Callable[[], float] = time.time) -> None:  # noqa: TID251 - DingTalk's own clock
        self.company = Company(clock)
        self.api = DingTalkApi(self.company)
        self.robot, self.cards, self.contacts = Robot(self.api), Cards(self.api), Contacts(self.api)
        self.gateway = Gateway(self.api)
        self.transport: Gateway | HttpMode = self.gateway
        self.faults, self.limits = self.api.faults, self.api.limits
        self.templates: dict[str, Template] = {PUBLIC_TEMPLATE: PublicTemplate()}
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """What DINGTALK_API_BASE and DINGTALK_OAPI_BASE have to be."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=30 * 2**20)
        for method, path in sorted(self.api.names()):
            app.router.add_route(method, path, self.api.handle)
        app.router.add_get("/connect", self.gateway.line)
        Control(self).add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.api.address = self.url

    async def stop(self) -> None:
        self.faults.clear()
        await self.gateway.close()
        if isinstance(self.transport, HttpMode):
            await self.transport.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def use_http(self, messages: str) -> HttpMode:
        """From now on robot messages are posted to this address, presses to the route of their card."""
        mode = HttpMode(self.company, self.cards, messages, self.client_secret)
        self.transport = mode
        return mode

    def use_stream(self) -> None:
        """Back to the Stream."""
        self.transport = self.gateway

    def human(self, name: str, **about: Any) -> DingTalkHuman:
        """A new person (fields of Person) and the hand to move them."""
        return DingTalkHuman(self, self.company.add_person(name, **about))

    def group(self, title: str, *members: DingTalkHuman, bot: bool = True) -> Group:
        """A new group chat with these people and, unless bot=False, the bot in it."""
        return self.company.add_group(title, *(m.id for m in members), bot=bot)

    def add_template(self, exported: str) -> str:
        """Imports and publishes what the card platform exported; the template's id."""
        number = f"own-{next(self.company.numbers):04}.schema"
        self.templates[number] = ExportedTemplate(json.loads(exported))
        self.cards.templates.add(number)
        return number

    def posts(self, where: str) -> list[Message]:
        """What the bot has sent to a conversation and not taken back."""
        return [m for m in self.company.lines.get(where, []) if m.by_bot and not m.recalled]

    def called(self, path: str) -> list[Json]:
        """The bodies of every call to this path so far."""
        return [body for called, body in self.api.calls if called == path]


async def serve(port: int, people: int) -> None:
    """Runs until it is stopped; the first line printed is the address for both API bases, the client id and the secret."""
    server = DingTalkServer()
    await server.start(port)
    for number in range(people):
        server.human(f"person{number}")
    print(server.url, CLIENT_ID, CLIENT_SECRET, flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description="DingTalk on loopback")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--people", type=int, default=0, help="so many people person0, person1, ...")
    given = parser.parse_args()
    gc.disable()
    try:
        asyncio.run(serve(given.port, given.people))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
