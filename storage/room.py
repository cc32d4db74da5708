"""What every part of a transaction stands on: the memo of its session, and what this transaction has read."""

from __future__ import annotations

from dataclasses import dataclass

from bot.okr.model import Objective
from storage.memo import Memo


@dataclass(frozen=True, slots=True)
class Read:
    """An objective as it is stored, and its revision."""

    rev: int
    objective: Objective


class Room:
    """Base of the parts of a transaction; `_read` holds each objective as this transaction last saw it."""

    def __init__(self, memo: Memo) -> None:
        self._db = memo
        self._read: dict[str, Read] = {}
