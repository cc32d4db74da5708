"""What many tests need and is the same each time, made once a process: the catalogue, and an empty database to copy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.cli.speaking import catalogue
from bot.conversation.i18n import Catalogue
from bot.okr.access import LEADING, Org
from bot.okr.model import Person, Team
from bot.ports import Store
from storage.migrate import migrate
from storage.store import open_store


@cache
def sentences() -> Catalogue:
    """The catalogue."""
    return catalogue()


@cache
def _empty_database() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        migrate(f"sqlite:///{file}")
        return file.read_bytes()


def everybody(people: Mapping[str, Person], teams: Mapping[str, Team] | None = None, today: date | None = None) -> Org:
    """The whole company: there is nobody besides these."""
    return Org(people, teams or {}, today, frozenset(people), frozenset(LEADING))


def store_at(file: Path) -> Store:
    """The store in this file; a file that is not there yet begins with all tables and nothing in them."""
    if not file.exists():
        file.write_bytes(_empty_database())
    return open_store(f"sqlite:///{file}", migrate=True)
