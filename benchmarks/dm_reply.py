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
GROUPS = 6
SECONDS = 1.0
ROUNDS = 3
CHECK_IN = [line for n in range(40) for line in (f"kr1 {20 + n}%, conf 6, next week call customer {n}; rest same", "yes")]
"""Nobody says the same twice, and nobody corrects a week's report a thousand times: after a second it is the next twenty's turn."""


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
    show(f"dm_reply: {PEOPLE} people at once, {GROUPS} s, median of {ROUNDS}", columns, rows, "Aims: check-in >= 0.50 and > 0.41.")


def _measured(name: str, folder: Path) -> dict[str, Any]:
    """One bot against a server of its own."""
    folder.mkdir()
    with process("tests.servers.slack", "--people", str(PEOPLE * (GROUPS + 1))) as server:
        api, bot_token, app_token, _ = server.line().split()
        env = {"SLACK_API_URL": api, "SLACK_BOT_TOKEN": bot_token, "SLACK_APP_TOKEN": app_token}
        control = api.removesuffix("/api/")
        people = [f"person{number}" for number in range(PEOPLE * (GROUPS + 1))]
        if name != "check-in":
            with process("benchmarks.echo", *(["shared"] if "shared" in name else []), env=env) as echo:
                echo.line()
                return _loaded(echo, control, people, ["hello", "there"])
        url = made(folder, len(people), [f"U{name.upper()}" for name in people])
        with process("benchmarks.bot", env={**env, "OKRBOT_DATABASE_URL": url}, cwd=folder) as bot:
            return _loaded(bot, control, people, CHECK_IN)


def _loaded(bot: Process, control: str, people: list[str], lines: list[str]) -> dict[str, Any]:
    """The first group warms up: its words wait until the bot has connected."""
    groups = [people[at : at + PEOPLE] for at in range(0, len(people), PEOPLE)]
    ask(control, "load", people=groups[0], lines=lines, seconds=SECONDS)
    before = bot.cpu()
    found = [ask(control, "load", people=group, lines=lines, seconds=SECONDS) for group in groups[1:]]
    replies = sum(one["replies"] for one in found)
    took = sum(one["replies"] / one["per_second"] for one in found)
    usual = {what: {p: statistics.median(one[what][p] for one in found) for p in ("p50", "p95")} for what in ("reply_ms", "ack_ms")}
    return {**usual, "per_second": replies / took, "cpu": (bot.cpu() - before) / replies * 1000}
