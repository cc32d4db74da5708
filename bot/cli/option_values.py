"""What options take, read from the words of the command line; what cannot be read is one line that names the option."""

from __future__ import annotations

from datetime import date

from bot.cli.failing import Failed

HIGHEST_PORT = 65535


def first_day(text: str) -> date:
    return _day("--from", text)


def last_day(text: str) -> date:
    return _day("--to", text)


def port(text: str | int) -> int:
    """From 0, which takes a free one. Raises Failed."""
    said = str(text).strip()  # the default is a number already
    if not (said.isascii() and said.isdecimal()) or int(said) > HIGHEST_PORT:
        raise Failed(f"--port takes a whole number from 0 to {HIGHEST_PORT}, such as 8642; {_quoted(said)} is none")
    return int(said)


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Failed(f"{option} takes a day such as 2026-11-20; {_quoted(text)} is none") from None


def _quoted(text: str) -> str:
    return f"“{' '.join(text.split())[:40]}”"
