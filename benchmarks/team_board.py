"""`/okr team` for a team of ten: in a company of ten thousand no slower than in one of a hundred."""

from __future__ import annotations

from benchmarks import scale


def main() -> None:
    scale.main((100, 10_000))
