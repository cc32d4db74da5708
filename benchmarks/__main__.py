"""`python -m benchmarks [NAME ...]`: all measurements, or those named."""

from __future__ import annotations

import importlib
import sys

SHORT = ("dm_reply", "team_board", "startup")


def main() -> None:
    for name in sys.argv[1:] or SHORT:
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
