"""Opens the store that the settings name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

import typer

from bot.flows.known import Company
from bot.ports import Store, Tx
from bot.settings import Settings, load_settings
from storage.migrate import migrate as bring_up_to_date
from storage.migrate import newest, version_of
from storage.store import open_store

T = TypeVar("T")


def company_of(settings: Settings) -> Company:
    """The company's defaults."""
    own = settings.okrbot
    return Company(own.timezone, own.language, own.calendar, public_url=own.public_url, proposes=settings.model is not None)


def opened(settings: Settings) -> Store:
    """The store; a SQLite file is brought up to date by itself. Raises StoreProblem."""
    return open_store(settings.database_url, migrate=settings.is_sqlite)


def write(settings: Settings, work: Callable[[Tx], T]) -> T:
    """Does one work on the store and closes it."""

    async def done() -> T:
        store = opened(settings)
        try:
            return await store.write(work)
        finally:
            await store.close()

    return asyncio.run(done())


def read(settings: Settings, work: Callable[[Tx], T]) -> T:
    """Looks at the store and closes it."""
    found: list[T] = []  # asyncio.run spells out what its coroutine returns, which takes seconds of a whole company

    async def look() -> None:
        store = opened(settings)
        try:
            found.append(await store.read(work))
        finally:
            await store.close()

    asyncio.run(look())
    return found[0]


def migrate() -> None:
    """`okrbot migrate`."""
    settings = load_settings(platforms=False)
    before = version_of(settings.database_url)
    bring_up_to_date(settings.database_url)
    typer.echo(f"the database is at version {newest()}" + (" already" if before == newest() else f" (was {before or 'empty'})"))
