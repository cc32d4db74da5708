"""`okrbot import`: a file to the store, or every row of it that has to be corrected."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal

import typer

from bot.cli.database import company_of, read, write
from bot.cli.failing import Failed
from bot.cli.platforms import NAMES, PLATFORMS, adapters
from bot.clock import SystemClock
from bot.company import Setup
from bot.conversation.i18n import Catalogue
from bot.env_file import where
from bot.exchange.problems import BadFile
from bot.exchange.taking import Take, Taking
from bot.ports import Adapter, Later, Never, Profile, Uncertain
from bot.settings import Settings, load_settings

What = Literal["people", "teams", "days", "okrs", "all"]


def import_file(what: What, file: Path, *, dry: bool) -> None:
    """Stores what the file asks for and says what changed; with `dry` only says it."""
    settings = load_settings(platforms=False)
    taking = _taking(settings)
    data = file.read_bytes()
    _taken(settings, lambda: _take(taking, what, data, file.suffix), file.name, dry=dry)


def import_directory(platform: str, *, dry: bool) -> None:
    """The same with people as a platform lists them."""
    if platform not in NAMES:
        raise Failed(f"--from {platform}: is no platform; give one of {', '.join(NAMES)}")
    settings = load_settings(platforms=True, only=platform)
    made = adapters(settings, SystemClock())
    if not made:
        raise Failed(f"--from {platform}: has no settings, {where()}; see .env.example and docs/{platform}.md")
    (chosen,) = made
    profiles = asyncio.run(_profiles(chosen))
    _taken(settings, lambda: _taking(settings).directory(platform, profiles), platform, dry=dry)


async def _profiles(adapter: Adapter) -> tuple[Profile, ...]:
    try:
        return await adapter.people()
    except (Later, Never, Uncertain) as wrong:
        raise Failed(f"{adapter.name}: its people cannot be read ({str(wrong) or 'no answer'}); see okrbot doctor") from None
    finally:
        await adapter.stop()


def _taking(settings: Settings) -> Taking:
    return Taking(Setup(Catalogue({}), {}, company_of(settings), {}), PLATFORMS, SystemClock().now())


def _taken(settings: Settings, opened: Callable[[], Take], name: str, *, dry: bool) -> None:
    """Rehearsed first: a bot that runs has to wait only while something is stored."""
    try:
        take = opened()
        lines = read(settings, partial(take, dry=True))
        if not dry:
            lines = write(settings, take)
    except BadFile as bad:
        raise Failed(*(f"{name}: {row}" for row in bad.rows), *_counted(name, bad)) from None
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


def _counted(name: str, bad: BadFile) -> tuple[str, ...]:
    """One error is one line; several end with how many there are."""
    return (f"{name}: nothing was imported; correct these {len(bad.rows)} things",) if len(bad.rows) > 1 else ()
