"""Runs the real command in a folder of its own, with no settings but those given."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from tests.source_tree import ROOT

PREFIXES = ("OKRBOT_", "SLACK_", "FEISHU_", "DINGTALK_")


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str


LOCK = Lock()


@cache
def _forking() -> subprocess.Popen[str]:
    """One for each process of tests; it ends with it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(PREFIXES)}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.cli.forking"],
        cwd=ROOT,
        env=env | {"PYTHONWARNINGS": "ignore"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def forked(folder: Path, environment: dict[str, str], arguments: tuple[str, ...], said: str) -> Said:
    """What a command said, with these words on its standard input."""
    with TemporaryDirectory() as where, LOCK:
        streams = {name: Path(where) / name for name in ("in", "out", "err")}
        streams["in"].write_bytes(said.encode())
        asked = {"folder": str(folder), "environment": environment, "arguments": arguments}
        forking = _forking()
        assert forking.stdin
        assert forking.stdout
        forking.stdin.write(json.dumps(asked | {name: str(path) for name, path in streams.items()}) + "\n")
        forking.stdin.flush()
        code = int(json.loads(forking.stdout.readline()))
        return Said(code, streams["out"].read_text("utf-8"), streams["err"].read_text("utf-8"))


@dataclass(frozen=True)
class Command:
    """`okrbot` in one folder."""

    folder: Path

    def __call__(self, *arguments: str, said: str = "", **settings: str) -> Said:
        done = forked(self.folder, self.environment(**settings), arguments, said)
        assert "Traceback" not in done.out + done.err
        return done

    def environment(self, **settings: str) -> dict[str, str]:
        outside = {name: value for name, value in os.environ.items() if not name.startswith(PREFIXES)}
        return outside | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "COLUMNS": "140"} | settings

    def write(self, name: str, text: str | bytes) -> str:
        (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return name
