"""From a message on DingTalk to its answer: check-ins, each on disk before it is answered, against a bare echo; and with slow API calls
against the official SDK's echo, which waits for each call (`.venv/bin/pip install dingtalk-stream` for that part).
"""

from __future__ import annotations

from importlib.util import find_spec

from benchmarks.asking import DINGTALK, GROUPS, PEOPLE, Bot, compared, product
from benchmarks.table import show

ROUNDS = 3
HAND, SDK = "echo by hand", "dingtalk-stream echo"
SLOW = 0.1
WHAT = ("per_second", "p50", "p95", "ack", "cpu")
COLUMNS = ("bot", "replies/s", "reply p50 ms", "reply p95 ms", "ack p95 ms", "CPU ms a reply", "ratio to echo")


def main() -> None:
    _table("dingtalk_reply", Bot(HAND, "benchmarks.dingtalk_echo"), ROUNDS, 0.0, "Aim: check-in >= 0.6.")
    if find_spec("dingtalk_stream") is None:
        print("\nThe official SDK is not installed: .venv/bin/pip install dingtalk-stream, then run this again.")
        return
    echo = Bot(SDK, "benchmarks.dingtalk_echo", ("sdk",))
    _table("dingtalk_reply, each API call takes 100 ms", echo, 1, SLOW, "Aim: check-in >= 5 times the SDK's echo.")


def _table(title: str, echo: Bot, rounds: int, latency: float, aim: str) -> None:
    found = compared(DINGTALK, [echo, product(DINGTALK)], rounds, latency=latency)
    base = found[echo.name]["per_second"]
    rows = [(name, *(one[what] for what in WHAT), one["per_second"] / base) for name, one in found.items()]
    show(f"{title}: {PEOPLE} people at once, {GROUPS} s, median of {rounds}", COLUMNS, rows, aim)
