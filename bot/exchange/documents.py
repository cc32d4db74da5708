"""JSON in the export's shape, read so that every entry still knows its line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.exchange.problems import BadFile

SPACE = re.compile(r"[ \t\r\n]*")
NESTED = {"accounts": "{inner}", "board": "board_{inner}", "checkin": "checkin_{inner}"}
"""Objects within an entry that are columns of a table: `{"board": {"channel": …}}` is the column board_channel."""


@dataclass(frozen=True, slots=True)
class Found:
    """`items` with the line on which each begins; `others` are the other lists of the document."""

    items: tuple[tuple[int, Any], ...] = ()
    others: Mapping[str, list[Any]] = field(default_factory=dict)


def list_in(text: str, name: str) -> Found:
    """The list of that name in `{"name": [ … ], …}`. Raises BadFile when the text is no JSON or holds no such list."""
    document = load(text)
    if not isinstance(document, dict) or not isinstance(document.get(name), list):
        raise BadFile.whole(f'holds no list "{name}"; write {{"{name}": [ … ]}}')
    lines = _lines(text, name)
    others = {key: value for key, value in document.items() if isinstance(value, list) and key != name}
    return Found(tuple(zip(lines, document[name], strict=True)), others)


def load(text: str) -> Any:
    """The document. Raises BadFile with the line of the mistake."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as wrong:
        raise BadFile.whole(f"is no JSON here ({wrong.msg}, column {wrong.colno}); correct it, or export it again", wrong.lineno) from None
    except RecursionError:
        raise BadFile.whole("is nested too deeply to be read") from None


def _lines(text: str, name: str) -> list[int]:
    """The line on which each entry of a list begins. The text is known to be a JSON object with that list; the last of a name counts."""
    decoder = json.JSONDecoder()
    at = _after(text, text.index("{") + 1)
    begins: list[int] = []
    while text[at] != "}":
        key, at = decoder.raw_decode(text, at)
        at = _after(text, _after(text, at) + 1)
        if key == name and text[at] == "[":
            begins, at = _begins(text, at, decoder)
        else:
            _, at = decoder.raw_decode(text, at)
        at = _after(text, at)
        if text[at] == ",":
            at = _after(text, at + 1)
    return _counted(text, begins)


def _begins(text: str, at: int, decoder: json.JSONDecoder) -> tuple[list[int], int]:
    begins: list[int] = []
    at = _after(text, at + 1)
    while text[at] != "]":
        begins.append(at)
        _, at = decoder.raw_decode(text, at)
        at = _after(text, at)
        if text[at] == ",":
            at = _after(text, at + 1)
    return begins, at + 1


def _after(text: str, at: int) -> int:
    """Past the white space."""
    found = SPACE.match(text, at)
    return found.end() if found else at


def _counted(text: str, begins: list[int]) -> list[int]:
    lines: list[int] = []
    line, last = 1, 0
    for at in begins:
        line, last = line + text.count("\n", last, at), at
        lines.append(line)
    return lines


def flat(item: Mapping[str, Any]) -> tuple[dict[str, str], tuple[str, ...]]:
    """An entry as cells, and the columns that hold what no cell can."""
    cells: dict[str, str] = {}
    wrong: list[str] = []
    for name, value in item.items():
        for column, held in _parts(name, value).items():
            try:
                cells[column] = _cell(held)
            except TypeError:
                wrong.append(column)
    return cells, tuple(wrong)


def _parts(name: str, value: Any) -> Mapping[str, Any]:
    nested = NESTED.get(name)
    return {nested.format(inner=inner): held for inner, held in value.items()} if nested and isinstance(value, dict) else {name: value}


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return value.strip()
        case int() | float():
            return str(value)
        case {"from": str(first), "to": str(last)}:
            return f"{first}..{last}"
        case list():
            return ";".join(_cell(one) for one in value)
        case _:
            raise TypeError
