"""However a cycle is named, in either language, it is the one that is meant; what the bot calls it can be typed."""

from __future__ import annotations

from datetime import date

import pytest

from bot.okr import reading
from bot.wording import cycle_name
from tests.ready import sentences

TODAY = date(2026, 11, 20)
KEYS = ("2027", "2027H1", "2027H2", "2027Q1", "2027Q4", "2027-B1", "2027-B6", "2027-01", "2027-12", "2027-W05", "2027-W52")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("key", KEYS)
def test_the_bots_own_names_and_keys_are_read(key: str, language: str) -> None:
    t = sentences().speak(language, "Asia/Shanghai")
    for words in (cycle_name(t, key), key, key.lower(), f"open {key}", f"打开{cycle_name(t, key)}"):
        assert reading.named_cycle(words, TODAY) == key, words


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("打开 2027年第一季度", "2027Q1"),
        ("开启2027年一季度", "2027Q1"),
        ("2027 年上半年", "2027H1"),
        ("close Q3/2026", "2026Q3"),
        ("open Q3 2027", "2027Q3"),
        ("关闭 2026 年第四季度的周期", "2026Q4"),
        ("2027年5月", "2027-05"),
        ("2027年的周期", "2027"),
        ("打开明年第一季度", "2027Q1"),
        ("打开下季度", "2027Q1"),
        ("open next quarter", "2027Q1"),
        ("open Q2", None),
        ("the next one", None),
        ("team rules", None),
    ],
)
def test_it_is_the_cycle_that_is_meant(words: str, key: str | None) -> None:
    assert reading.named_cycle(words, TODAY) == key


def test_a_quarter_without_a_year() -> None:
    said = ("open Q2", "打开第三季度", "一季度", "the second quarter", "Q3 2027", "close it")
    assert [reading.named_quarter(words, TODAY) for words in said] == [2, 3, 1, 2, None, None]
