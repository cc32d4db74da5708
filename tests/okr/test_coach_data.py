"""Every line of the coach's word lists finds the sentence that stands beside it, and compiles the way it is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.okr.coach.figures import figures, masked
from bot.okr.coach.lexicon import VERB_SECTIONS, fragment, pattern, tables
from bot.okr.coach.sentence import parse
from bot.okr.reading.normalise import normalise


def sections(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, str, str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from sections(value, f"{path}.{name}".lstrip("."))
        else:
            yield from ((path, name, line[0], line[1]) for line in value)


LINES = list(sections(tables()))


def test_there_are_lines() -> None:
    assert len(LINES) > 600


@pytest.mark.parametrize(("path", "name"), sorted({(path, name) for path, name, _, _ in LINES}))
def test_every_line_is_found_in_its_sentence(path: str, name: str) -> None:
    is_verb = path.split(".", maxsplit=1)[0] in VERB_SECTIONS
    dumb = [
        f"{line!r} in {example!r}"
        for p, n, line, example in LINES
        if (p, n) == (path, name) and not re.search(fragment(line, verb=is_verb), normalise(example).lower())
    ]
    assert not dumb


@pytest.mark.parametrize("path", sorted({path for path, _, _, _ in LINES}))
def test_every_section_compiles_as_one(path: str) -> None:
    assert pattern(path)


def test_no_line_stands_twice_in_its_list() -> None:
    seen = [(path, name, line) for path, name, line, _ in LINES]
    assert not [entry for entry in seen if seen.count(entry) > 1]


def test_every_verb_of_doing_carries_its_sentence() -> None:
    silent = [
        example for path, _, _, example in LINES if path.startswith("doing.") and path != "doing.loose" and parse(example).doing is None
    ]
    assert not silent


@pytest.mark.parametrize(("path", "name"), [("not_a_metric", name) for name in ("times", "versions", "names")])
def test_what_is_no_metric_is_blanked(path: str, name: str) -> None:
    for p, n, line, example in LINES:
        if (p, n) == (path, name):
            plain = normalise(example).lower()
            assert masked(plain) != plain, (line, example)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3 月 15 日前上线 2.3 版本", []),
        ("P95 latency of API v2 in Q3", []),
        ("第一季度在三号线推行 5S 管理", []),
        ("复购率由三成升到四成五", ["三成", "四成五"]),
        ("差错降到万分之二以内", ["万分之二"]),
        ("单量翻一番", ["翻一番"]),
        ("签下三家医院", ["三家"]),
        ("Refunds under $40k in 9 of 10 weeks", ["$40k", "9 of 10"]),
        ("Waits halved, from 30 to 15 minutes", ["halved", "30", "15 minutes"]),
        ("１２０ 万元", ["１２０ 万元"]),
    ],
)
def test_numbers_that_measure(text: str, numbers: list[str]) -> None:
    assert [text[f.start : f.end].strip() for f in figures(normalise(text).lower())] == numbers
