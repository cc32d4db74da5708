"""Files as rows of named cells, whatever they are written in: CSV as any program saves it, XLSX, JSON in the export's shape."""

from __future__ import annotations

import csv
import difflib
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.exchange.documents import flat, list_in
from bot.exchange.problems import BadFile, BadRow
from bot.exchange.sheets import first_sheet

DELIMITERS = ",;\t"
ENDINGS = (".csv", ".xlsx", ".json")


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is where it begins in the file; a column that is not in `cells` was not in the file, an empty one is "" (no space around)."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """`also` are the keys of the other lists of a JSON file: people or teams that the same file holds.

    `bad` is what is wrong with rows as such, to be told together with what is wrong with their cells.
    """

    rows: tuple[Row, ...]
    also: Mapping[str, frozenset[str]]
    bad: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """What a list may hold: `listed` are what people are told of, `more` what an export holds besides; `needed` must be there."""

    name: str
    listed: tuple[str, ...]
    needed: tuple[str, ...]
    more: tuple[str, ...] = ()


def read_table(data: bytes, ending: str, columns: Columns) -> Table:
    """The rows of a file by its ending. Raises BadFile where there is no reading them."""
    match ending.lower():
        case ".csv":
            bad: list[BadRow] = []
            return _table(_csv_lines(decoded(data), columns, bad), columns, bad)
        case ".xlsx":
            return _table(first_sheet(data), columns, [])
        case ".json":
            return _from_json(decoded(data), columns)
        case _:
            raise BadFile.whole(f"is no kind of file that can be read ({ending or 'no ending'}); save it as {', '.join(ENDINGS)}")


def decoded(data: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else GBK as a Chinese Excel saves it. Raises BadFile."""
    for encoding in ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile.whole("is no text in UTF-8 or GBK; save it as CSV UTF-8")


def _csv_lines(text: str, columns: Columns, bad: list[BadRow]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins; a cell may run over several, so what follows a quote that is not closed is not read."""
    header = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=lambda sign: sum(_plain(name) in columns.listed for name in header.split(sign)))
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for record in reader:
            yield begins, record
            begins = reader.line_num + 1
    except csv.Error as wrong:
        bad.append(BadRow(begins, "", f"cannot be read as CSV from here on ({wrong}); see that every quote is closed"))


def _table(lines: Iterable[tuple[int, Sequence[str]]], columns: Columns, bad: list[BadRow]) -> Table:
    """`bad` is filled while the lines are read."""
    records = [(line, [cell.strip() for cell in record]) for line, record in lines]
    records = [(line, record) for line, record in records if any(record)]
    if not records:
        raise BadFile(bad) if bad else BadFile.whole(f"is empty; its first line names the columns: {','.join(columns.listed)}")
    (first, header), *rest = records
    while header and not header[-1]:
        header.pop()
    names = [_plain(name) for name in header]
    bad += _bad_widths(names, rest)
    if wrong := tuple(_bad_header(names, first, columns)):
        raise BadFile([*wrong, *bad])
    padded = ((line, [*record, *[""] * len(names)]) for line, record in rest)
    return Table(tuple(Row(line, dict(zip(names, record, strict=False))) for line, record in padded), {}, tuple(bad))


def _bad_header(names: list[str], line: int, columns: Columns) -> Iterator[BadRow]:
    for number, name in enumerate(names, 1):
        if not name:
            yield BadRow(line, str(number), "has no name; name it or delete it")
        elif name not in (*columns.listed, *columns.more):
            near = difflib.get_close_matches(name, (*columns.listed, *columns.more), 1)
            meant = f"did you mean {near[0]}?" if near else f"the columns are {','.join(columns.listed)}"
            yield BadRow(line, name, f"is unknown; {meant}")
        elif name in names[: number - 1]:
            yield BadRow(line, name, "stands there twice; delete one")
    for needed in columns.needed:
        if needed not in names:
            yield BadRow(line, needed, "is missing; every row needs it")


def _bad_widths(names: list[str], rows: Iterable[tuple[int, list[str]]]) -> Iterator[BadRow]:
    for line, record in rows:
        if any(record[len(names) :]):
            what = f"has {len(record)} cells, the first line names {len(names)} columns; put cells with commas in quotes"
            yield BadRow(line, str(len(names) + 1), what)


def _from_json(text: str, columns: Columns) -> Table:
    found = list_in(text, columns.name)
    known = {*columns.listed, *columns.more}
    bad: list[BadRow] = []
    rows: list[Row] = []
    for number, (line, item) in enumerate(found.items):
        if not isinstance(item, dict):
            bad.append(BadRow(line, f"{columns.name}[{number}]", "is no object; write { … }"))
            continue
        cells, wrong = flat(item)
        bad += [BadRow(line, column, "holds something that is neither text nor number") for column in wrong if column in known]
        rows.append(Row(line, {column: cell for column, cell in cells.items() if column in known}))
    return Table(tuple(rows), {name: _keys(entries) for name, entries in found.others.items()}, tuple(bad))


def _keys(entries: Sequence[Any]) -> frozenset[str]:
    return frozenset(str(entry["key"]) for entry in entries if isinstance(entry, dict) and entry.get("key"))


def _plain(name: str) -> str:
    """A column's name however it was typed: full-width, capitals, spaces, quotes."""
    return unicodedata.normalize("NFKC", name).strip().strip('"').casefold().replace(" ", "_")
