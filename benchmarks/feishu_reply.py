"""From a message on Feishu to its answer: check-ins, each on disk before it is answered, against the SDK's bare echo."""

from __future__ import annotations

from benchmarks.asking import FEISHU, GROUPS, PEOPLE, Bot, compared, product
from benchmarks.table import show

ROUNDS = 3
ECHO = "lark-oapi echo"


def main() -> None:
    found = compared(FEISHU, [Bot(ECHO, "benchmarks.feishu_echo"), product(FEISHU)], ROUNDS)
    rows = [
        (name, *(one[what] for what in ("per_second", "p50", "p95", "ack", "cpu")), one["per_second"] / found[ECHO]["per_second"])
        for name, one in found.items()
    ]
    columns = ("bot", "replies/s", "reply p50 ms", "reply p95 ms", "ack p95 ms", "CPU ms a reply", "ratio to echo")
    show(f"feishu_reply: {PEOPLE} people at once, {GROUPS} s, median of {ROUNDS}", columns, rows, "Aim: check-in >= 1.0.")
