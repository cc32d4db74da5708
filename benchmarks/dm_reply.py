"""From a direct message to its answer: check-ins, each answered only when it is on disk, against a bare echo that stores nothing."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.company import made
from benchmarks.processes import Process, ask, process
from benchmarks.table import show

PEOPLE = 20
SECONDS = 4.0
ROUNDS = 3
CHECK_IN = ["kr1 40%, conf 6, next week calls; rest same", "yes"]


def main() -> None:
    rounds: dict[str, list[dict[str, Any]]] = {"echo": [], "echo, shared session": [], "check-in": []}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            for name, found in rounds.items():
                found.append(_measured(name, Path(folder) / f"{name}{number}"))
    rates = {name: statistics.median(one["per_second"] for one in found) for name, found in rounds.items()}
    rows = [
        (
            name,
            rates[name],
            statistics.median(one["reply_ms"]["p50"] for one in found),
            statistics.median(one["reply_ms"]["p95"] for one in found),
            statistics.median(one["ack_ms"]["p95"] for one in found),
            statistics.median(one["cpu"] for one in found),
            rates[name] / rates["echo"],
            rates[name] / rates["echo, shared session"],
        )
        for name, found in rounds.items()
    ]
    columns = ("bot", "replies/s", "reply p50 ms", "reply p95 ms", "ack p95 ms", "CPU ms a reply", "ratio to echo", "ratio to shared echo")
    show(f"dm_reply: {PEOPLE} people at once, {SECONDS:g} s, median of {ROUNDS}", columns, rows, "Aims: check-in >= 0.50 and > 0.41.")


def _measured(name: str, folder: Path) -> dict[str, Any]:
    """One bot against a server of its own."""
    folder.mkdir()
    with process("tests.servers.slack", "--people", str(PEOPLE)) as server:
        api, bot_token, app_token, _ = server.line().split()
        env = {"SLACK_API_URL": api, "SLACK_BOT_TOKEN": bot_token, "SLACK_APP_TOKEN": app_token}
        control = api.removesuffix("/api/")
        people = [f"person{number}" for number in range(PEOPLE)]
        if name != "check-in":
            with process("benchmarks.echo", *(["shared"] if "shared" in name else []), env=env) as echo:
                echo.line()
                return _loaded(echo, control, people, ["hello", "there"])
        url = made(folder, PEOPLE * 5, [f"U{name.upper()}" for name in people])
        with process("benchmarks.bot", env={**env, "OKRBOT_DATABASE_URL": url}, cwd=folder) as bot:
            return _loaded(bot, control, people, CHECK_IN)


def _loaded(bot: Process, control: str, people: list[str], lines: list[str]) -> dict[str, Any]:
    ask(control, "load", people=people, lines=lines, seconds=0.1)  # the first words wait until the bot has connected
    ask(control, "load", people=people, lines=lines, seconds=1.0)
    before = bot.cpu()
    found = ask(control, "load", people=people, lines=lines, seconds=SECONDS)
    return {**found, "cpu": (bot.cpu() - before) / found["replies"] * 1000}
