"""`okrbot import`: a file to the store, or every row of it that has to be corrected."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import typer

from bot.cli.database import company_of, read, write
from bot.cli.failing import Failed
from bot.cli.platforms import PLATFORMS
from bot.clock import SystemClock
from bot.company import Setup
from bot.conversation.i18n import Catalogue
from bot.exchange.problems import BadFile
from bot.exchange.taking import Take, Taking
from bot.settings import load_settings

What = Literal["people", "teams", "days", "okrs", "all"]


def import_file(what: What, file: Path, *, dry: bool) -> None:
    """Stores what the file asks for and says what changed; with `dry` only says it."""
    settings = load_settings(platforms=False)
    taking = Taking(Setup(Catalogue({}), {}, company_of(settings), {}), PLATFORMS, SystemClock().now(), dry)
    data = file.read_bytes()
    try:
        take = _take(taking, what, data, file.suffix)
        lines = (read if dry else write)(settings, take)
    except BadFile as bad:
        raise Failed(*(f"{file.name}: {row}" for row in bad.rows), f"{file.name}: nothing was imported; correct {_counted(bad)}") from None
    for line in lines:
        typer.echo(line)
    if dry:
        typer.echo("dry run: nothing was stored")


def _take(taking: Taking, what: What, data: bytes, ending: str) -> Take:
    match what:
        case "people":
            return taking.people(data, ending)
        case "teams":
            return taking.teams(data, ending)
        case "days":
            return taking.days(data, ending)
        case "okrs":
            return taking.okrs(data, ending)
        case "all":
            return taking.everything(data, ending)


def _counted(bad: BadFile) -> str:
    return "this" if len(bad.rows) == 1 else f"these {len(bad.rows)} things"


def import_directory(platform: str, *, dry: bool) -> None:
    raise Failed(f"{platform} {dry}")
