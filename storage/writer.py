"""The threads that write: each takes all works that wait, does them in one transaction, and commits once for all."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

import psycopg

from bot.ports import Clash, Tx
from storage.connection import Connection
from storage.transaction import Transaction

BATCH = 64
TRIES = 5
RECONNECTS = 8

Connect = Callable[[], Connection]
Explain = Callable[[BaseException], BaseException]


@dataclass(frozen=True, slots=True)
class Job:
    """A work and who waits for it."""

    work: Callable[[Tx], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a work returned or raised."""

    value: Any = None
    error: BaseException | None = None


Queue = SimpleQueue[Job | None]


class Broken(Exception):
    """The transaction is gone with all works in it."""


class Writer(threading.Thread):
    """Serves a queue until it finds None in it. Several writers may share a queue."""

    def __init__(self, queue: Queue, connect: Connect, explain: Explain) -> None:
        super().__init__(name="okrbot-writer", daemon=True)
        self._queue, self._connect, self._explain = queue, connect, explain
        self._connection: Connection | None = None
        self._pause = threading.Event()

    def run(self) -> None:
        while (job := self._queue.get()) is not None:
            jobs = self._with_waiting(job)
            settle(jobs, [self._explained(outcome) for outcome in self._outcomes(jobs)])
        if self._connection is not None:
            self._connection.close()

    def _explained(self, outcome: Outcome) -> Outcome:
        return outcome if outcome.error is None else Outcome(error=self._explain(outcome.error))

    def _with_waiting(self, first: Job) -> list[Job]:
        jobs = [first]
        while len(jobs) < BATCH:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            if job is None:
                self._queue.put(None)
                break
            jobs.append(job)
        return [job for job in jobs if not job.future.cancelled()]

    def _outcomes(self, jobs: list[Job]) -> list[Outcome]:
        """The works are done again when the server went away before they were committed."""
        error: BaseException = Broken()
        for attempt in range(RECONNECTS):
            try:
                if self._connection is None:
                    self._connection = self._connect()
                return self._transaction(self._connection, jobs)
            except Exception as raised:  # noqa: BLE001 - whatever it is, those who wait are told
                error = raised
            if self._connection is not None and not self._connection.lost():
                break
            self._connection = None
            self._pause.wait(min(0.05 * 2**attempt, 1.0))
        return [Outcome(error=error)] * len(jobs)

    def _transaction(self, connection: Connection, jobs: list[Job]) -> list[Outcome]:
        outcomes: list[Outcome] | None = None
        try:
            connection.begin()
            outcomes = [attempt(connection, job.work) for job in jobs]
            connection.run("COMMIT")
        except Exception:
            if connection.lost():
                receipt = connection.receipt()
                if outcomes is not None and receipt is not None and self._committed(receipt):
                    return outcomes
            elif connection.in_transaction():
                connection.run("ROLLBACK")
            raise
        return outcomes

    def _committed(self, receipt: str) -> bool:
        """The server went away while committing: only it knows whether it did."""
        for attempt in range(RECONNECTS):
            try:
                self._connection = self._connect()
                return self._connection.committed(receipt)
            except psycopg.OperationalError:
                self._pause.wait(min(0.05 * 2**attempt, 1.0))
        return False


def attempt(connection: Connection, work: Callable[[Tx], Any]) -> Outcome:
    """Does one work; what it raises undoes only itself, a clash is taken again. Raises when the transaction itself is lost."""
    for left in range(TRIES, 0, -1):
        connection.run("SAVEPOINT work")
        try:
            value = work(Transaction(connection.session))
        except Exception as error:
            if connection.lost() or not connection.in_transaction():
                raise
            connection.run("ROLLBACK TO SAVEPOINT work")
            connection.run("RELEASE SAVEPOINT work")
            if left == 1 or not isinstance(error, (Clash, psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)):
                return Outcome(error=error)
        else:
            connection.run("RELEASE SAVEPOINT work")
            return Outcome(value=value)
    raise AssertionError("every try returns or raises")


def settle(jobs: list[Job], outcomes: list[Outcome]) -> None:
    """Tells those who wait, with one wake-up for each event loop."""
    loops = {id(job.loop): job.loop for job in jobs}
    for key, loop in loops.items():
        told = [(job.future, outcome) for job, outcome in zip(jobs, outcomes, strict=True) if id(job.loop) == key]
        if not loop.is_closed():
            loop.call_soon_threadsafe(_tell, told)


def _tell(told: list[tuple[asyncio.Future[Any], Outcome]]) -> None:
    for future, outcome in told:
        if future.cancelled():
            continue
        if outcome.error is not None:
            future.set_exception(outcome.error)
        else:
            future.set_result(outcome.value)
