"""What an operator reads when the database cannot be used: one line that names the cause and the mend."""

from __future__ import annotations

import sqlite3

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.ports import Problem
from storage.faults import locked, unreachable

SETTING = "OKRBOT_DATABASE_URL"
SCHEMES = "sqlite:///FILE or postgresql://USER@HOST/DATABASE"


class StoreProblem(Exception):
    """The database cannot be used. `where` is the setting, `what` is wrong, `mend` says what to do; no secret in any of them."""

    def __init__(self, what: str, mend: str, where: str = SETTING) -> None:
        super().__init__(f"{where}: {what}; {mend}")
        self.where, self.what, self.mend = where, what, mend

    @property
    def problem(self) -> Problem:
        """As `okrbot doctor` and /readyz show it."""
        return Problem(self.where, self.what, self.mend)


def parsed(url: str) -> URL:
    """The address of a database we can use. Raises StoreProblem."""
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreProblem("is not a database address", f"use {SCHEMES}") from None
    name = found.get_backend_name()
    if name == "sqlite":
        if not found.database or found.database == ":memory:":
            raise StoreProblem("names no file", "use sqlite:///okrbot.db, or sqlite:////absolute/path.db")
        return found.set(drivername="sqlite+pysqlite")
    if name in {"postgresql", "postgres"}:
        return found.set(drivername="postgresql+psycopg")
    raise StoreProblem(f"names a database we do not know ({name})", f"use {SCHEMES}")


_SQLITE = (
    ("readonly", "the file cannot be written", "give the bot's user the right to write the file and its folder"),
    ("is full", "the disk is full", "make room, then start again"),
    ("locked", "the file is locked by another program", "end the program that holds it, or wait until it is done"),
    ("unable to open", "the file cannot be opened", "see that its folder exists and may be read and written"),
    ("not a database", "the file is no SQLite database", "name another file, or move this one away"),
    ("malformed", "the file is damaged", "restore it from a backup or an export"),
    ("disk i/o", "the disk does not do as told", "see whether it is full, gone or failing"),
)


def problem_of(error: BaseException, url: URL) -> StoreProblem | None:
    """What a database's error means to an operator; None for what is no fault of the database's surroundings."""
    if isinstance(error, StoreProblem):
        return error
    if isinstance(error, DBAPIError) and error.orig is not None:
        return problem_of(error.orig, url)
    if isinstance(error, sqlite3.DatabaseError):
        told = str(error).lower()
        found = next(((what, mend) for sign, what, mend in _SQLITE if sign in told), None)
        return None if found is None else StoreProblem(f"{found[0]} ({url.database})", found[1])
    if locked(error):
        return StoreProblem("another session holds what is to be written", "look for one that is idle in a transaction, and end it")
    if unreachable(error):
        return _unreachable(error, url)
    return None


def _unreachable(error: BaseException, url: URL) -> StoreProblem:
    told = str(error).lower()
    server = f"{url.host or url.query.get('host') or 'the local socket'}{f':{url.port}' if url.port else ''}"
    if "does not exist" in told and "database" in told:
        return StoreProblem(f"there is no database {url.database} on {server}", "make it with createdb")
    if "authentication" in told or "password" in told or "role" in told:
        return StoreProblem(f"{server} does not let {url.username or 'this user'} in", "check user and password")
    if "disk" in told or "no space" in told:
        return StoreProblem(f"the disk of {server} is full", "make room there")
    return StoreProblem(f"PostgreSQL does not answer at {server}", "see that it runs and can be reached from here")
