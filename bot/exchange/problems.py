"""What is wrong with a file: every bad row is named, and nothing of the file is taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BadRow:
    """One thing to correct. `where` says the line (0: the whole file), `column` the column or the path within it."""

    line: int
    column: str
    what: str

    def __str__(self) -> str:
        place = [f"line {self.line}"] if self.line else []
        place += [f"column {self.column}"] if self.column else []
        return f"{', '.join(place)}: {self.what}" if place else self.what


class BadCell(Exception):
    """One cell cannot be read; the text says what is wrong and what is expected."""


class BadFile(Exception):
    """A file that cannot be taken: `rows` is everything there is to correct, in order, and of each cell only the first thing."""

    def __init__(self, rows: Iterable[BadRow]) -> None:
        first: dict[tuple[int, str, str], BadRow] = {}
        for row in rows:
            first.setdefault((row.line, row.column, "" if row.column else row.what), row)
        self.rows = tuple(sorted(first.values(), key=lambda row: row.line))
        super().__init__("; ".join(map(str, self.rows)))

    @classmethod
    def whole(cls, what: str, line: int = 0) -> BadFile:
        """Something that is wrong with the file as such."""
        return cls([BadRow(line, "", what)])
