"""Slack on loopback, for tests and benchmarks: Web API, Socket Mode and HTTP mode, as strict as the published limits.

In a test: `async with SlackServer() as slack: bob = slack.human("Bob")`, point the bot at `slack.api_url`, then let Bob speak.
As a process of its own (its garbage collector switched off): `python -m tests.servers.slack --port 9000`.
"""

import argparse
import asyncio
import gc
import time
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from tests.servers import slack_chat, slack_events, slack_files, slack_lookups, slack_views
from tests.servers.slack_api import APP_TOKEN, BOT_TOKEN, Call, Method, SlackApi
from tests.servers.slack_delivery import Delivery, Transport
from tests.servers.slack_http import HttpMode
from tests.servers.slack_load import Control
from tests.servers.slack_people import SlackHuman, alive_mentions
from tests.servers.slack_records import Channel, Json, Message
from tests.servers.slack_responses import Responses
from tests.servers.slack_socket import SocketMode
from tests.servers.slack_workspace import Workspace

__all__ = ["APP_TOKEN", "BOT_TOKEN", "SIGNING_SECRET", "SlackHuman", "SlackServer", "alive_mentions"]

SIGNING_SECRET = "loopback-signing-secret"


class SlackServer:
    """One workspace with the app installed.

    `clock` gives seconds since 1970 and stamps messages; `own_events`: the bot is told of its own posts too, as Slack does.
    """

    bot_token, app_token, signing_secret = BOT_TOKEN, APP_TOKEN, SIGNING_SECRET

    def __init__(self, clock: Callable[[], float] = time.time, *, own_events: bool = True) -> None:  # noqa: TID251 - Slack's own clock
        self.workspace = Workspace(clock)
        self.socket = SocketMode()
        self.transport: Transport = self.socket
        self.own_events = own_events
        methods = slack_chat.METHODS | slack_lookups.METHODS | slack_views.METHODS | slack_files.METHODS
        methods["apps.connections.open"] = Method(self._open_line, 3, ("connections:write",), token="app")
        self.api = SlackApi(self.workspace, methods, on_post=self._posted)
        self.faults, self.limits = self.api.faults, self.api.limits
        self.responses = Responses(self.api)
        self.port = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL has to be."""
        return f"http://127.0.0.1:{self.port}/api/"

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=10 * 2**20)
        app.router.add_route("*", "/api/{method}", self.api.handle)
        app.router.add_get("/link/", self.socket.line)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_post("/actions/{name}", self.responses.handle)
        Control(self).add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.api.address = f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        self.faults.clear()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.transport.close()
        await self.socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def use_http(self, url: str, secret: str = SIGNING_SECRET) -> HttpMode:
        """From now on everything goes to this address, signed."""
        mode = HttpMode(url, secret)
        self.transport = mode
        return mode

    def human(self, name: str, **about: Any) -> SlackHuman:
        """A new member (fields of User) and the hand to move them."""
        return SlackHuman(self, self.workspace.add_user(name, **about))

    def channel(self, name: str, *members: SlackHuman, **about: Any) -> Channel:
        """A new channel with these people and, unless bot=False, the bot in it."""
        return self.workspace.add_channel(name, *(m.id for m in members), **about)

    async def emit(self, event: Json) -> Delivery:
        """Sends any event of the Events API."""
        return await self.transport.send("events_api", slack_events.event_callback(self.workspace, event))

    def posts(self, channel: Channel) -> list[Message]:
        """What the bot has posted there and not deleted."""
        return [m for m in channel.messages if m.by_bot and not m.deleted]

    async def _upload(self, request: web.Request) -> web.Response:
        return await slack_files.upload(self.workspace, request)

    def _open_line(self, api: SlackApi, _: Call) -> Json:
        return {"url": api.address.replace("http", "ws", 1) + self.socket.new_ticket()}

    def _posted(self, channel: Channel, message: Message, what: str) -> None:
        """Slack tells an app of its own direct messages and of its edits there."""
        if not self.own_events or channel.kind != "im":
            return
        shape = slack_events.message_event if what == "posted" else slack_events.changed_event
        task = asyncio.get_running_loop().create_task(self.emit(shape(self.workspace, channel, message)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def serve(port: int, *, own_events: bool, people: int, delay: float) -> None:
    """Runs until it is stopped; the one line printed: the address for SLACK_API_URL, bot token, app token, signing secret."""
    server = SlackServer(own_events=own_events)
    server.api.delay = delay
    await server.start(port)
    for number in range(people):
        server.human(f"person{number}")
    print(server.api_url, BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description="Slack on loopback")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--people", type=int, default=0, help="so many members person0, person1, ...")
    parser.add_argument("--no-own-events", action="store_true", help="do not tell the bot of its own posts")
    parser.add_argument("--delay", type=float, default=0, help="seconds that every call to the Web API takes")
    given = parser.parse_args()
    gc.disable()
    try:
        asyncio.run(serve(given.port, own_events=not given.no_own_events, people=given.people, delay=given.delay))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
