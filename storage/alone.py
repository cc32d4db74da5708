"""Whether this process is the only one that serves a SQLite file: then nobody is left who could be sending what is marked so."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import IO

LOCKS = find_spec("fcntl") is not None  # where there are no such locks, nobody can say

ENDING = "-run"
"""Of the file beside the database that is locked: SQLite loses its own locks when somebody else closes the database's file."""


class Presence:
    """Held by everybody who serves the file, until they close it or die; the system lets go of it also after kill -9."""

    def __init__(self, database: str) -> None:
        self._path = Path(f"{database}{ENDING}")
        self._file: IO[bytes] | None = None

    def alone(self) -> bool:
        """Whether nobody else is here at this moment; from now on we are. False where there are no such locks."""
        if not LOCKS or self._file is not None:
            return False
        import fcntl

        try:
            self._file = self._path.open("ab")
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                first = True
            except BlockingIOError:
                first = False
            fcntl.flock(self._file, fcntl.LOCK_SH)
        except OSError:
            return False
        return first

    def leave(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
