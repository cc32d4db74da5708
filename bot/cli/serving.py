"""`okrbot run`: everything put together and kept going until somebody asks it to stop."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack

import structlog

from adapters.http import application, listen, serving
from adapters.pages.web import Web
from bot.abilities import AbilitiesNow
from bot.cli.measuring import Measuring
from bot.cli.speaking import catalogue
from bot.clock import SystemClock
from bot.company import Setup
from bot.flows.catalogue import FLOWS
from bot.flows.known import Company
from bot.links import ensure_secret
from bot.ports import Adapter, Proposer, Store
from bot.running import Running
from bot.visiting import Visiting

log = structlog.get_logger("bot")


def setup(company: Company, adapters: Sequence[Adapter] = (), called: Mapping[str, str] | None = None) -> Setup:
    """What the engine is set up with; what a platform can do is asked of its adapter each time. `called`: see `names_of`."""
    return Setup(catalogue(called), FLOWS, company, AbilitiesNow(adapters))


def replica() -> str:
    """A name that no other process has."""
    return f"{socket.gethostname()}:{os.getpid()}:{time.monotonic_ns()}"


async def run(
    company: Company,
    store: Store,
    adapters: Sequence[Adapter],
    host: str,
    port: int,
    proposer: Proposer | None = None,
    called: Mapping[str, str] | None = None,
) -> None:
    """Serves until SIGTERM or SIGINT, then drains. Raises OSError when the address cannot be had."""
    by_name: Mapping[str, Adapter] = {adapter.name: adapter for adapter in adapters}
    running = Running(setup(company, adapters, called), store, SystemClock(), by_name, replica(), proposer)
    measuring = Measuring(lambda: running)
    routes = [route for adapter in adapters for route in adapter.routes()]
    visiting = Visiting(running.setup, store, SystemClock())
    web = Web(lambda: visiting)
    routes += web.routes() if company.public_url else []
    app = application(ready=running.problems, registry=measuring.registry, measure=measuring.measure, routes=routes)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stopped.set)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        if proposer:
            stack.push_async_callback(proposer.close)
        await stack.enter_async_context(serving(app, listen(host, port)))
        stack.callback(web.close)
        stack.push_async_callback(running.stop)
        await store.write(ensure_secret)
        await running.start()
        log.info("serving", address=f"http://{host}:{port}", platforms=[*by_name])
        gc.freeze()  # what has come in so far stays for good
        gc.enable()
        await stopped.wait()
