"""How a command fails: one line that names the cause and the mend, exit 1; only what is no command or option of ours is exit 2."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import typer

WRONG, UNKNOWN, STOPPED = 1, 2, 130
FULL = (errno.ENOSPC, errno.EDQUOT)


class Failed(Exception):
    """A command cannot do what it was asked to; `lines` are for the operator."""

    def __init__(self, *lines: str) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


def run(command: Callable[[], object]) -> int:
    """The exit code of a command, its complaint on standard error; never a traceback."""
    try:
        code = command()
        sys.stdout.flush()
    except typer.Exit as done:
        return done.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return complain(["stopped"], STOPPED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0  # whoever read us has had enough
    except Exception as error:  # noqa: BLE001 - an operator never reads a traceback
        return _misused(error) if hasattr(error, "format_message") else complain(told(error), WRONG)
    return code if isinstance(code, int) else 0


def complain(lines: Iterable[str], code: int) -> int:
    for line in lines:
        typer.echo(f"okrbot: {line}", err=True)
    return code


def told(error: Exception) -> tuple[str, ...]:
    """What an operator reads of an error."""
    lines = getattr(error, "lines", None)
    if isinstance(lines, tuple):
        return lines
    if hasattr(error, "mend"):  # a database that cannot be used
        return (str(error),)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        mend = "make room" if error.errno in FULL else "see that it is there and may be used"
        return (f"{where}{(error.strerror or str(error)).lower()}; {mend}",)
    return (f"a fault of okrbot itself ({type(error).__name__} in {_place(error)}); please report it with this line",)


def _misused(wrong: Any) -> int:
    """What typer has to say about the words of the command line."""
    said = " ".join(str(wrong.format_message()).split()).rstrip(".")
    unknown = type(wrong).__name__ in {"NoSuchOption", "NoSuchCommand"} or said.startswith("No such command")
    help_line = f"; see {wrong.ctx.command_path} --help" if getattr(wrong, "ctx", None) else ""
    return complain([f"{said[:1].lower()}{said[1:]}{help_line}"], UNKNOWN if unknown else WRONG)


def _place(error: Exception) -> str:
    """The innermost line of our own, without anything that people typed."""
    trace, place = error.__traceback__, "?"
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if {"bot", "adapters", "storage"} & set(file.parts):
            place = f"{file.parent.name}/{file.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
