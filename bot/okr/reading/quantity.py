"""A number that somebody typed: its exact value, its unit, and where it stands."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["number", "percent", "money", "duration", "count", "factor"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` in `unit` as people say it: 35 with "%", 1200000 with "users"; whole numbers are ints.

    `start`..`end` is the place in the text, unit included. A factor ("double", 翻两番) has the unit "x" and says what
    the old value is multiplied by. None as unit: no unit was said.
    """

    value: float
    unit: str | None
    start: int
    end: int
    kind: Kind


def exact(number: int | Decimal) -> float:
    """A plain number: an int where it is whole, else the float nearest to what was written."""
    return int(number) if number == int(number) else float(number)
