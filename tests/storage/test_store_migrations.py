"""The numbered migrations lead to exactly the tables that the program works with."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import column, table

from storage.columns import UtcTime
from storage.migrate import migrate, newest, version_of
from storage.migrations.run import config, engine_for
from storage.problems import StoreProblem, parsed
from storage.store import open_store
from storage.tables import metadata

ROWS: dict[str, dict[str, Any]] = {
    "objectives": {
        "id": "li.2026Q4.1",
        "owner": "li",
        "cycle": "2026Q4",
        "text": "Answers while they ask",
        "source": "self",
        "state": "agreed",
        "visibility": "company",
        "position": 1,
        "aligned_to": "[]",
        "advice": "[]",
        "events": "[]",
        "versions": "[]",
        "shared_with": "[]",
        "rev": 1,
    },
    "key_results": {
        "id": "li.2026Q4.1.1",
        "objective": "li.2026Q4.1",
        "text": "First reply time from 9 hours to 2 hours",
        "owner": "li",
        "position": 1,
        "collaborators": "[]",
        "direction": "down",
        "adjusted": False,
        "advice": "[]",
        "state": "active",
        "history": "[]",
    },
    "change_requests": {
        "id": "r1",
        "objective": "li.2026Q4.1",
        "owner": "li",
        "asked_by": "li",
        "at": datetime(2026, 10, 5, tzinfo=UTC),
        "reason": "The tool is late",
        "fields": "{}",
        "state": "open",
    },
    "listed": {"platform": "slack", "account": "U1", "name": "Ann"},
}
"""Of tables that the second migration changes."""


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


async def test_rows_of_the_first_version_are_kept(empty_url: str) -> None:
    """Made by the first migration alone, filled as the program of then did, brought up to date, read by the program of now."""
    engine = engine_for(parsed(empty_url))
    with engine.connect() as connection, connection.begin():
        command.upgrade(config(connection), "0001")
        for name, row in ROWS.items():
            columns = (column(part, UtcTime() if part == "at" else None) for part in row)
            connection.execute(table(name, *columns).insert().values(row))
    migrate(empty_url)
    store = open_store(empty_url, migrate=False)
    (objective,) = await store.read(lambda tx: tx.objectives(ids=["li.2026Q4.1"]))
    (asked,) = await store.read(lambda tx: tx.change_requests("id", ["r1"]))
    await store.close()
    assert (objective.text, objective.for_team, objective.key_results[0].roll_up) == ("Answers while they ask", False, False)
    assert (asked.reason, asked.consents) == ("The tool is late", ())
