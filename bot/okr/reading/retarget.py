"""A key result's text with another number to reach, everything else as it was typed."""

from datetime import date

from bot.okr.reading.key_result import read_key_result
from bot.okr.reading.numbers import find_numbers


def with_target(text: str, value: str, today: date) -> str | None:
    """The text with its target replaced by the one said; None where it has no target to replace, or none is said."""
    read = read_key_result(text, today, today, date(today.year, 12, 31))
    told = find_numbers(value)
    places = [q for q in find_numbers(text) if q.value == read.target and q.unit == read.unit]
    if read.relative or len(told) != 1 or not places:
        return None
    place, new = places[-1], told[0]
    if new.unit is None and place.unit is not None:
        end = place.start + len(text[place.start : place.end].rstrip(" ")) - len(_unit_written(text[place.start : place.end]))
        return text[: place.start] + value[new.start : new.end] + text[end:]
    return text[: place.start] + value[new.start : new.end] + text[place.end :]


def _unit_written(quantity: str) -> str:
    """What stands behind the figures, space included."""
    return quantity.lstrip("0123456789.,零一二两三四五六七八九十百")
