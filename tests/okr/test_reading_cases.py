"""Sentences of the kind people type, in both languages, and what each is understood to say."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.okr import reading

TODAY, STARTS, ENDS = date(2026, 11, 20), date(2027, 1, 1), date(2027, 3, 31)
CASES = tomllib.loads(Path(__file__).with_name("reading_cases.toml").read_text("utf-8"))


def cases(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [pytest.param(c, id=c["t"][:60].encode("unicode_escape").decode()) for c in CASES[name]])


def none_if_empty(value: Any) -> Any:
    return None if value == "" else value


@cases("numbers")
def test_numbers(case: dict[str, Any]) -> None:
    found = [[q.value, q.unit or "", q.kind] for q in reading.find_numbers(case["t"])]
    assert found == case["q"]


@cases("dates")
def test_dates(case: dict[str, Any]) -> None:
    assert [[str(d.first), str(d.last)] for d in reading.find_dates(case["t"], TODAY)] == case["d"]


@cases("ranges")
def test_ranges(case: dict[str, Any]) -> None:
    found = reading.read_range(case["t"], TODAY)
    assert (found and [str(day) for day in found]) == case.get("r")


@cases("key_results")
def test_key_results(case: dict[str, Any]) -> None:
    read = reading.read_key_result(case["t"], TODAY, STARTS, ENDS)
    assert (read.baseline, read.target, read.unit, read.direction) == tuple(
        case.get(k) for k in ("baseline", "target", "unit", "direction")
    )
    assert read.relative == case.get("relative", False)
    if "metric" in case:
        assert read.metric == case["metric"]
    assert (read.due and str(read.due)) == case.get("due")


@cases("values")
def test_values(case: dict[str, Any]) -> None:
    unit, baseline, target, direction = (none_if_empty(value) for value in case["kr"])
    read = reading.read_value(case["t"], unit, baseline, target, direction)
    assert read.value == pytest.approx(case["value"]) if "value" in case else read.value is None
    assert read.progress == pytest.approx(case["progress"], abs=1e-4) if "progress" in case else read.progress is None
    if "other" in case:
        assert read.other is not None
        assert [read.other.value, read.other.progress] == pytest.approx(case["other"], abs=1e-4)


@pytest.mark.parametrize(("text", "expected"), CASES["confidence"])
def test_confidence(text: str, expected: int) -> None:
    assert reading.read_confidence(text) == (expected or None)


@cases("reports")
def test_reports(case: dict[str, Any]) -> None:
    report = reading.read_report(case["t"], case["n"])
    if "lines" not in case:
        assert report is None
        return
    assert report is not None
    lines = [{**line, "help": tuple(map(tuple, line.get("help", ())))} for line in case["lines"]]
    assert list(report.lines) == [reading.ReportLine(**line) for line in lines]
    assert (report.rest_same, report.correction, report.named) == (
        case.get("rest", False),
        case.get("correction", False),
        case.get("named", True),
    )


def test_both_languages_are_well_represented() -> None:
    texts = [case["t"] if isinstance(case, dict) else case[0] for group in CASES.values() for case in group]
    chinese = sum(any("一" <= c <= "龥" for c in text) for text in texts)
    assert len(texts) >= 150
    assert 0.35 < chinese / len(texts) < 0.65
