"""`python -m benchmarks [NAME [WORD ...]]`: the short measurements, or the one that is named; further words are for it."""

from __future__ import annotations

import importlib
import sys

SHORT = ("dm_reply", "team_board", "startup")


def main() -> None:
    for name in sys.argv[1:2] or SHORT:
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
