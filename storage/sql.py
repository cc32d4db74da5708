"""The few words of SQL that Core lacks or the two databases spell differently."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Table, TextClause, bindparam, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType

from storage.columns import Json, Names


class Within(ColumnElement[bool]):
    """`column` is one of the keys in the list parameter `name`: one statement for lists of every length.

    `sifts`: rows are found by another column; SQLite, which does not count, is not to begin with an index on this one.
    """

    inherit_cache = False
    type: Any = NullType()  # a Boolean would be compared with 1 for SQLite, which then uses no index

    def __init__(self, column: ColumnElement[Any], name: str, *, sifts: bool = False) -> None:
        self.column = column
        self.sifts = sifts
        self.names = bindparam(name, type_=Names())


@compiles(Within, "sqlite")
def _within_sqlite(element: Within, compiler: SQLCompiler, **options: Any) -> str:
    column, names = compiler.process(element.column, **options), compiler.process(element.names, **options)
    return f"{'+' * element.sifts}{column} IN (SELECT value FROM json_each({names}))"  # noqa: S608 - both are made by the compiler


@compiles(Within, "postgresql")
def _within_postgresql(element: Within, compiler: SQLCompiler, **options: Any) -> str:
    return f"{compiler.process(element.column, **options)} = ANY ({compiler.process(element.names, **options)})"


class Gathered(ColumnElement[Any]):
    """A correlated subquery that gathers rows into one JSON value; `shape` is what it is read as."""

    inherit_cache = False

    def __init__(self, shape: Any, *, sqlite: str, postgresql: str) -> None:
        self.type = Json(shape)
        self.sqlite = sqlite
        self.postgresql = postgresql


@compiles(Gathered, "sqlite")
def _gathered_sqlite(element: Gathered, _: SQLCompiler, **__: Any) -> str:
    return f"({element.sqlite})"


@compiles(Gathered, "postgresql")
def _gathered_postgresql(element: Gathered, _: SQLCompiler, **__: Any) -> str:
    return f"({element.postgresql})"


def upsert(table: Table, keys: Iterable[str], *, keep: Iterable[str] = ()) -> TextClause:
    """INSERT of all columns but `keep`; a row with the same `keys` gets the new values instead."""
    kept = set(keep)
    columns = [column for column in table.columns if column.name not in kept]
    wanted = list(keys)
    changes = ", ".join(f'"{column.name}" = excluded."{column.name}"' for column in columns if column.name not in wanted)
    return _insert(
        table,
        columns,
        f"ON CONFLICT ({_quoted(wanted)}) DO UPDATE SET {changes}" if changes else f"ON CONFLICT ({_quoted(wanted)}) DO NOTHING",
    )


def insert_new(table: Table, keys: Iterable[str], *, keep: Iterable[str] = (), returning: str = "") -> TextClause:
    """INSERT of all columns but `keep`, unless a row with these `keys` is there."""
    kept = set(keep)
    tail = f"ON CONFLICT ({_quoted(keys)}) DO NOTHING" + (f' RETURNING "{returning}"' if returning else "")
    return _insert(table, [column for column in table.columns if column.name not in kept], tail)


def _insert(table: Table, columns: list[Any], tail: str) -> TextClause:
    values = ", ".join(f":{column.name}" for column in columns)
    # Names of our own tables and columns only; values are bound.
    sql = f'INSERT INTO "{table.name}" ({_quoted(column.name for column in columns)}) VALUES ({values}) {tail}'  # noqa: S608
    return text(sql).bindparams(*(bindparam(column.name, type_=column.type) for column in columns))


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def table_of(model: Any) -> Table:
    """The table behind a SQLModel class."""
    table: Table = model.__table__
    return table
