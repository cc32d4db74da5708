"""From the command to a bot that hears and answers: time until ready and resident memory, with Slack and a small company."""

from __future__ import annotations

import statistics
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.company import made
from benchmarks.processes import process
from benchmarks.table import show

TIMES = 7
PORT = 18_642


def main() -> None:
    with process("tests.servers.slack", "--people", "20") as server, tempfile.TemporaryDirectory() as folder:
        api, bot_token, app_token, _ = server.line().split()
        url = made(Path(folder), 100)
        env = {
            "SLACK_API_URL": api,
            "SLACK_BOT_TOKEN": bot_token,
            "SLACK_APP_TOKEN": app_token,
            "OKRBOT_DATABASE_URL": url,
            "OKRBOT_HTTP_PORT": str(PORT),
        }
        found = [_started(env, Path(folder)) for _ in range(TIMES)]
    seconds, cpu, memory = (sorted(values) for values in zip(*found, strict=True))
    rows = [
        ("ready after, s", statistics.median(seconds), seconds[0], seconds[-1]),
        ("processor time until then, s", statistics.median(cpu), cpu[0], cpu[-1]),
        ("resident memory, MiB", statistics.median(memory), memory[0], memory[-1]),
    ]
    show(f"startup: okrbot run with Slack, {TIMES} times", ("what", "median", "least", "most"), rows, "Aims: < 1.5 s, < 110 MiB.")


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
