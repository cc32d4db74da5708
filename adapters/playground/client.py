"""The platform's own side of the playground: who said what in which conversation, kept in a small SQLite file of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT, place TEXT NOT NULL, author TEXT, only_for TEXT, kind TEXT NOT NULL, body TEXT NOT NULL,
  at TEXT NOT NULL, seq INTEGER NOT NULL, edited INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS entry_place ON entry (place, id);
CREATE INDEX IF NOT EXISTS entry_seq ON entry (seq);
CREATE TABLE IF NOT EXISTS sent (key TEXT PRIMARY KEY, entry INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS seen (account TEXT, place TEXT, upto INTEGER NOT NULL, PRIMARY KEY (account, place));
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT OR IGNORE INTO counter VALUES ('seq', 0), ('cleared', 0), ('begun', 0);
"""

Kind = Literal["said", "pressed", "filled", "message"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a conversation. `author` None = the bot; `only_for` the one account that sees it; `seq` the change that made it so.

    `place` is a channel's address, or the account whose direct conversation it is.
    """

    id: int
    place: str
    author: str | None
    only_for: str | None
    kind: Kind
    body: Any
    at: datetime
    seq: int
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Something that every open page hears of; `seq` grows for ever, also over a reset. `data` is plain JSON or an entry."""

    what: Literal["entry", "seen", "clock", "people", "reset"]
    seq: int
    data: Any = None


Listener = Callable[[Change], None]


class ChatLog:
    """Conversations on disk. Calls are short and block; the file belongs to one process. `listen` hears every change once it is on disk."""

    def __init__(self, path: Path, listen: Listener) -> None:
        """Opens or makes the file. Raises OSError, one line, when it cannot be used."""
        self._path, self._listen = path, listen
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.executescript(SCHEMA)
        except sqlite3.Error as error:
            message = f"{path}: the playground cannot keep its conversations here ({error}); make the folder writable, or remove the file"
            raise OSError(message) from error

    def close(self) -> None:
        self._db.close()

    def problem(self) -> str | None:
        """Why nothing can be written at this moment, None when all is well."""
        try:
            with self._change():
                pass
        except sqlite3.Error as error:
            return str(error)
        return None

    # --- writing ---------------------------------------------------------------------------------------------------------------

    def add(
        self, key: str, place: str, *, kind: Kind, body: Any, at: datetime, author: str | None = None, only_for: str | None = None
    ) -> Entry:
        """Appends a line; under a key that was used before, nothing is added and the line of then is given back."""
        with self._change() as seq:
            known = self.sent(key)
            if known is not None:
                return known
            cursor = self._db.execute(
                "INSERT INTO entry (place, author, only_for, kind, body, at, seq) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (place, author, only_for, kind, json.dumps(body, ensure_ascii=False), at.isoformat(), seq),
            )
            self._db.execute("INSERT INTO sent VALUES (?, ?)", (key, cursor.lastrowid))
            entry = Entry(int(cursor.lastrowid or 0), place, author, only_for, kind, body, at, seq)
        self._listen(Change("entry", seq, entry))
        return entry

    def edit(self, key: str, entry_id: int, body: Any) -> Entry | None:
        """Gives a line a new body, once a key; None when there is no such line."""
        with self._change() as seq:
            if self._one("SELECT entry FROM sent WHERE key = ?", key) is not None:
                return self.entry(entry_id)
            text = json.dumps(body, ensure_ascii=False)
            if not self._db.execute("UPDATE entry SET body = ?, seq = ?, edited = 1 WHERE id = ?", (text, seq, entry_id)).rowcount:
                return None
            self._db.execute("INSERT INTO sent VALUES (?, ?)", (key, entry_id))
            entry = self.entry(entry_id)
        self._listen(Change("entry", seq, entry))
        return entry

    def see(self, account: str, place: str, upto: int) -> None:
        """Remembers that this account has read the conversation up to this line."""
        with self._change() as seq:
            self._db.execute(
                "INSERT INTO seen VALUES (?, ?, ?) ON CONFLICT (account, place) DO UPDATE SET upto = max(upto, excluded.upto)",
                (account, place, upto),
            )
        self._listen(Change("seen", seq, {"account": account, "place": place, "upto": upto}))

    def clear(self) -> None:
        """Forgets every conversation; ids and change numbers go on counting."""
        with self._change() as seq:
            for table in ("entry", "sent", "seen"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 (the three names above)
            self._db.execute("UPDATE counter SET value = iif(name = 'begun', 0, ?) WHERE name IN ('begun', 'cleared')", (seq,))
        self._listen(Change("reset", seq))

    def begin(self) -> None:
        """Notes that somebody did something: from now on there is something to lose."""
        self._db.execute("UPDATE counter SET value = 1 WHERE name = 'begun' AND value = 0")

    @contextmanager
    def _change(self) -> Iterator[int]:
        """A transaction that carries the next change number."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            row = self._db.execute("UPDATE counter SET value = value + 1 WHERE name = 'seq' RETURNING value").fetchone()
            yield int(row[0])
        except BaseException:
            self._db.rollback()
            raise
        self._db.commit()

    # --- reading ---------------------------------------------------------------------------------------------------------------

    def entry(self, entry_id: int) -> Entry | None:
        return next(self._entries("WHERE id = ?", entry_id), None)

    def sent(self, key: str) -> Entry | None:
        """The line that was added, or edited, under this key."""
        return next(self._entries("JOIN sent ON sent.entry = entry.id WHERE sent.key = ?", key), None)

    def history(self, place: str, before: int | None = None, limit: int = 100) -> tuple[Entry, ...]:
        """The newest lines of a conversation that are older than line `before`, oldest first."""
        newest = self._entries("WHERE place = ? AND id < ? ORDER BY id DESC LIMIT ?", place, before or 2**62, limit)
        return tuple(reversed(tuple(newest)))

    def changed(self, after: int) -> tuple[Entry, ...]:
        """The lines made or edited by a change later than `after`, in the order of the changes."""
        return tuple(self._entries("WHERE seq > ? ORDER BY seq", after))

    def unread(self, accounts: Iterable[str], channels: Iterable[str]) -> list[dict[str, Any]]:
        """How many lines of others each account has not read, in its direct conversation and in the channels, and up to where it read."""
        shared = list(channels)
        return [self._unread(account, place) for account in accounts for place in (account, *shared)]

    def _unread(self, account: str, place: str) -> dict[str, Any]:
        upto = int(self._one("SELECT upto FROM seen WHERE account = ? AND place = ?", account, place) or 0)
        query = "SELECT count(*) FROM entry WHERE place = ? AND id > ? AND author IS NOT ? AND (only_for IS NULL OR only_for = ?)"
        return {"account": account, "place": place, "upto": upto, "count": int(self._one(query, place, upto, account, account) or 0)}

    def seq(self) -> int:
        """The number of the last change."""
        return int(self._one("SELECT value FROM counter WHERE name = 'seq'"))

    def cleared(self) -> int:
        """The number of the last reset, 0 = never."""
        return int(self._one("SELECT value FROM counter WHERE name = 'cleared'"))

    def begun(self) -> bool:
        """Whether anybody has done anything since the last reset; to be greeted is nothing."""
        return bool(self._one("SELECT value FROM counter WHERE name = 'begun'"))

    def _one(self, query: str, *values: Any) -> Any:
        row = self._db.execute(query, values).fetchone()
        return None if row is None else row[0]

    def _entries(self, where: str, *values: Any) -> Iterator[Entry]:
        for row in self._db.execute(f"SELECT entry.* FROM entry {where}", values):  # noqa: S608 (the conditions stand in this file)
            at, body = datetime.fromisoformat(row["at"]), json.loads(row["body"])
            yield Entry(row["id"], row["place"], row["author"], row["only_for"], row["kind"], body, at, row["seq"], bool(row["edited"]))
