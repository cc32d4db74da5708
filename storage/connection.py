"""Connections of either database: how they are opened, how a transaction begins, and how one knows what became of it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from functools import cache
from typing import Any, Protocol
from uuid import uuid4

import psycopg
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL

from storage.session import Session

Receipt = tuple[str, int]

PATIENCE = 10.0
"""Seconds to wait for another program that writes to the same SQLite file."""


class Connection(Protocol):
    """One connection, for one thread at a time."""

    session: Session

    def begin(self) -> None:
        """Starts a transaction; one that may write takes the right to at once on SQLite."""

    def run(self, command: str) -> None:
        """COMMIT, ROLLBACK, SAVEPOINT and the like."""

    def in_transaction(self) -> bool:
        """False when the database ended the transaction by itself."""

    def lost(self) -> bool:
        """The server is gone: nothing can be done with this connection. Asks it, so only after something went wrong."""

    def receipt(self) -> Receipt | None:
        """Names the running transaction, so that another connection can ask what became of it."""

    def committed(self, receipt: Receipt) -> bool:
        """Whether that transaction took effect."""

    def close(self) -> None: ...


class SqliteConnection:
    """A connection to a SQLite file: WAL, every commit on disk before it is told."""

    def __init__(self, url: URL, *, writes: bool) -> None:
        raw = sqlite3.connect(url.database or "", timeout=PATIENCE, isolation_level=None, check_same_thread=False, cached_statements=512)
        try:
            if writes:
                raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("PRAGMA synchronous = FULL")
            raw.execute("PRAGMA foreign_keys = ON")
            raw.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        except sqlite3.Error:
            raw.close()
            raise
        self._raw = raw
        self._begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        self.session = Session(raw, dialect_of(url))

    def begin(self) -> None:
        self._raw.execute(self._begin)

    def run(self, command: str) -> None:
        self._raw.execute(command)

    def in_transaction(self) -> bool:
        return self._raw.in_transaction

    def lost(self) -> bool:
        return False

    def receipt(self) -> Receipt | None:
        return None

    def committed(self, receipt: Receipt) -> bool:
        return False

    def close(self) -> None:
        self._raw.close()


class PostgresConnection:
    """A connection to PostgreSQL. Writers work in READ COMMITTED: what must not be overwritten unseen carries a revision."""

    def __init__(self, url: URL, *, writes: bool) -> None:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._raw: psycopg.Connection[Any] = psycopg.connect(address, autocommit=True, connect_timeout=5, application_name="okrbot")
        self._raw.execute("SET TimeZone = 'UTC'; SET jit = off; SET plan_cache_mode = force_generic_plan; SET lock_timeout = '10s'")
        self._writes = writes
        self._id, self._batch = uuid4().hex, 0
        self.session = Session(self._raw, dialect_of(url))

    def begin(self) -> None:
        if not self._writes:
            self._raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return
        self._batch += 1
        # One round trip. A transaction's own number would not do: after a crash PostgreSQL may give it to another one.
        self._raw.execute(
            f"BEGIN; INSERT INTO writers (id, batch) VALUES ('{self._id}', {self._batch}) "  # noqa: S608 - both are ours
            "ON CONFLICT (id) DO UPDATE SET batch = excluded.batch"
        )

    def run(self, command: str) -> None:
        self._raw.execute(command.encode(), prepare=False)

    def in_transaction(self) -> bool:
        return self._raw.info.transaction_status != psycopg.pq.TransactionStatus.IDLE

    def lost(self) -> bool:
        if self._raw.closed:
            return True
        try:  # the server's last words may have arrived before the end of the connection did
            self._raw.execute("SELECT 1")
        except psycopg.errors.InFailedSqlTransaction:
            return False
        except psycopg.OperationalError:
            return True
        return False

    def receipt(self) -> Receipt | None:
        return self._id, self._batch

    def committed(self, receipt: Receipt) -> bool:
        """Waits for a server that is still busy with that transaction: it holds the row."""
        writer, batch = receipt
        asks = "INSERT INTO writers (id, batch) VALUES (%s, 0) ON CONFLICT (id) DO UPDATE SET batch = writers.batch RETURNING batch"
        found = self._raw.execute(asks, (writer,)).fetchone()
        return found is not None and found[0] == batch

    def close(self) -> None:
        with suppress(psycopg.Error):
            if self._batch:
                self._raw.execute("DELETE FROM writers WHERE id = %s", (self._id,))
        with suppress(psycopg.Error):
            self._raw.close()


def dialect_of(url: URL) -> Dialect:
    """How statements are spelled for this database; no connection is made."""
    return _dialect(url.get_backend_name())


@cache
def _dialect(database: str) -> Dialect:
    """One for all connections of a process: what is compiled for it is compiled once."""
    return SQLiteDialect_pysqlite() if database == "sqlite" else PGDialect_psycopg()  # type: ignore[no-untyped-call]


def connect(url: URL, *, writes: bool) -> Connection:
    """Opens a connection; raises what the driver raises."""
    kind = SqliteConnection if url.get_backend_name() == "sqlite" else PostgresConnection
    return kind(url, writes=writes)
