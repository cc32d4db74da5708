"""The numbered migrations lead to exactly the tables that the program works with."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage.migrate import migrate, newest, version_of
from storage.migrations.run import engine_for
from storage.problems import StoreProblem, parsed
from storage.store import open_store
from storage.tables import metadata


def pretend_version(url: str, version: str) -> None:
    if url.startswith("sqlite"):
        with sqlite3.connect(parsed(url).database or "") as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        connection.close()
    else:
        with psycopg.connect(url) as server:
            server.execute("UPDATE alembic_version SET version_num = %s", (version,))


def test_migrations_and_tables_agree(empty_url: str) -> None:
    migrate(empty_url)
    with engine_for(parsed(empty_url)).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_an_empty_database_has_no_version_and_a_migrated_one_the_newest(empty_url: str) -> None:
    assert version_of(empty_url) is None
    migrate(empty_url)
    migrate(empty_url)
    assert version_of(empty_url) == newest()


def test_a_database_that_was_not_migrated_is_one_clear_error(empty_url: str) -> None:
    with pytest.raises(StoreProblem, match=r"^OKRBOT_DATABASE_URL: the database is empty; run okrbot migrate$"):
        open_store(empty_url, migrate=False)


@pytest.mark.parametrize("migrates", [True, False])
def test_a_database_newer_than_the_program_is_one_clear_error(empty_url: str, migrates: bool) -> None:
    migrate(empty_url)
    pretend_version(empty_url, "9000")
    with pytest.raises(
        StoreProblem, match=rf"^OKRBOT_DATABASE_URL: the database is newer \(9000\) than this program \({newest()}\); install"
    ):
        open_store(empty_url, migrate=migrates)
    assert version_of(empty_url) == "9000"
