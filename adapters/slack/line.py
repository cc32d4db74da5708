"""The Socket Mode line: opened through slack-bolt's own handler, and watched so that it comes back from everything."""

from __future__ import annotations

import asyncio

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from adapters.slack.errors import FAILURES, problem
from bot.ports import Problem

SETTING = "SLACK_APP_TOKEN"
PATIENCE = 10.0
DOWN = Problem("slack", "the line to Slack is down", "it is being opened again; if it stays down, check the network")

log = structlog.get_logger("slack")


class Line:
    """`ping` is the seconds between signs of life, which is also how long a broken line stays unnoticed and a refused one waits."""

    def __init__(self, app: AsyncApp, app_token: str, ping: float) -> None:
        self._app, self._token, self._ping = app, app_token, ping
        self._handler: AsyncSocketModeHandler | None = None
        self._watch: asyncio.Task[None] | None = None
        self._attempt: asyncio.Task[None] | None = None
        self._problem: Problem | None = DOWN

    async def open(self) -> None:
        """Returns when the line is up, or the first attempt has failed or takes too long; from then on it is kept up."""
        self._handler = AsyncSocketModeHandler(self._app, self._token, logger=self._app.logger, ping_interval=self._ping)
        self._attempt = asyncio.create_task(self._connect())
        await asyncio.wait([self._attempt], timeout=PATIENCE)
        self._watch = asyncio.create_task(self._keep())

    async def close(self) -> None:
        tasks = [task for task in (self._watch, self._attempt) if task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        if self._handler is not None:
            await self._handler.close_async()  # type: ignore[no-untyped-call]

    def problem(self) -> Problem | None:
        return self._problem

    async def _keep(self) -> None:
        """Looks after the line.

        The SDK reconnects by itself, but tries one address for ever though it is good only once: whoever is at it gets a new one.
        """
        assert self._handler is not None
        client = self._handler.client
        while True:
            await asyncio.sleep(self._ping)
            if await client.is_connected():
                self._problem = None
            elif client.connect_operation_lock.locked():
                self._problem = self._problem or DOWN
                client.wss_uri = None
            else:
                self._attempt = asyncio.create_task(self._connect())

    async def _connect(self) -> None:
        assert self._handler is not None
        try:
            await self._handler.client.connect_to_new_endpoint()
        except (*FAILURES, AttributeError) as error:  # the SDK stumbles over an answer that is no JSON
            self._problem = problem(error, SETTING)
            log.warning("no_line", reason=self._problem.what)
        else:
            self._problem = None if await self._handler.client.is_connected() else self._problem
