"""DingTalk's Stream by hand: always a living connection, the new one opened before the old is left, all acknowledged once stored."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from adapters.dingtalk import frames
from adapters.dingtalk.client import Client
from adapters.dingtalk.errors import BadToken, wrong_keys
from adapters.dingtalk.frames import Frame
from adapters.dingtalk.taking import NotStored, Taking
from bot.ports import Later, Never, Problem, Uncertain

PING, PONG = 8.0, 5.0  # seconds between our pings, and until the answer has to be there
OPEN = 10.0
DRAIN = 15.0  # seconds that a line is kept which DingTalk has left: it closes it itself after ten of silence, if our pings are none
SETTLED = 5.0  # seconds after which a connection that ends has been a good one
LARGEST = 4 * 2**20
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

log = structlog.get_logger("dingtalk")


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row: none after the first, then doubling to half a minute, with jitter."""
    if failures < 2:
        return 0.0
    return min(30.0, 0.25 * float(2 ** min(failures - 2, 10))) * random.uniform(0.5, 1.0)  # noqa: S311 jitter, no secret


class Stream:
    """Keeps a connection until `close`.

    `ping` and `pong`: how often we ask whether the other end lives, and how long it may think; `drain`: how long a line that DingTalk
    has left is kept for what is under way on it.
    """

    def __init__(
        self,
        client: Client,
        taking: Taking,
        *,
        retry: Callable[[int], float] = backoff,
        ping: float = PING,
        pong: float = PONG,
        drain: float = DRAIN,
    ) -> None:
        self._client, self._taking, self._retry, self._ping, self._pong, self._drain = client, taking, retry, ping, pong, drain
        self._lines: set[ClientConnection] = set()
        self._leaving: set[ClientConnection] = set()
        self._heard: set[ClientConnection] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._keeper: asyncio.Task[None] | None = None
        self._tried = asyncio.Event()
        self._problem: Problem | None = Problem("dingtalk", "the Stream is not connected yet", "wait a moment")

    async def start(self) -> None:
        """Returns when it is connected, or the first attempt has failed; goes on trying."""
        self._keeper = asyncio.create_task(self._keep())
        await self._tried.wait()

    async def close(self) -> None:
        """Leaves every connection; what came in and is not acknowledged comes again."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
            self._keeper = None
        await asyncio.gather(*(line.close() for line in list(self._lines)))
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def problem(self) -> Problem | None:
        """Why nothing can be heard at this moment."""
        return None if self._lines - self._leaving else self._problem

    # --- connections -------------------------------------------------------------------------------------------------------------

    async def _keep(self) -> None:
        """Opens a connection whenever there is none, or the only one is leaving."""
        failures = 0
        while True:
            try:
                line = await self._open()
            except Exception as error:  # noqa: BLE001 whatever it was: nobody else would try again
                failures += 1
                self._problem = _problem(error)
                self._tried.set()
                log.warning("not_connected", error=f"{type(error).__name__}: {error}", failures=failures)
                await asyncio.sleep(self._retry(failures))
                continue
            began = asyncio.get_running_loop().time()
            gone = asyncio.Event()
            self._lines.add(line)
            self._tried.set()
            self._run(self._listen(line, gone))
            await gone.wait()
            good = line in self._heard or asyncio.get_running_loop().time() - began > SETTLED
            self._heard.discard(line)
            failures = 0 if good else failures + 1
            self._problem = Problem("dingtalk", "the Stream was cut", "it connects again by itself; if it stays, check the network")
            await asyncio.sleep(self._retry(failures))

    async def _open(self) -> ClientConnection:
        """A ticket, and at once the connection that it is good for."""
        async with asyncio.timeout(OPEN):
            where = await address(self._client)
        return await connect(
            where,
            proxy=None if urlsplit(where).hostname in LOOPBACK else True,
            open_timeout=OPEN,
            ping_interval=self._ping,
            ping_timeout=self._pong,
            close_timeout=1.0,
            max_size=LARGEST,
        )

    async def _listen(self, line: ClientConnection, gone: asyncio.Event) -> None:
        """Reads until the line ends. `gone` is set when another is needed: at the end, or when DingTalk says that it will end."""
        try:
            async for raw in line:
                try:
                    frame = frames.read(raw)
                except (ValueError, KeyError, TypeError, AttributeError):
                    log.warning("not_understood", what="frame")
                    continue
                if frame.kind == "SYSTEM" and frame.topic == "disconnect":
                    self._leaving.add(line)
                    self._run(self._leave(line))
                    gone.set()
                    continue
                self._heard.add(line)
                self._run(self._take(line, frame))
        except ConnectionClosed:
            log.info("disconnected")
        finally:
            gone.set()
            self._lines.discard(line)
            self._leaving.discard(line)
            await line.close()

    async def _leave(self, line: ClientConnection) -> None:
        """An app may hold only so many lines: one that is left and not closed would count for ever."""
        await asyncio.sleep(self._drain)
        await line.close()

    # --- frames ------------------------------------------------------------------------------------------------------------------

    async def _take(self, line: ClientConnection, frame: Frame) -> None:
        """One push, answered on the line it came by."""
        answer = await self._answer(frame)
        if answer is None:
            return
        try:
            await line.send(answer)
        except ConnectionClosed:
            log.info("not_acknowledged", topic=frame.topic)  # it comes again, and is known then

    async def _answer(self, frame: Frame) -> str | None:
        try:
            match frame.kind, frame.topic:
                case "SYSTEM", "ping":
                    return frames.ack(frame, frame.data)
                case "CALLBACK", frames.MESSAGES:
                    await self._taking.message(frame.data)
                    return frames.ack(frame, {"response": None})
                case "CALLBACK", frames.PRESSES:
                    response = await self._taking.press(frame.data, str(frame.headers.get("time") or frame.id))
                    return frames.ack(frame, {"response": response})
                case "EVENT", _:
                    return await self._event(frame)
                case "SYSTEM", _:
                    return None
        except NotStored:
            return None if frame.topic == frames.MESSAGES else frames.ack(frame, {"response": {}}, 500, "not stored")
        return frames.ack(frame, {}, 404, "unknown topic")

    async def _event(self, frame: Frame) -> str:
        kind, number = str(frame.headers.get("eventType", "")), str(frame.headers.get("eventId", frame.id))
        try:
            await self._taking.contact(kind, number, frame.data)
        except Exception as error:  # noqa: BLE001 whatever it was: the event is asked for again
            log.warning("not_stored", error=type(error).__name__)
            return frames.ack(frame, {"status": "LATER", "message": "try again"})
        return frames.ack(frame, {"status": "SUCCESS", "message": "OK"})

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def address(client: Client) -> str:
    """Where the next connection goes, with the ticket for it. Raises Later, Never, Uncertain, BadToken."""
    answer = await client.gateway({"subscriptions": list(frames.SUBSCRIPTIONS), "ua": "okrbot", "localIp": ""})
    endpoint, ticket = str(answer.get("endpoint") or ""), str(answer.get("ticket") or "")
    if not endpoint or not ticket:
        raise Uncertain("the answer names no address to connect to")
    return f"{endpoint}{'&' if '?' in endpoint else '?'}ticket={quote(ticket, safe='')}"


def _problem(error: BaseException) -> Problem:
    if isinstance(error, BadToken) or (isinstance(error, Never) and "auth" in error.reason.lower()):
        return wrong_keys().problem
    reason = (str(error) if isinstance(error, Later | Never | Uncertain) else "") or type(error).__name__
    return Problem("dingtalk", f"the Stream cannot be opened: {reason}", "check the network and DINGTALK_API_BASE")
