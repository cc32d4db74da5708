"""What became of messages, written down together: while one commit is under way, the next gathers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from bot.ports import Store, Tx

Note = Callable[[Tx], object]
PAUSE = 1.0  # seconds after a write that failed

log = structlog.get_logger("delivery")


class Receipts:
    """Notes are kept until they are on disk, however long the database is away."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._notes: list[Note] = []
        self._writing: asyncio.Task[None] | None = None

    def add(self, note: Note) -> None:
        """Writes it down soon."""
        self._notes.append(note)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())

    async def written(self) -> None:
        """Returns when everything added so far is on disk."""
        while self._writing is not None:
            await asyncio.wait([self._writing])

    async def _write(self) -> None:
        try:
            while self._notes:
                notes, self._notes = self._notes, []
                await self._all(notes)
        finally:
            self._writing = None

    async def _all(self, notes: list[Note]) -> None:
        while True:
            try:
                await self._store.write(lambda tx: [note(tx) for note in notes])
            except Exception as wrong:  # noqa: BLE001 whatever it is: a receipt that is lost would be asked about, or sent again
                log.warning("receipts_wait", count=len(notes), error=type(wrong).__name__)
                await asyncio.sleep(PAUSE)
            else:
                return
