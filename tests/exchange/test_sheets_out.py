"""Tables that go out: nothing that people typed is a formula in them, whatever width its first sign has."""

from __future__ import annotations

import csv
import io

import pytest

from bot.exchange.sheets_out import Sheet, csv_of


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_cell_that_a_spreadsheet_would_reckon_with_is_text(typed: str) -> None:
    text = csv_of(Sheet("one", ("text", "number"), ((typed, -1.5),))).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["text", "number"], [f"'{typed}", "-1.5"]]
