"""`python -m benchmarks [NAME [WORD ...]]`: the short measurements, or the one that is named; further words are for it."""

from __future__ import annotations

import importlib
import sys

SHORT = ("dm_reply", "team_board", "startup")
OTHERS = tuple("acks dingtalk_reply feishu_reply kill map_page pace posting report scale soak throughput year".split())


def main() -> None:
    for name in sys.argv[1:2] or SHORT:
        if name not in (*SHORT, *OTHERS):
            sys.exit(f"benchmarks: there is no {name}; there are {', '.join(sorted((*SHORT, *OTHERS)))}")
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
