"""What all tables share: one metadata whose constraints have predictable names, and short ways to say a column."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData
from sqlmodel import Field, SQLModel

from storage.columns import Json, UtcTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(SQLModel):
    """The root of the tables."""

    metadata = metadata


def json_field(shape: Any, *, optional: bool = False) -> Any:
    """A column that holds a value of this Python type as JSON; NULL only where it is `optional`."""
    return Field(sa_column=Column(Json(shape), nullable=optional))


def instant(*, optional: bool = False, key: bool = False) -> Any:
    """A column for an instant in UTC."""
    return Field(sa_column=Column(UtcTime(), nullable=optional, primary_key=key))


def counted_id() -> Any:
    """A primary key that the database counts up by itself."""
    return Field(default=None, sa_column=Column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True))
