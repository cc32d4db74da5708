"""The threads that write: each takes all works that wait, does them in one transaction, and commits once for all."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.ports import Clash, Tx
from storage.connection import Connection, Receipt
from storage.faults import locked, taken_again, unreachable
from storage.queue import Job, Queue
from storage.transaction import Transaction

TRIES = 5
PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, *([1.0] * 7))
"""Seconds between attempts to reach a server that went away; then those who wait are told."""

Connect = Callable[[], Connection]
Explain = Callable[[BaseException], BaseException]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a work returned or raised."""

    value: Any = None
    error: BaseException | None = None


class Gone(Exception):
    """The server is not there, and what was under way did not happen; the cause says why."""


class Writer(threading.Thread):
    """Serves a queue until it is closed. Several writers may share a queue."""

    def __init__(self, queue: Queue, connect: Connect, explain: Explain, writers: int) -> None:
        super().__init__(name="okrbot-writer", daemon=True)
        self._queue, self._connect, self._explain, self._writers = queue, connect, explain, writers
        self._connection: Connection | None = None
        self._pause = threading.Event()

    def run(self) -> None:
        while (jobs := self._queue.batch(self._writers)) is not None:
            settle(jobs, [self._explained(outcome) for outcome in self._outcomes(jobs)])
        self._disconnect()

    def _explained(self, outcome: Outcome) -> Outcome:
        return outcome if outcome.error is None else Outcome(error=self._explain(outcome.error))

    def _outcomes(self, jobs: list[Job]) -> list[Outcome]:
        """The works are done again when the server went away, or ended them for another's sake, before they were committed; only then."""
        error: BaseException = Gone()
        for pause in PAUSES:
            try:
                return self._transaction(self._connected(), jobs)
            except Gone as gone:
                error = gone.__cause__ or gone
                self._disconnect()
            except Exception as raised:  # noqa: BLE001 - whatever it is, those who wait are told
                error = raised
                if not taken_again(raised):
                    break
                if len(jobs) > 1:  # one at a time holds nothing that another waits for
                    return [outcome for job in jobs for outcome in self._outcomes([job])]
            self._pause.wait(pause)
        return [Outcome(error=error)] * len(jobs)

    def _transaction(self, connection: Connection, jobs: list[Job]) -> list[Outcome]:
        outcomes: list[Outcome] | None = None
        try:
            connection.begin()
            outcomes = at_once(connection, jobs) or [attempt(connection, job.work) for job in jobs]
            connection.run("COMMIT")
        except Exception as error:
            if connection.lost():
                if outcomes is not None and self._committed(connection.receipt()):
                    return outcomes
                raise Gone from error
            if connection.in_transaction():
                connection.run("ROLLBACK")
            raise
        return outcomes

    def _committed(self, receipt: Receipt | None) -> bool:
        """The server went away while committing: only it knows whether it did. Raises when it does not come back."""
        if receipt is None:
            return False
        error: BaseException = Gone()
        for pause in PAUSES:
            self._disconnect()
            try:
                return self._connected().committed(receipt)
            except Exception as raised:
                if not (isinstance(raised, Gone) or unreachable(raised) or locked(raised)):
                    raise
                error = raised.__cause__ or raised
            self._pause.wait(pause)
        raise error

    def _connected(self) -> Connection:
        if self._connection is None:
            try:
                self._connection = self._connect()
            except Exception as error:
                if unreachable(error):
                    raise Gone from error
                raise
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def at_once(connection: Connection, jobs: list[Job]) -> list[Outcome] | None:
    """Does all works without savepoints, as nearly always none raises. None if one did: then nothing is done, and each needs its own."""
    try:
        return [Outcome(job.work(Transaction(connection.memo()))) for job in jobs]
    except Exception as error:
        if connection.lost() or not connection.in_transaction() or taken_again(error):
            raise
        connection.run("ROLLBACK")
        connection.begin()
        return None


def attempt(connection: Connection, work: Callable[[Tx], Any]) -> Outcome:
    """Does one work; what it raises undoes only itself, a clash is taken again. Raises when the transaction itself is lost."""
    for left in range(TRIES, 0, -1):
        connection.run("SAVEPOINT work")
        try:
            value = work(Transaction(connection.memo()))
        except Exception as error:
            if connection.lost() or not connection.in_transaction() or taken_again(error):
                raise
            connection.run("ROLLBACK TO SAVEPOINT work")
            connection.run("RELEASE SAVEPOINT work")
            if left == 1 or not isinstance(error, Clash):
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
