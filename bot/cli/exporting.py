"""`okrbot export`: everything to a file that is whole or not there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import typer

from bot.cli.database import read
from bot.cli.failing import Failed
from bot.cli.platforms import NAMES
from bot.clock import SystemClock
from bot.exchange.export import as_json, exported, held_in
from bot.exchange.shape import ExportShape
from bot.exchange.sheets_out import as_csv, as_xlsx
from bot.settings import load_settings

ENDINGS = (".json", ".csv", ".xlsx")


def export_file(file: Path) -> None:
    """Writes the file by its ending; one that was there is replaced."""
    if file.suffix.lower() not in ENDINGS:
        raise Failed(f"{file.name}: is no kind of file that can be written; let it end in {', '.join(ENDINGS)}")
    settings = load_settings(platforms=False)
    export = exported(read(settings, held_in), NAMES, SystemClock().now(), settings.okrbot.timezone)
    try:
        _replace(file, _bytes(export, file.suffix.lower()))
    except OSError as wrong:
        raise OSError(wrong.errno, wrong.strerror, str(file)) from None  # not the draft beside it
    typer.echo(f"{file}: {len(export.people)} people, {len(export.teams)} teams, {len(export.objectives)} objectives")


def _bytes(export: ExportShape, ending: str) -> bytes:
    match ending:
        case ".csv":
            return as_csv(export)
        case ".xlsx":
            return as_xlsx(export)
        case _:
            return as_json(export).encode()


def _replace(file: Path, data: bytes) -> None:
    """Beside the old file first, so that a full disk leaves that one as it was."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.chmod(0o600)
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
