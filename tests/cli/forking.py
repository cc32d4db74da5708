"""Runs commands as processes of their own that begin with everything imported: one program waits, and forks for each command.

What the program imports would be nearly all of the time that a test takes. Commands that serve, or are stopped, are started as usual.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

PRELOADED = (
    "bot.cli.main bot.cli.coaching bot.cli.database bot.cli.delivering bot.cli.doctor bot.cli.exporting bot.cli.importing "
    "bot.cli.platforms bot.cli.scheduling bot.cli.serving bot.cli.starting bot.cli.tryout storage.migrations.run openpyxl xlsxwriter httpx"
).split()


def answer(asked: dict[str, Any]) -> int:
    """The exit code of one command, run in a child whose standard streams are the files named."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 70
    try:
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        for number, name, mode in ((0, "in", os.O_RDONLY), (1, "out", os.O_WRONLY | os.O_CREAT), (2, "err", os.O_WRONLY | os.O_CREAT)):
            os.dup2(os.open(asked[name], mode), number)
        sys.argv = ["okrbot", *asked["arguments"]]
        from bot.cli import main

        try:
            main()
        except SystemExit as done:
            code = done.code if isinstance(done.code, int) else 1
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.flush()
            sys.stderr.flush()
    finally:
        os._exit(code)


def serve() -> None:
    for module in PRELOADED:
        __import__(module)
    for line in sys.stdin:
        sys.__stdout__.write(f"{json.dumps(answer(json.loads(line)))}\n")
        sys.__stdout__.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    serve()
