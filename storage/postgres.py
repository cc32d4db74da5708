"""A connection to PostgreSQL, and how its statements are spelled; nothing else loads its driver."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import URL

from storage.memo import Memo
from storage.session import Session


def dialect() -> Dialect:
    return PGDialect_psycopg()  # type: ignore[no-untyped-call]


class PostgresConnection:
    """A connection to PostgreSQL. Writers work in READ COMMITTED: what must not be overwritten unseen carries a revision."""

    def __init__(self, url: URL, dialect: Dialect, *, writes: bool) -> None:
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._raw: psycopg.Connection[Any] = psycopg.connect(address, autocommit=True, connect_timeout=5, application_name="okrbot")
        self._raw.execute("SET TimeZone = 'UTC'; SET jit = off; SET plan_cache_mode = force_generic_plan; SET lock_timeout = '10s'")
        self._writes = writes
        self._id, self._batch = uuid4().hex, 0
        self.session = Session(self._raw, dialect)

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

    def memo(self) -> Memo:
        return Memo(self.session)

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

    def receipt(self) -> tuple[str, int] | None:
        return self._id, self._batch

    def committed(self, receipt: tuple[str, int]) -> bool:
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
