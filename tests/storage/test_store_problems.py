"""A database that cannot be used is one line that says what is wrong and what to do, and changes nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.ports import Problem, Tx
from storage.migrate import version_of
from storage.problems import StoreProblem
from storage.store import open_store
from tests.servers.postgres import Postgres
from tests.storage.store_samples import LIN

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("", "is not a database address; use sqlite:///FILE or postgresql://USER@HOST/DATABASE"),
        ("okrbot.db", "is not a database address; use sqlite:///FILE or postgresql://USER@HOST/DATABASE"),
        ("mysql://root:secret@h/d", "names a database we do not know (mysql); use sqlite:///FILE or postgresql://USER@HOST/DATABASE"),
        ("postgresql://h:port/d", "is not a database address; use sqlite:///FILE or postgresql://USER@HOST/DATABASE"),
        ("sqlite://", "names no file; use sqlite:///okrbot.db, or sqlite:////absolute/path.db"),
        (
            "sqlite:////no/such/folder/x.db",
            "the file cannot be opened (/no/such/folder/x.db); see that its folder exists and may be read and written",
        ),
    ],
)
def test_an_address_that_cannot_be_used(url: str, line: str) -> None:
    with pytest.raises(StoreProblem) as raised:
        open_store(url, migrate=True)
    assert str(raised.value) == f"OKRBOT_DATABASE_URL: {line}"
    what, mend = line.split("; ", 1)
    assert raised.value.problem == Problem("OKRBOT_DATABASE_URL", what, mend)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, " * 100)
    with pytest.raises(StoreProblem, match="the file is no SQLite database") as raised:
        open_store(f"sqlite:///{path}", migrate=True)
    assert "\n" not in str(raised.value)
    assert path.read_text() == "not a database, " * 100


AS_NOBODY = """
import os, sys
from storage.problems import StoreProblem
from storage.store import open_store
if os.geteuid() == 0:
    os.setuid(65534)
try:
    open_store(sys.argv[1], migrate=True)
except StoreProblem as problem:
    print(problem)
"""


@pytest.mark.parametrize("rights", [0o555, 0o777])
def test_a_file_that_may_not_be_written_says_so_at_the_start(sqlite_template: bytes, rights: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "okrbot.db"
        path.write_bytes(sqlite_template)
        path.chmod(0o444)
        path.parent.chmod(rights)
        program = [sys.executable, "-c", AS_NOBODY, f"sqlite:///{path}"]
        said = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
        path.parent.chmod(0o700)
    assert said.stderr == ""
    assert said.stdout == (
        f"OKRBOT_DATABASE_URL: the file cannot be written ({path}); give the bot's user the right to write the file and its folder\n"
    )


async def test_a_full_disk_undoes_all_works_of_the_batch_and_goes_on_when_there_is_room(tmp_path: Path, sqlite_template: bytes) -> None:
    path = tmp_path / "okrbot.db"
    path.write_bytes(sqlite_template)
    store = open_store(f"sqlite:///{path}", migrate=False)

    def fill(tx: Tx) -> None:
        for n in range(1000):
            tx.save_setting(f"s{n}", "x" * 5000)

    pages = await store.write(lambda tx: tx._db.connection.execute("PRAGMA page_count").fetchone()[0])  # type: ignore[attr-defined]
    await store.write(lambda tx: tx._db.connection.execute(f"PRAGMA max_page_count = {pages + 5}").fetchall())  # type: ignore[attr-defined]
    with pytest.raises(StoreProblem, match="the disk is full"):
        await store.write(fill)
    assert await store.read(lambda tx: tx.setting("s0")) is None
    await store.write(lambda tx: tx._db.connection.execute("PRAGMA max_page_count = 100000").fetchall())  # type: ignore[attr-defined]
    await store.write(fill)
    assert await store.read(lambda tx: tx.setting("s999")) == "x" * 5000
    await store.close()


def test_a_server_that_is_not_there_names_no_password() -> None:
    with pytest.raises(StoreProblem) as raised:
        open_store("postgresql://okr:secret@127.0.0.1:1/okr", migrate=False)
    assert (
        str(raised.value) == "OKRBOT_DATABASE_URL: PostgreSQL does not answer at 127.0.0.1:1; see that it runs and can be reached from here"
    )


def test_a_database_that_is_not_there(postgres: Postgres) -> None:
    with pytest.raises(StoreProblem, match=r"there is no database nowhere on .*; make it with createdb$"):
        version_of(postgres.url("nowhere"))


def test_a_user_who_is_not_let_in(postgres: Postgres) -> None:
    with pytest.raises(StoreProblem, match="does not let stranger in; check user and password"):
        open_store(postgres.url("postgres").replace("okrbot@", "stranger@"), migrate=True)


async def test_another_program_that_holds_the_file_is_named(tmp_path: Path, sqlite_template: bytes) -> None:
    path = tmp_path / "okrbot.db"
    path.write_bytes(sqlite_template)
    store = open_store(f"sqlite:///{path}", migrate=False)
    await store.write(lambda tx: tx._db.connection.execute("PRAGMA busy_timeout = 10").fetchall())  # type: ignore[attr-defined]
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreProblem, match="the file is locked by another program"):
            await store.write(lambda tx: tx.save_person(LIN))
        other.execute("ROLLBACK")
    await store.write(lambda tx: tx.save_person(LIN))
    await store.close()
