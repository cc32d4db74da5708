"""Lengths of time as they are reported: in two units (1 小时 5 分), and with one letter for a unit (32m)."""

import re
from dataclasses import replace
from typing import Final

from bot.okr.reading.key_result import tidy
from bot.okr.reading.quantity import Quantity
from bot.okr.reading.unit_match import convert

_M: Final = re.compile(r"(?<=\d)\s?m(?![A-Za-z])", re.IGNORECASE)


def unit_in_full(plain: str, unit: str | None) -> str:
    """The m of "32m" is what the metric is measured in, where that is minutes or months; elsewhere it is a million."""
    word = "minutes" if unit in ("minutes", "分钟") else "months" if unit in ("months", "个月") else ""
    return _M.sub(f" {word}", plain) if word else plain


def summed(plain: str, quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """A length of time said in two units is one figure: 1 小时 5 分, 1h 20 min."""
    found: list[Quantity] = []
    for quantity in quantities:
        last = found[-1] if found else None
        small = None if last is None or last.kind != "duration" else _smaller(quantity, last)
        if last is not None and small is not None and not plain[last.end : quantity.start].strip(" 零"):
            found[-1] = replace(last, value=tidy(last.value + small), end=quantity.end)
        else:
            found.append(quantity)
    return tuple(found)


def _smaller(quantity: Quantity, large: Quantity) -> float | None:
    """A length of time in the unit of a larger one, where it does not fill one of them."""
    minutes = "minutes" if quantity.unit in ("分", "minutes") else quantity.unit
    value = convert(quantity.value, minutes, large.unit) if minutes and minutes != large.unit and quantity.kind != "number" else None
    return value if value is not None and value < 1 else None
