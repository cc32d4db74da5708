"""The first sheet of an XLSX file as text cells."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from bot.exchange.problems import BadFile

BROKEN = "is no XLSX file that can be read; open it in a spreadsheet and save it again as .xlsx"


def first_sheet(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Row numbers as the spreadsheet shows them, cells as one would type them. Raises BadFile."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl does not keep
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            found = [(number, [_text(cell) for cell in row]) for number, row in enumerate(sheet.iter_rows(values_only=True), 1)]
            book.close()
    except Exception:  # noqa: BLE001 whatever a reader stumbles over: damaged, encrypted, packed in a way of its own
        raise BadFile.whole(BROKEN) from None
    yield from found


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("minutes")
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell)
