"""Which objective of whom is meant, however it is said."""

from __future__ import annotations

import pytest

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
