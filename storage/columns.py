"""Column types that read the same from SQLite and PostgreSQL: instants in UTC, and values kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ARRAY, Dialect, String, Text, TypeDecorator
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.types import TypeEngine


class UtcTime(TypeDecorator[datetime]):
    """An instant. PostgreSQL keeps it as timestamptz, SQLite as ISO text of one length, so that text order is time order."""

    impl = SqlDateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return String(32) if dialect.name == "sqlite" else SqlDateTime(timezone=True)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """A value of the given Python type as JSON text; text and not jsonb, because the order of answers has to survive.

    Frozen dataclasses, tuples and mappings of them come back as what they were. None is kept as NULL.
    """

    impl = Text
    cache_ok = False

    def __init__(self, shape: Any) -> None:
        super().__init__()
        self.shape = TypeAdapter(shape)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not value:
            return "{}" if hasattr(value, "keys") else "[]"
        return self.shape.dump_json(value, warnings=False).decode()  # whole numbers are fine where a float is meant

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self.shape.validate_json(value)


class Names(TypeDecorator[Sequence[str]]):
    """A list of keys as one parameter: an array for PostgreSQL, JSON for SQLite's json_each."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text() if dialect.name == "sqlite" else ARRAY(Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return json.dumps(list(value)) if dialect.name == "sqlite" else list(value)
