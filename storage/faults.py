"""What PostgreSQL's driver complains about, for those who run on SQLite too: the driver is loaded only where it is used."""

from __future__ import annotations

import sys


def _is(error: BaseException, *kinds: str) -> bool:
    """Whether it is one of these errors of the driver's. None can be while it was never loaded."""
    driver = sys.modules.get("psycopg")
    return driver is not None and isinstance(error, tuple(getattr(driver.errors, kind) for kind in kinds))


def of_postgres(error: BaseException) -> bool:
    """Any complaint of the server or the driver."""
    return _is(error, "Error")


def unreachable(error: BaseException) -> bool:
    """The server is not there, or does not let us in."""
    return _is(error, "OperationalError") and not locked(error)


def taken_again(error: BaseException) -> bool:
    """Two transactions were in each other's way: the server ended this one, and all of it may be tried again."""
    return _is(error, "DeadlockDetected", "SerializationFailure")


def locked(error: BaseException) -> bool:
    """Another transaction holds what this one needs."""
    return taken_again(error) or _is(error, "LockNotAvailable")


def without_table(error: BaseException) -> bool:
    return _is(error, "UndefinedTable")


def read_only(error: BaseException) -> bool:
    return _is(error, "ReadOnlySqlTransaction")
