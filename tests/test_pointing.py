"""Which objective of whom is meant, however it is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.naming import is_called, quoted
from bot.pointing import pointed
from bot.routing import Commands
from tests.ready import sentences

COMMANDS = Commands.of(sentences())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("O1 of @Li Lei", {"which": "1", "name": "Li Lei"}),
        ("@Li Lei O2", {"which": "2", "name": "Li Lei"}),
        ("Li Lei's o2", {"which": "2", "name": "Li Lei"}),
        ("李雷的O1", {"which": "1", "name": "李雷"}),
        ("Ｏ１ @李雷", {"which": "1", "name": "李雷"}),
        ("李雷的目标2", {"which": "2", "name": "李雷"}),
        ("@Otto", {"name": "Otto"}),
        ("o3", {"which": "3"}),
        ("li.2026Q4.1", {"objective": "li.2026Q4.1"}),
        ("@Li Lei “Customers get an answer…”", {"words": "Customers get an answer...", "name": "Li Lei"}),
        ("李雷「让客户当天就有答案」", {"words": "让客户当天就有答案", "name": "李雷"}),
        ("「O1 让客户当天就有答案」", {"words": "O1 让客户当天就有答案"}),
        ("key result", {"name": "key result"}),
        ("", {}),
    ],
)
def test_what_is_pointed_at(said: str, meant: dict[str, str]) -> None:
    assert pointed(said) == meant


@pytest.mark.parametrize("said", ["/okr example O1 of @Li Lei", "设为示例 Li Lei 的 O1", "mark example @Li Lei O1"])
def test_the_command_points(said: str) -> None:
    found = COMMANDS.find(said, with_rest=True)
    assert found is not None
    assert (found.flow, found.about) == ("example", {"which": "1", "name": "Li Lei"})


@pytest.mark.parametrize(
    ("said", "text", "is_it"),
    [
        ("“Customers get an answer”", "Customers get an answer", True),
        ("「让客户的问题当天…」", "让客户的问题当天就有答案", True),
        ("customers get AN answer.", "Customers get an answer", True),
        ("“Customers get”", "Customers get an answer", False),
        ("“Others get…”", "Customers get an answer", False),
        ("…", "Customers get an answer", False),
        ("", "", False),
    ],
)
def test_words_name_what_they_are_the_words_of(said: str, text: str, *, is_it: bool) -> None:
    assert is_called(said, text) is is_it


@given(st.text("aBc 09%,.:;!?'\"“”「」()…让客户的问题当天就有答案，。：！", min_size=1).filter(lambda text: any(map(str.isalnum, text))))
def test_whatever_is_quoted_is_found_by_it(text: str) -> None:
    for language in ("en", "zh-CN"):
        assert is_called(quoted(sentences().speak(language, "UTC"), text), text)
