"""From the command to a bot that hears and answers: time until ready and resident memory, with Slack or (`all`) all three platforms."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from benchmarks.asking import DINGTALK, FEISHU, SLACK
from benchmarks.company import made
from benchmarks.processes import process
from benchmarks.table import show

TIMES = 7
PORT = 18_642


def main() -> None:
    grounds = (SLACK, FEISHU, DINGTALK) if "all" in sys.argv else (SLACK,)
    with ExitStack() as servers, tempfile.TemporaryDirectory() as folder:
        env = {"OKRBOT_DATABASE_URL": made(Path(folder), 100), "OKRBOT_HTTP_PORT": str(PORT), "PYTHONDONTWRITEBYTECODE": ""}
        for ground in grounds:
            server = servers.enter_context(process(ground.server, "--people", "20"))
            env |= ground.settings(server.line())
        _started(env, Path(folder))  # Python keeps what it compiles at the first start, as it does wherever nobody forbids it
        found = [_started(env, Path(folder)) for _ in range(TIMES)]
    seconds, cpu, memory = (sorted(values) for values in zip(*found, strict=True))
    rows = [
        ("ready after, s", statistics.median(seconds), seconds[0], seconds[-1]),
        ("processor time until then, s", statistics.median(cpu), cpu[0], cpu[-1]),
        ("resident memory, MiB", statistics.median(memory), memory[0], memory[-1]),
    ]
    aims = "Aims: < 1.5 s, < 110 MiB with Slack alone; < 3 s, far below 230 MiB with all three."
    title = f"startup: okrbot run with {', '.join(ground.platform for ground in grounds)}, {TIMES} times"
    show(title, ("what", "median", "least", "most"), rows, aims)


def _started(env: dict[str, str], folder: Path) -> tuple[float, float, float]:
    began = time.perf_counter()
    with process("bot", "run", env=env, cwd=folder) as bot:
        while not _ready():
            time.sleep(0.01)
        return time.perf_counter() - began, bot.cpu(), bot.memory()


def _ready() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/readyz", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError):
        return False
