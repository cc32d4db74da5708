"""What every list of the export's shape is made of: instants, keys, shares, and what holds for all shapes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, FiniteFloat, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

from bot.okr.model import Policy, Writing
from bot.okr.weeks import Week


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _week(text: str) -> str:
    try:
        return str(Week.parse(text))
    except ValueError:
        raise PydanticCustomError("week", "is no week; write it as 2026-W47") from None


Instant = Annotated[AwareDatetime, PlainSerializer(_instant)]
Clock = Annotated[time, PlainSerializer(lambda at: at.strftime("%H:%M"))]
Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Share = Annotated[FiniteFloat, Field(ge=0, le=1)]
Confidence = Annotated[int, Field(ge=1, le=10)]
Number = FiniteFloat
Position = Annotated[int, Field(ge=0, le=1_000_000)]
Limit = Annotated[int, Field(ge=1, le=1_000)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
WeekKey = Annotated[str, AfterValidator(_week)]
Was = str | FiniteFloat | None


class Shape(BaseModel):
    """Keys that are not known are left alone; what a list does not say is None."""

    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class RulesShape(Shape):
    """What a cycle asks for, and what a team asks for instead."""

    policy: Policy | None = None
    max_objectives: Limit | None = None
    max_key_results: Limit | None = None
    writing: Writing | None = None
