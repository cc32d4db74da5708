"""Other processes of a measurement: the platform's server, a bare echo, the bot; each says on its first line that it is ready."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 20


class Process:
    """A Python module of ours at work, ended (SIGTERM, then SIGKILL) with the block it was started for."""

    def __init__(self, module: str, *arguments: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
        settings = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
        self._log = (Path(cwd) / f"{module}.log").open("wb") if cwd != ROOT else None
        command = [sys.executable, "-m", module, *arguments]
        self.running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._log, env=settings, cwd=cwd, text=True)

    def line(self) -> str:
        """Its next line on standard output; raises when it ended instead."""
        assert self.running.stdout is not None
        said = self.running.stdout.readline()
        if not said:
            raise RuntimeError(f"{self.running.args} ended with {self.running.wait()}")
        return said.strip()

    def cpu(self) -> float:
        """Seconds of processor time so far: steadier than the clock where others use the machine too."""
        words = Path(f"/proc/{self.running.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident MiB."""
        words = Path(f"/proc/{self.running.pid}/statm").read_text().split()
        return int(words[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def stop(self) -> None:
        self.running.terminate()
        try:
            self.running.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """kill -9"""
        self.running.kill()
        self.running.wait()


@contextmanager
def process(module: str, *arguments: str, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Iterator[Process]:
    started = Process(module, *arguments, env=env, cwd=cwd)
    try:
        yield started
    finally:
        started.stop()


def ask(address: str, what: str, **body: Any) -> Any:
    """Moves the people of a loopback server."""
    request = urllib.request.Request(f"{address}/control/{what}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=600) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        raise RuntimeError(f"{what}: {refused.read().decode()}") from None
