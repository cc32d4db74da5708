"""A bare Bolt bot that says back what it hears, as its documentation writes it; `shared`: with one session for all its calls."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp


async def main(*, shared: bool) -> None:
    app = AsyncApp(token=os.environ["SLACK_BOT_TOKEN"])
    app.client.base_url = os.environ["SLACK_API_URL"]
    if shared:
        app.client.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100))

    @app.event("message")
    async def echo(event: dict[str, Any], say: Any) -> None:
        await say(event["text"])

    handler = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"])
    await handler.connect_async()
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(shared="shared" in sys.argv))
