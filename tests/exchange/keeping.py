"""A real store in a temporary file, and imports into it as the command line does them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.company import Setup
from bot.conversation.i18n import Catalogue
from bot.exchange.export import as_json, exported, held_in
from bot.exchange.plan import Platform
from bot.exchange.taking import Take, Taking
from bot.flows.known import Company
from bot.ports import Tx
from storage.store import open_store

T = TypeVar("T")

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PLATFORMS = (Platform("chat", account=("U",), channel=("C",)), Platform("mail"))
SETUP = Setup(Catalogue({}), {}, Company(), {})


class Keeping:
    """One database, opened for each step as a command would."""

    def __init__(self, file: Path) -> None:
        self.url = f"sqlite:///{file}"

    def write(self, work: Callable[[Tx], T]) -> T:
        async def done() -> T:
            store = open_store(self.url, migrate=True)
            try:
                return await store.write(work)
            finally:
                await store.close()

        return asyncio.run(done())

    def take(self, what: str, data: str | bytes | dict[str, Any], ending: str = ".csv", *, dry: bool = False) -> tuple[str, ...]:
        if isinstance(data, dict):
            data, ending = json.dumps(data, ensure_ascii=False), ".json"
        raw = data.encode() if isinstance(data, str) else data
        way: Callable[[bytes, str], Take] = getattr(Taking(SETUP, PLATFORMS, NOW), what)
        take = way(raw, ending)
        return self.write(lambda tx: take(tx, dry=dry))

    def export(self, at: datetime = NOW) -> dict[str, Any]:
        held = self.write(held_in)
        found: dict[str, Any] = json.loads(as_json(exported(held, [p.name for p in PLATFORMS], at, "Asia/Shanghai")))
        return found
