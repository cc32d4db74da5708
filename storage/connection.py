"""Connections of either database: how they are opened, how a transaction begins, and how one knows what became of it."""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import Protocol

from sqlalchemy import Dialect
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL

from storage.memo import Memo
from storage.session import Session

Receipt = tuple[str, int]

PATIENCE = 10.0
"""Seconds to wait for another program that writes to the same SQLite file."""


CACHE = 32 * 1024
"""KiB of a file that the writing connection keeps, as far as it has read them: a company of 100,000 is then no slower than a small one."""


class Connection(Protocol):
    """One connection, for one thread at a time."""

    session: Session

    def begin(self) -> None:
        """Starts a transaction; one that may write takes the right to at once on SQLite."""

    def memo(self) -> Memo:
        """Through what a work of the running transaction reads; where nobody else can write meanwhile, all of its works share it."""

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
                raw.execute(f"PRAGMA cache_size = -{CACHE}")
            raw.execute("PRAGMA synchronous = FULL")
            raw.execute("PRAGMA foreign_keys = ON")
            raw.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        except sqlite3.Error:
            raw.close()
            raise
        self._raw = raw
        self._begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        self.session = Session(raw, dialect_of(url))
        self._memo = Memo(self.session)

    def begin(self) -> None:
        self._raw.execute(self._begin)
        self._memo = Memo(self.session)

    def memo(self) -> Memo:
        return self._memo

    def run(self, command: str) -> None:
        self._raw.execute(command)
        if command.startswith("ROLLBACK"):  # to a savepoint, too: what was read may be what was undone
            self._memo = Memo(self.session)

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


def dialect_of(url: URL) -> Dialect:
    """How statements are spelled for this database; no connection is made."""
    return _dialect(url.get_backend_name())


@cache
def _dialect(database: str) -> Dialect:
    """One for all connections of a process: what is compiled for it is compiled once."""
    if database == "sqlite":
        return SQLiteDialect_pysqlite()
    from storage.postgres import dialect

    return dialect()


def connect(url: URL, *, writes: bool) -> Connection:
    """Opens a connection; raises what the driver raises."""
    if url.get_backend_name() == "sqlite":
        return SqliteConnection(url, writes=writes)
    from storage.postgres import PostgresConnection

    return PostgresConnection(url, dialect_of(url), writes=writes)
