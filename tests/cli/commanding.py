"""Runs the real command in a folder of its own, with no settings but those given."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.source_tree import ROOT

PREFIXES = ("OKRBOT_", "SLACK_", "FEISHU_", "DINGTALK_")


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Command:
    """`okrbot` in one folder."""

    folder: Path

    def __call__(self, *arguments: str, said: str = "", **settings: str) -> Said:
        process = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env=self.environment(**settings),
            input=said.encode(),
            capture_output=True,
            check=False,
            timeout=60,
        )
        done = Said(process.returncode, process.stdout.decode(), process.stderr.decode())
        assert "Traceback" not in done.out + done.err
        return done

    def environment(self, **settings: str) -> dict[str, str]:
        outside = {name: value for name, value in os.environ.items() if not name.startswith(PREFIXES)}
        return outside | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "COLUMNS": "140"} | settings

    def write(self, name: str, text: str | bytes) -> str:
        (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return name
