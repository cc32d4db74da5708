"""`okrbot run` and `okrbot try`: settings in, everything put together."""

from __future__ import annotations

import asyncio
import errno
import os
from pathlib import Path

from bot.cli.database import company_of, opened
from bot.cli.failing import Failed
from bot.cli.logs import configure
from bot.cli.platforms import adapters, proposer
from bot.cli.speaking import names_of
from bot.clock import SystemClock
from bot.settings import load_settings


def serve() -> None:
    """Serves every platform that is configured."""
    configure()
    settings = load_settings(platforms=True)
    host, port = settings.okrbot.http_host, settings.okrbot.http_port
    store = opened(settings)
    from bot.cli.serving import run

    try:
        asyncio.run(run(company_of(settings), store, adapters(settings, SystemClock()), host, port, proposer(settings), names_of(settings)))
    except OSError as wrong:
        raise _taken(wrong, "OKRBOT_HTTP_PORT", port, host) from None


def playground(port: int, *, open_browser: bool) -> None:
    """Serves the playground in this folder."""
    from bot.cli.tryout import serve as serve_playground

    configure()
    settings = load_settings(platforms=False, model=True)
    company, model = company_of(settings), proposer(settings)
    try:
        asyncio.run(serve_playground(company, port, open_browser=open_browser, folder=Path.cwd(), proposer=model))
    except OSError as wrong:
        raise _taken(wrong, "--port", port) from None


def _taken(wrong: OSError, setting: str, port: int, host: str = "127.0.0.1") -> Exception:
    """A port or an address that cannot be had is the setting's matter; anything else is told as it is."""
    if wrong.filename is not None:
        return wrong
    if wrong.errno is None or wrong.errno < 0 or wrong.errno == errno.EADDRNOTAVAIL:  # below 0 are those of looking up a name
        return Failed(f"OKRBOT_HTTP_HOST: {host} is no address of this machine; give 127.0.0.1, or 0.0.0.0 for all that it has")
    return Failed(f"{setting}: port {port} cannot be served ({os.strerror(wrong.errno).lower()}); choose another, or end what holds it")
