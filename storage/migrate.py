"""Brings a database to this version of the program, and knows one that is newer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL

from storage.connection import Connection, connect
from storage.faults import of_postgres, without_table
from storage.problems import StoreProblem, parsed, problem_of

MIGRATIONS = Path(__file__).parent / "migrations"


def newest() -> str:
    """The version that this program expects: migrations are numbered, and a file's name begins with its number."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def migrate(url: str) -> None:
    """Brings the database to this version; an empty one is filled with tables. Raises StoreProblem."""
    bring_up_to_date(parsed(url))


def version_of(url: str) -> str | None:
    """The version of a database, None if it holds nothing of ours. Raises StoreProblem when it cannot be asked."""
    return _version(parsed(url))


def bring_up_to_date(url: URL) -> None:
    """Alembic is loaded only if there is something to do: it costs more than everything else at a start."""
    found = _version(url)
    if found is not None and found > newest():
        raise _newer(found)
    if found != newest():
        from storage.migrations.run import upgrade

        try:
            upgrade(url)
        except Exception as error:
            raise problem_of(error, url) or error from error


def see_that_it_is_current(url: URL) -> None:
    """Raises StoreProblem unless the database has exactly this version."""
    found = _version(url)
    if found is not None and found > newest():
        raise _newer(found)
    if found != newest():
        raise StoreProblem("the database is older than this program" if found else "the database is empty", "run okrbot migrate")


def _newer(found: str) -> StoreProblem:
    return StoreProblem(
        f"the database is newer ({found}) than this program ({newest()})", "install the newer program, or use another database"
    )


def _version(url: URL) -> str | None:
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return None
    try:
        with closing(connect(url, writes=False)) as connection:
            return _asked(connection)
    except Exception as error:
        if isinstance(error, sqlite3.Error) or of_postgres(error):
            raise problem_of(error, url) or error from error
        raise


def _asked(connection: Connection) -> str | None:
    try:
        row = connection.session.connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except Exception as error:
        if without_table(error) or (isinstance(error, sqlite3.OperationalError) and "no such table" in str(error)):
            return None
        raise
    return None if row is None else str(row[0])
