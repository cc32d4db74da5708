"""Who may be meant by a name that nobody has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.okr.near_names import MANY, MOST, near_names

NAMES = ("Wang Fang", "Li Lei", "Han Mei", "Dana Scott", "王芳", "王小明", "李雷", "Müller")
NEAR = {
    "Dona": ("Dana Scott",),
    "wang fan": ("Wang Fang", "王小明", "王芳"),  # whose given names may be written like that
    "王总": ("王小明", "王芳", "Wang Fang"),
    "李磊": ("李雷", "Li Lei"),
    "Mr. Wang": ("Wang Fang", "王小明", "王芳"),
    "小李": ("李雷", "Li Lei"),
    "Muller": ("Müller",),
    "Bob": (),
    "": (),
}


@pytest.mark.parametrize("said", NEAR, ids=str)
def test_names_that_are_near(said: str) -> None:
    assert set(near_names(said, NAMES)) == set(NEAR[said])


def test_among_many_names_those_that_begin_alike_are_compared() -> None:
    many = (*(f"Person Number{n}" for n in range(MANY)), "Dana Scott", "王芳")
    assert near_names("Danna", many) == ("Dana Scott",)
    assert near_names("Wang", many) == ("王芳",)


@given(st.text(max_size=30), st.lists(st.text(max_size=12), max_size=8))
def test_never_more_than_a_few_and_only_names_there_are(said: str, names: list[str]) -> None:
    found = near_names(said, names)
    assert len(found) <= MOST
    assert set(found) <= set(names)
