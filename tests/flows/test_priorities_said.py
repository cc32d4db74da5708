"""How a list of priorities is taken apart."""

from __future__ import annotations

import pytest

from bot.flows.quadrants import MARK, SPLIT


@pytest.mark.parametrize(
    "text",
    ["P1 ship, P1 hire P2 tidy", "P1 ship\n  P1 hire;  P2 tidy", "P1 ship，P1 hire，P2 tidy", "P1 ship ,  and P1 hire  and  P2 tidy"],
)
def test_a_mark_begins_the_next(text: str) -> None:
    assert [part.strip() for part in SPLIT.split(text) if part.strip()] == ["P1 ship", "P1 hire", "P2 tidy"]


def test_a_gap_however_long_is_passed_over_at_once() -> None:
    """Looked at from each of its places, it took minutes."""
    parts = SPLIT.split("P1 ship" + " " * 100_000 + "it, P1 hire")
    assert [found[1] for part in parts if (found := MARK.fullmatch(part))] == ["P1", "P1"]
