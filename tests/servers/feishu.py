"""Feishu on loopback, for tests and benchmarks: open API, long connection and webhook, as strict as the published limits.

In a test: `async with FeishuServer() as feishu: bob = feishu.human("Bob")`, point the bot at `feishu.domain`, then let Bob speak.
As a process of its own (its garbage collector switched off): `python -m tests.servers.feishu --port 9000`.
"""

import argparse
import asyncio
import gc
import time
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from tests.servers import feishu_contacts, feishu_events, feishu_messages
from tests.servers.feishu_api import TOKEN_PATH, Api, FeishuApi
from tests.servers.feishu_delivery import CallbackError, Delivery, Transport
from tests.servers.feishu_events import VERIFICATION_TOKEN
from tests.servers.feishu_http import Webhook
from tests.servers.feishu_load import Control
from tests.servers.feishu_people import FeishuHuman, Heard, alive_mentions
from tests.servers.feishu_socket import LongConnection
from tests.servers.feishu_tenant import APP_ID, APP_SECRET, BOT_OPEN_ID, Chat, Json, Message, Tenant

__all__ = ["APP_ID", "APP_SECRET", "BOT_OPEN_ID", "ENCRYPT_KEY", "VERIFICATION_TOKEN", "CallbackError", "FeishuHuman", "FeishuServer",
           "Heard", "alive_mentions"]  # fmt: skip

ENCRYPT_KEY = "loopback-encrypt-key"


class FeishuServer:
    """One company with the app installed. `clock` gives seconds since 1970 and stamps everything.

    `sprung_back` lists cards that were redrawn before the press on them was answered: the client would show the old ones again.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:  # noqa: TID251 - Feishu's own clock
        self.tenant = Tenant(clock)
        self.socket = LongConnection()
        self.transport: Transport = self.socket
        apis = feishu_messages.APIS | feishu_contacts.APIS | {f"POST {TOKEN_PATH}": Api(lambda *_: {})}
        self.api = FeishuApi(self.tenant, apis)
        self.faults, self.limits = self.api.faults, self.api.limits
        self.sprung_back: list[str] = []
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def domain(self) -> str:
        """What FEISHU_DOMAIN has to be."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=20 * 2**20)
        app.router.add_route("*", "/open-apis/{path:.*}", self.api.handle)
        app.router.add_post("/callback/ws/endpoint", self.socket.discover)
        app.router.add_get("/ws/v2", self.socket.line)
        Control(self).add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.port = self._runner.addresses[0][1]
        self.api.address = self.socket.address = self.domain

    async def stop(self) -> None:
        self.faults.clear()
        await self.transport.close()
        await self.socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def use_webhook(self, base: str, encrypt_key: str = "") -> Webhook:
        """From now on everything is posted to `base`/feishu/events and `base`/feishu/cards."""
        mode = Webhook(f"{base}/feishu/events", f"{base}/feishu/cards", self.tenant.clock, encrypt_key)
        self.transport = mode
        return mode

    def human(self, name: str, **about: Any) -> FeishuHuman:
        """A new member (fields of User) and the hand to move them."""
        return FeishuHuman(self, self.tenant.add_user(name, **about))

    def channel(self, name: str, *members: FeishuHuman, bot: bool = True) -> Chat:
        """A new group with these people and, unless bot=False, the bot in it."""
        return self.tenant.add_group(name, *(m.user for m in members), bot=bot)

    async def emit(self, kind: str, event: Json) -> Delivery:
        """Sends any event."""
        return await self.transport.send(feishu_events.envelope(self.tenant, kind, event))

    def posts(self, chat: Chat) -> list[Message]:
        """What the bot has posted there and not recalled."""
        return [m for m in chat.messages if m.by_bot and not m.recalled]


async def serve(port: int, people: int) -> None:
    """Runs until it is stopped; the first line printed is the address for FEISHU_DOMAIN, the app's id and secret."""
    server = FeishuServer()
    await server.start(port)
    for number in range(people):
        server.human(f"person{number}")
    print(server.domain, APP_ID, APP_SECRET, flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description="Feishu on loopback")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--people", type=int, default=0, help="so many members person0, person1, ...")
    given = parser.parse_args()
    gc.disable()
    try:
        asyncio.run(serve(given.port, given.people))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
