"""The Socket Mode line: opened through slack-bolt's own handler, and watched so that it comes back from everything."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from adapters.slack.errors import FAILURES, problem
from bot.ports import Problem

SETTING = "SLACK_APP_TOKEN"
DOWN = Problem("slack", "the line to Slack is down", "it is being opened again; if it stays down, check the network")

log = structlog.get_logger("slack")


class Line:
    """`ping` is the seconds between signs of life, which is also how long a broken line stays unnoticed and a refused one waits."""

    def __init__(self, app: AsyncApp, app_token: str, ping: float) -> None:
        self._app, self._token, self._ping = app, app_token, ping
        self._handler: AsyncSocketModeHandler | None = None
        self._watch: asyncio.Task[None] | None = None
        self._problem: Problem | None = Problem("slack", "not connected yet", "wait a moment")

    async def open(self) -> None:
        """Returns after the first attempt; from then on the line is kept up."""
        self._handler = AsyncSocketModeHandler(self._app, self._token, logger=self._app.logger, ping_interval=self._ping)
        await self._attempt()
        self._watch = asyncio.create_task(self._keep())

    async def close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        if self._handler is not None:
            await self._handler.close_async()  # type: ignore[no-untyped-call]

    def problem(self) -> Problem | None:
        return self._problem

    async def _keep(self) -> None:
        """The SDK reconnects by itself, but tries one address for ever though it is good only once: after a refusal it needs a new one."""
        assert self._handler is not None
        while True:
            await asyncio.sleep(self._ping)
            client = self._handler.client
            if await client.is_connected():
                self._problem = None
            elif client.connect_operation_lock.locked():
                self._problem = DOWN
                client.wss_uri = None
            else:
                await self._attempt()

    async def _attempt(self) -> None:
        assert self._handler is not None
        client = self._handler.client
        try:
            async with asyncio.timeout(max(10.0, 4 * self._ping)):
                await client.connect_to_new_endpoint()
        except FAILURES as error:
            self._problem = problem(error, SETTING)
            log.warning("no_line", reason=self._problem.what)
        else:
            self._problem = None if await client.is_connected() else DOWN
