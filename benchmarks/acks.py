"""How soon each platform is told that an event has arrived, while every call to its API takes 200 ms."""

from __future__ import annotations

from benchmarks.asking import DINGTALK, FEISHU, GROUPS, PEOPLE, SLACK, compared, product
from benchmarks.table import show

LATENCY = 0.2


def main() -> None:
    rows = []
    for ground in (SLACK, FEISHU, DINGTALK):
        (one,) = compared(ground, [product(ground)], 1, latency=LATENCY).values()
        rows.append((ground.platform, one["ack"], one["p50"], one["per_second"]))
    columns = ("platform", "ack p95 ms", "reply p50 ms", "replies/s")
    title = f"acks: {PEOPLE} people at once, {GROUPS} s, each API call takes {LATENCY * 1000:.0f} ms"
    show(title, columns, rows, "Aim: ack p95 < 50 ms on each.")
