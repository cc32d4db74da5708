"""Whole weekly reports in people's own words, key results called by number, by name or by unit, and what becomes of each."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.form import Unclear
from bot.flows.checkin_line import asked_back, measures
from bot.flows.checkin_parts import Item, figures
from bot.okr import reading
from bot.okr.model import KeyResult, Objective

GROUPS = tomllib.loads(Path(__file__).with_name("week_cases.toml").read_text("utf-8"))["key_results"]
OBJECTIVE = Objective("o", "li", "2026Q4", "让客户更满意")
CASES = [
    pytest.param(group["list"], case, id=f"{group['name']} {case['t'][:40]}".encode("unicode_escape").decode())
    for group in GROUPS
    for case in group["cases"]
]


def items_of(rows: list[Mapping[str, Any]]) -> tuple[Item, ...]:
    key_results = (KeyResult(f"k{n}", "o", owner="li", **row) for n, row in enumerate(rows, start=1))
    return tuple(Item(n, OBJECTIVE, kr, None, None) for n, kr in enumerate(key_results, start=1))


def told(item: Item, line: reading.ReportLine) -> list[str]:
    found = []
    if line.progress:
        now = figures(item.kr, line.progress)
        found.append(f"{now['value']:g}" if now["value"] is not None else f"{now['progress']:.0%}")
        if now["value"] is not None and now["value"] >= 10**6:
            found[-1] = str(int(now["value"]))
    elif line.no_change:
        found.append("same")
    found += [f"c{line.confidence}"] if line.confidence else []
    found += [f"s{line.confidence_step:+}"] if line.confidence_step else []
    return found + (["cause"] if line.only_cause else []) + ([] if line.blocker else ["no b"])


def all_told(items: tuple[Item, ...], text: str, report: reading.Report | None) -> list[list[str]]:
    asked_back(items, text, report, labelled=False)
    return [told(items[line.number - 1], line) for line in (report.lines if report else ())]


def words(line: reading.ReportLine, kind: str) -> str:
    return {"n": line.next, "b": line.blocker, "t": line.note}[kind] or ""


@pytest.mark.parametrize(("rows", "case"), CASES)
def test_a_week_in_peoples_own_words(rows: list[Mapping[str, Any]], case: Mapping[str, Any]) -> None:
    items = items_of(rows)
    report = reading.read_report(case["t"], len(items), (), measures(items))
    if "asks" in case:
        with pytest.raises(Unclear) as unclear:
            all_told(items, case["t"], report)
        assert unclear.value.key == case["asks"]
        return
    asked_back(items, case["t"], report, labelled=False)
    assert report is not None
    lines = {line.number: line for line in report.lines}
    for item in items:
        expected = case.get(f"k{item.number}")
        line = lines.get(item.number)
        if line is None:
            assert expected == (["same"] if report.rest_same and item.number not in report.unknown else None)
            continue
        assert expected is not None, f"KR{item.number} was not spoken of: {line}"
        said = [one for one in told(item, line) if one not in ("cause", "no b") or one in expected]
        assert said == [one for one in expected if one[1:2] != ":"]
        assert all(one[2:] in words(line, one[0]) for one in expected if one[1:2] == ":")
