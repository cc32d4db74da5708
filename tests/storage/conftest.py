"""Every test of the store runs on SQLite and on PostgreSQL, each with a fresh database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest

from bot.ports import Store
from storage.migrate import migrate
from storage.store import open_store
from storage.tables import metadata
from tests.servers.postgres import Postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_database(postgres: Postgres) -> str:
    """One database of this version; copying it for every test would take longer than the tests."""
    name = postgres.create()
    migrate(postgres.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("template") / "okrbot.db"
    migrate(f"sqlite:///{path}")
    return path.read_bytes()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def empty_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this version, without rows."""
    if backend == "sqlite":
        path = tmp_path / "okrbot.db"
        path.write_bytes(request.getfixturevalue("sqlite_template"))
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = request.getfixturevalue("postgres_database")
    yield server.url(name)
    with psycopg.connect(server.url(name)) as connection:
        connection.execute("; ".join(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables)))


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = open_store(url, migrate=False)
    yield opened
    await opened.close()
