"""Column types that read the same from SQLite and PostgreSQL: instants in UTC, and values kept as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, get_origin

from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import ARRAY, Dialect, String, Text, TypeDecorator
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]


class UtcTime(TypeDecorator[datetime]):
    """An instant. PostgreSQL keeps it as timestamptz, SQLite as ISO text of one length, so that text order is time order."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return String(32) if dialect.name == "sqlite" else SqlDateTime(timezone=True)

    def bind_processor(self, dialect: Dialect) -> Convert:
        as_text = dialect.name == "sqlite"

        def write(value: datetime | None) -> Any:
            if value is None:
                return None
            if value.tzinfo is None:
                raise ValueError("an instant needs a time zone")
            utc = value if value.tzinfo is UTC else value.astimezone(UTC)
            return utc.isoformat(timespec="microseconds") if as_text else utc

        return write

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert:
        if dialect.name == "sqlite":
            return lambda value: None if value is None else datetime.fromisoformat(value)
        return lambda value: None if value is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """A value of the given Python type as JSON text; text and not jsonb, because the order of answers has to survive.

    Frozen dataclasses, tuples and mappings of them come back as what they were. None is kept as NULL.
    """

    impl = Text
    cache_ok = False

    def __init__(self, shape: Any) -> None:
        super().__init__()
        self.shape = TypeAdapter(shape)
        self._none = () if get_origin(shape) is tuple else None

    def bind_processor(self, dialect: Dialect) -> Convert:
        dump = self.shape.serializer.to_json

        def write(value: Any) -> str | None:
            if value is None:
                return None
            if not value:
                return "{}" if hasattr(value, "keys") else "[]"
            return dump(value, warnings=False).decode()  # a whole number is fine where a float is meant

        return write

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert:
        load, none = self.shape.validator.validate_json, self._none

        def read(value: str | None) -> Any:
            if value is None:
                return None
            return none if none is not None and value == "[]" else load(value)

        return read


class Names(TypeDecorator[Sequence[str]]):
    """A list of keys as one parameter: an array for PostgreSQL, JSON for SQLite's json_each."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text() if dialect.name == "sqlite" else ARRAY(Text())

    def bind_processor(self, dialect: Dialect) -> Convert:
        return (lambda value: to_json(value).decode()) if dialect.name == "sqlite" else list
