"""From a direct message to its answer: check-ins, each answered only when it is on disk, against a bare echo that stores nothing."""

from __future__ import annotations

from benchmarks.asking import GROUPS, PEOPLE, SLACK, Bot, compared, product
from benchmarks.table import show

ROUNDS = 3
ECHO, SHARED = "echo", "echo, shared session"


def main() -> None:
    found = compared(SLACK, [Bot(ECHO, "benchmarks.echo"), Bot(SHARED, "benchmarks.echo", ("shared",)), product(SLACK)], ROUNDS)
    rows = [
        (
            name,
            one["per_second"],
            one["p50"],
            one["p95"],
            one["ack"],
            one["cpu"],
            one["per_second"] / found[ECHO]["per_second"],
            one["per_second"] / found[SHARED]["per_second"],
        )
        for name, one in found.items()
    ]
    columns = ("bot", "replies/s", "reply p50 ms", "reply p95 ms", "ack p95 ms", "CPU ms a reply", "ratio to echo", "ratio to shared echo")
    show(f"dm_reply: {PEOPLE} people at once, {GROUPS} s, median of {ROUNDS}", columns, rows, "Aims: check-in >= 0.50 and > 0.41.")
