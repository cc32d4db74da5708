"""The file `.env` as a file: where it is looked for, and what of it cannot be read."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from dotenv.parser import Binding, parse_stream

ENV_FILE: Final = ".env"


def unreadable() -> tuple[str, ...]:
    """A line for everything that keeps the file from being read; none of what stands in it. Nothing where there is no file."""
    if Path(ENV_FILE).is_dir():
        return (f"{ENV_FILE}: is a folder and has to be a file; remove it (Docker makes one where the file to mount is missing)",)
    try:
        bindings = _bindings()
    except UnicodeDecodeError:
        return (f"{ENV_FILE}: is not UTF-8 text; save it as UTF-8",)
    except OSError as wrong:
        return (f"{ENV_FILE}: cannot be read ({(wrong.strerror or '').lower()}); give the bot's user the right to read it",)
    wrong_lines = (binding.original.line for binding in bindings if binding.error)
    return tuple(f"{ENV_FILE}: line {line} is not NAME=value; correct it, or begin it with #" for line in wrong_lines)


def names() -> tuple[str, ...]:
    """The names that are set there, in capitals."""
    try:
        return tuple(binding.key.upper() for binding in _bindings() if binding.key)
    except (OSError, UnicodeDecodeError):
        return ()


def where() -> str:
    """Where settings were looked for."""
    file = Path(ENV_FILE).resolve()
    return f"neither in the environment nor in {file}" if file.exists() else f"and there is no file {ENV_FILE} in {file.parent}"


def _bindings() -> tuple[Binding, ...]:
    """Raises OSError, UnicodeDecodeError."""
    try:
        text = Path(ENV_FILE).read_text("utf-8-sig")
    except FileNotFoundError:
        return ()
    return tuple(parse_stream(io.StringIO(text)))
