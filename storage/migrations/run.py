"""Runs Alembic from the program: no configuration file, one transaction, one migrating process at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

_LOCK = 0x6F6B72626F74  # the program's name as a number: any that others do not use
_PATIENCE = 30


def upgrade(url: URL) -> None:
    """To the newest version. Two at once wait for each other. Raises what the driver raises."""
    engine = engine_for(url)
    with engine.connect() as connection, connection.begin():
        if url.get_backend_name() != "sqlite":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(config(connection), "head")


def config(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    found = Config()
    found.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    found.attributes["connection"] = connection
    return found


def engine_for(url: URL) -> Engine:
    """An engine whose SQLite transactions cover changes of tables too, and hold the right to write from their beginning."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, poolclass=NullPool)
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": _PATIENCE, "isolation_level": None})
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA journal_mode = WAL"))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine
