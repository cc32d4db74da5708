"""What every part of a transaction stands on: the session, and what this transaction has read."""

from __future__ import annotations

from dataclasses import dataclass

from bot.okr.model import Objective
from storage.memo import Memo
from storage.session import Session


@dataclass(frozen=True, slots=True)
class Read:
    """An objective as it is stored, and its revision."""

    rev: int
    objective: Objective


class Room:
    """Base of the parts of a transaction; `_read` holds each objective as this transaction last saw it."""

    def __init__(self, session: Session) -> None:
        self._db = Memo(session)
        self._read: dict[str, Read] = {}
