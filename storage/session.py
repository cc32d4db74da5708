"""Runs SQLAlchemy Core statements on a bare DBAPI connection: each is compiled once, then costs little more than its SQL.

The ORM and Core's own execution cost several times what SQLite itself needs for a small statement; a turn has a dozen of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Dialect, Executable, TypeDecorator

from storage.tables import metadata

WORD = re.compile(r"\w+")

T = TypeVar("T")

Row = tuple[Any, ...]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A statement as its database reads it: the SQL, how each parameter is written and how each column is read."""

    sql: str
    defaults: Mapping[str, Any]
    writes: tuple[tuple[str, Convert], ...]
    reads: tuple[tuple[int, Convert], ...]
    positional: bool
    tables: frozenset[str]  # every table of ours that the SQL names

    def parameters(self, values: Mapping[str, Any]) -> Any:
        known = {**self.defaults, **values} if self.defaults else values
        if self.positional:
            return [convert(known[name]) for name, convert in self.writes]
        return {name: convert(known[name]) for name, convert in self.writes}

    def row(self, found: Row) -> Row:
        if not self.reads:
            return found
        row = list(found)
        for index, convert in self.reads:
            row[index] = convert(row[index])
        return tuple(row)


class Session:
    """The statements of one connection. Not for two threads at once."""

    def __init__(self, connection: Any, dialect: Dialect) -> None:
        self.connection = connection
        self.dialect = dialect

    def tables(self, statement: Executable) -> frozenset[str]:
        """Every table that the statement may read or change."""
        return compiled_for(statement, self.dialect).tables

    def rows(self, statement: Executable, **values: Any) -> list[Row]:
        """Every row that the statement finds or returns."""
        compiled = compiled_for(statement, self.dialect)
        found = self.connection.execute(compiled.sql, compiled.parameters(values)).fetchall()
        return [compiled.row(row) for row in found] if compiled.reads else found

    def values(self, statement: Executable, make: Callable[[Row], T], **values: Any) -> list[T]:
        """What `make` makes of every row, remembered for rows that are found again: turn after turn reads the same ones."""
        compiled = compiled_for(statement, self.dialect)
        found = self.connection.execute(compiled.sql, compiled.parameters(values)).fetchall()
        return [_made(make, compiled, row) for row in found]

    def one(self, statement: Executable, **values: Any) -> Row | None:
        """The first row, None if there is none."""
        compiled = compiled_for(statement, self.dialect)
        found = self.connection.execute(compiled.sql, compiled.parameters(values)).fetchone()
        return None if found is None else compiled.row(found)

    def change(self, statement: Executable, **values: Any) -> int:
        """Runs a statement for its effect; how many rows it touched."""
        compiled = compiled_for(statement, self.dialect)
        return int(self.connection.execute(compiled.sql, compiled.parameters(values)).rowcount)

    def change_all(self, statement: Executable, values: Iterable[Mapping[str, Any]]) -> None:
        """Runs a statement once for each set of values."""
        compiled = compiled_for(statement, self.dialect)
        parameters = [compiled.parameters(one) for one in values]
        if parameters:
            self.connection.cursor().executemany(compiled.sql, parameters)


@lru_cache(maxsize=1024)
def _made(make: Callable[[Row], T], compiled: Compiled, row: Row) -> T:
    return make(compiled.row(row))


@lru_cache(maxsize=2048)
def compiled_for(statement: Executable, dialect: Dialect) -> Compiled:
    """Compiles a statement whose lists are all bound as one parameter (nothing is expanded at execution)."""
    clause: Any = statement
    compiled = clause.compile(dialect=dialect)
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    names: Sequence[str] = compiled.positiontup if compiled.positional else tuple(binds)
    writes = tuple((name, _typed(binds[name], dialect).bind_processor(dialect) or _no_nul) for name in names)
    defaults = {name: value for name, value in compiled.params.items() if not binds[name].required}
    columns: Sequence[Any] = tuple(getattr(statement, "exported_columns", ()))
    found = ((index, _reader(column, dialect)) for index, column in enumerate(columns))
    reads = tuple((at, read) for at, read in found if read is not None)
    sql = str(compiled)
    return Compiled(sql, defaults, writes, reads, compiled.positional, _named(sql))


def _named(sql: str) -> frozenset[str]:
    """The tables whose names stand in it, wherever that is; of what names none, all."""
    tables = frozenset(metadata.tables)
    return tables.intersection(WORD.findall(sql)) or tables


def _typed(element: Any, dialect: Dialect) -> Any:
    """The type of a parameter or column as this database has it; our own types see to that themselves."""
    return element.type if isinstance(element.type, TypeDecorator) else element.type.dialect_impl(dialect)


def _reader(column: Any, dialect: Dialect) -> Convert | None:
    """PostgreSQL hands over Python's own values, sqlite3 what the file holds; our own types convert for both."""
    if dialect.name == "postgresql" and not isinstance(column.type, TypeDecorator):
        return None
    convert: Convert | None = _typed(column, dialect).result_processor(dialect, None)
    return convert


def _no_nul(value: Any) -> Any:
    """PostgreSQL's text knows no NUL character; nobody types one on purpose."""
    return value.replace("\0", "") if isinstance(value, str) and "\0" in value else value
