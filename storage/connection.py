"""Connections of either database: how they are opened, how a transaction begins, and how one knows what became of it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import Any, Protocol

import psycopg
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL

from storage.session import Cache, Session

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
        """The server is gone: nothing can be done with this connection."""

    def receipt(self) -> str | None:
        """Names the running transaction, so that another connection can ask what became of it."""

    def committed(self, receipt: str) -> bool:
        """Whether that transaction took effect."""

    def close(self) -> None: ...


class SqliteConnection:
    """A connection to a SQLite file: WAL, every commit on disk before it is told."""

    def __init__(self, url: URL, cache: Cache, *, writes: bool) -> None:
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
        self.session = Session(raw, dialect_of(url), cache)

    def begin(self) -> None:
        self._raw.execute(self._begin)

    def run(self, command: str) -> None:
        self._raw.execute(command)

    def in_transaction(self) -> bool:
        return self._raw.in_transaction

    def lost(self) -> bool:
        return False

    def receipt(self) -> str | None:
        return None

    def committed(self, receipt: str) -> bool:
        return False

    def close(self) -> None:
        self._raw.close()


class PostgresConnection:
    """A connection to PostgreSQL. Writers work in READ COMMITTED: what must not be overwritten unseen carries a revision."""

    def __init__(self, url: URL, cache: Cache, *, writes: bool) -> None:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._raw: psycopg.Connection[Any] = psycopg.connect(address, autocommit=True, connect_timeout=5, application_name="okrbot")
        self._raw.execute("SET TimeZone = 'UTC'")
        self._writes = writes
        self._receipt: str | None = None
        self.session = Session(self._raw, dialect_of(url), cache)

    def begin(self) -> None:
        if not self._writes:
            self._raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return
        cursor = self._raw.execute("BEGIN; SELECT pg_current_xact_id()::text")
        cursor.nextset()
        self._receipt = cursor.fetchall()[0][0]

    def run(self, command: str) -> None:
        self._raw.execute(command.encode(), prepare=False)

    def in_transaction(self) -> bool:
        return self._raw.info.transaction_status != psycopg.pq.TransactionStatus.IDLE

    def lost(self) -> bool:
        return self._raw.closed

    def receipt(self) -> str | None:
        return self._receipt

    def committed(self, receipt: str) -> bool:
        found = self._raw.execute("SELECT pg_xact_status(%s::xid8)", (receipt,)).fetchone()
        return found is not None and found[0] == "committed"

    def close(self) -> None:
        with suppress(psycopg.Error):
            self._raw.close()


def dialect_of(url: URL) -> Dialect:
    """How statements are spelled for this database; no connection is made."""
    return SQLiteDialect_pysqlite() if url.get_backend_name() == "sqlite" else PGDialect_psycopg()  # type: ignore[no-untyped-call]


def connect(url: URL, cache: Cache, *, writes: bool) -> Connection:
    """Opens a connection; raises what the driver raises."""
    kind = SqliteConnection if url.get_backend_name() == "sqlite" else PostgresConnection
    return kind(url, cache, writes=writes)
