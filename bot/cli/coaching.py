"""`okrbot coach`: lines of standard input to the coach, its answers line by line to standard output."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import TextIO

from bot.cli.speaking import company_speaks
from bot.coaching import coach_json, coach_plain
from bot.settings import load_settings


def coach(*, as_json: bool) -> None:
    """Answers each line before the next is read, so that another program can hold a conversation."""
    speak = company_speaks(load_settings(platforms=False))
    lines = _lines(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="replace"))
    for answer in coach_json(lines, speak) if as_json else coach_plain(lines, speak):
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _lines(source: TextIO) -> Iterator[str]:
    while line := source.readline():
        yield line
