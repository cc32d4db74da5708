"""The memory of the bot behind one door: works are run by threads that commit for many at once, answers come back to the event loop."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from queue import Empty, LifoQueue
from typing import TypeVar

from sqlalchemy.engine import URL

from bot.ports import Store, Tx
from storage.alone import Presence
from storage.connection import Connection, connect
from storage.faults import of_postgres, read_only, unreachable
from storage.migrate import bring_up_to_date, see_that_it_is_current
from storage.problems import parsed, problem_of
from storage.queue import Job, Queue
from storage.transaction import Transaction
from storage.writer import PAUSES, Writer

T = TypeVar("T")

READERS = 3
POSTGRES_WRITERS = 3


class DatabaseStore:
    """Store of bot/ports.py on SQLite or PostgreSQL. Usable from any event loop of the process; `open_store` makes one."""

    def __init__(self, url: URL, writers: int, readers: int = READERS) -> None:
        self._url = url
        self._queue = Queue()
        self._writers = [Writer(self._queue, lambda: connect(url, writes=True), self._explain, writers) for _ in range(writers)]
        self._readers = ThreadPoolExecutor(readers, "okrbot-reader")
        self._idle: LifoQueue[Connection] = LifoQueue()
        self._pause = threading.Event()
        self._presence = Presence(url.database or "") if url.get_backend_name() == "sqlite" else None
        self._closed = False
        for writer in self._writers:
            writer.start()

    async def write(self, work: Callable[[Tx], T], *, first: bool = False) -> T:
        if self._closed:
            raise RuntimeError("the store is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._queue.put(Job(work, loop, future), first=first)
        return await future

    async def read(self, work: Callable[[Tx], T]) -> T:
        if self._closed:
            raise RuntimeError("the store is closed")
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def alone(self) -> bool:
        return self._presence is not None and await asyncio.to_thread(self._presence.alone)

    async def close(self) -> None:
        """Does what waits, then ends the threads; closing twice is harmless."""
        if not self._closed:
            self._closed = True
            await asyncio.to_thread(self._end)

    def _end(self) -> None:
        self._queue.close()
        for writer in self._writers:
            writer.join()
        self._readers.shutdown()
        if self._presence is not None:
            self._presence.leave()
        while not self._idle.empty():
            self._idle.get().close()

    def _read(self, work: Callable[[Tx], T]) -> T:
        """Looks again when the server went away meanwhile and comes back."""
        for pause in PAUSES:
            try:
                return self._look(work)
            except Exception as error:
                if not unreachable(error):
                    raise self._explain(error) from error
            self._pause.wait(pause)
        try:
            return self._look(work)
        except Exception as error:
            raise self._explain(error) from error

    def _look(self, work: Callable[[Tx], T]) -> T:
        connection = self._borrowed()
        try:
            connection.begin()
            value = work(Transaction(connection.memo()))
            connection.run("ROLLBACK")
        except Exception as error:
            self._given_back(connection, error)
            if read_only(error) or "readonly database" in str(error):
                raise RuntimeError("a read may not write") from error
            raise
        self._idle.put(connection)
        return value

    def _given_back(self, connection: Connection, error: Exception) -> None:
        """What the work itself raised is nothing against the connection; after the database's own errors another one is opened."""
        if isinstance(error, sqlite3.Error) or of_postgres(error):
            connection.close()
        else:
            connection.run("ROLLBACK")
            self._idle.put(connection)

    def _borrowed(self) -> Connection:
        try:
            return self._idle.get_nowait()
        except Empty:
            return connect(self._url, writes=False)

    def _explain(self, error: BaseException) -> BaseException:
        return problem_of(error, self._url) or error


def open_store(url: str, *, migrate: bool, writers: int | None = None) -> Store:
    """The store at `sqlite:///FILE` or `postgresql://…`.

    With `migrate` the database is brought to this version first; without, one of another version is a StoreProblem. Raises StoreProblem.
    """
    where = parsed(url)
    bring_up_to_date(where) if migrate else see_that_it_is_current(where)
    sqlite = where.get_backend_name() == "sqlite"
    if sqlite:
        _see_that_it_can_be_written(where)
    return DatabaseStore(where, 1 if sqlite else writers or POSTGRES_WRITERS)


def _see_that_it_can_be_written(url: URL) -> None:
    """A file that may only be read is told at the start, not at the first answer."""
    try:
        with closing(connect(url, writes=True)) as connection:
            connection.begin()
            connection.run("PRAGMA user_version = 0")  # SQLite lets a transaction begin, and refuses its first change; this one is undone
    except sqlite3.Error as error:
        raise problem_of(error, url) or error from error
