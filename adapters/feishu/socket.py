"""Keeps a long connection up, in a thread and loop of its own: opened anew whenever it breaks, is refused, hangs or falls silent."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import structlog

from adapters.feishu import sdk
from adapters.feishu.line import Down, Json, Reply, Timing, line_class

TO_CLOSE = 1.5  # seconds, after what is under way has ended

log = structlog.get_logger("feishu")


class LongConnection:
    """`reply` is called in the loop of `start`, for every event; see `Reply`."""

    def __init__(self, app_id: str, app_secret: str, domain: str, reply: Reply, timing: Timing | None = None) -> None:
        self._app_id, self._secret, self._domain, self._reply = app_id, app_secret, domain, reply
        self.timing = timing or Timing()
        self.problem: str | None = "not connected yet"
        self._main: asyncio.AbstractEventLoop | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._ending: asyncio.Event | None = None
        self._tried = asyncio.Event()

    def __repr__(self) -> str:
        return f"LongConnection({self._app_id}, {self._domain})"

    async def start(self) -> None:
        """Returns after the first attempt, whatever came of it, or when it takes long."""
        self._main = asyncio.get_running_loop()
        self._tried = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="feishu", daemon=True)
        self._thread.start()
        try:
            await asyncio.wait_for(self._tried.wait(), self.timing.first)
        except TimeoutError:
            self.problem = "no connection yet"

    async def stop(self) -> None:
        """Takes nothing new, lets answers under way go out, and closes."""
        loop, thread = self._loop, self._thread
        if thread is None:
            return
        if loop is not None and self._ending is not None and thread.is_alive():
            loop.call_soon_threadsafe(self._ending.set)
        await asyncio.to_thread(thread.join, self.timing.drain + TO_CLOSE)
        self._thread = None
        self.problem = "stopped"

    # --- in the thread ---------------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            with asyncio.Runner() as runner:
                runner.run(self._supervise())
        except Exception as error:  # noqa: BLE001 (the end of a thread: whatever it was, it must be seen)
            self._say(f"the long connection's thread ended ({type(error).__name__}: {error})")
            self._attempted()

    async def _supervise(self) -> None:
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        line = line_class(sdk.connection())(self._app_id, self._secret, self._domain, self._across, self.timing)
        try:
            failed = 0
            while not self._ending.is_set():
                began = self._loop.time()
                reason = await self._once(line)
                failed = 0 if self._loop.time() - began > self.timing.retry else failed + 1
                if not self._ending.is_set():
                    self._say(reason)
                    await self._pause(min(self.timing.retry, 0.25 * 2**failed) * random.uniform(0.5, 1))  # noqa: S311 (no secret)
        finally:
            await line.close()
            await line.end()

    async def _once(self, line: Any) -> str:
        """Opens the line and stays until it ends; why it did."""
        opening = asyncio.create_task(line.open())
        ended = await self._first(opening)
        if not ended:
            reason = _why(opening)
            self._say(reason or "no connection")
            self._attempted()
            return reason
        self._say(None)
        self._attempted()
        tasks = [asyncio.create_task(line.listen()), asyncio.create_task(line.ping())]
        await self._first(*tasks)
        reason = next((why for task in tasks if (why := _why(task))), "the platform closed the line")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._ending is not None and self._ending.is_set():
            await line.close()
        await line.hang_up()
        return reason

    async def _first(self, *tasks: asyncio.Task[None]) -> bool:
        """Waits until one of these is done or the end is wanted; whether all that are done went well."""
        assert self._ending is not None
        ending = asyncio.create_task(self._ending.wait())
        done, _ = await asyncio.wait({ending, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if ending in done:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return False
        return all(task.exception() is None for task in tasks if task in done)

    async def _pause(self, seconds: float) -> None:
        assert self._ending is not None
        try:
            await asyncio.wait_for(self._ending.wait(), seconds)
        except TimeoutError:
            return

    async def _across(self, payload: bytes) -> tuple[Json | None, Callable[[], None]]:
        """Has the event handled where the bot lives."""
        main = self._main
        assert main is not None
        body, sent = await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_awaited(self._reply, payload), main))
        return body, partial(_soon, main, sent)

    def _attempted(self) -> None:
        if self._main is not None and not self._main.is_closed():
            self._main.call_soon_threadsafe(self._tried.set)

    def _say(self, problem: str | None) -> None:
        if problem != self.problem:
            report = log.info if problem is None else log.warning
            report("connected" if problem is None else "disconnected", reason=problem)
        self.problem = problem


async def _awaited(reply: Reply, payload: bytes) -> tuple[Json | None, Callable[[], None]]:
    return await reply(payload)


def _soon(loop: asyncio.AbstractEventLoop, what: Callable[[], None]) -> None:
    loop.call_soon_threadsafe(what)


def _why(task: asyncio.Task[None]) -> str:
    """Why a task ended badly; nothing when it did not."""
    if not task.done() or task.cancelled() or task.exception() is None:
        return ""
    error = task.exception()
    return str(error) if isinstance(error, Down) else f"the line broke ({type(error).__name__})"
