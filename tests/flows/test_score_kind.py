"""Scores in one sentence: the figure that belongs to each key result, and no other."""

from __future__ import annotations

import pytest

from bot.conversation.form import Unclear
from bot.flows.score_kind import read_scores

NAMES = {1: "a", 2: "b", 3: "c"}
READ = {
    "KR1 0.7, KR2 0.4": {"a": "0.7", "b": "0.4"},
    "KR1，0.8": {"a": "0.8"},
    "KR1做得很好，0.8；KR2不太好，0.3": {"a": "0.8", "b": "0.3"},
    "kr1 was great, 0.8": {"a": "0.8"},
    "KR2 0.7 because 3 of 4 are live": {"b": "0.7"},
    "KR1 0.8 KR3 .5": {"a": "0.8", "c": "0.5"},
    "KR1 1, KR2 0": {"a": "1.0", "b": "0.0"},
    "KR3 70%": {"c": {"said": "70%", "meant": ["0.7"]}},
    "0.7": None,
    "KR1 went well": None,
}


@pytest.mark.parametrize("text", READ, ids=str)
def test_scores_of_a_sentence(text: str) -> None:
    assert read_scores(text, NAMES) == READ[text]


@pytest.mark.parametrize("text", ["KR1 7 or 8", "KR1 0.7 or 0.8"])
def test_two_figures_are_asked_back(text: str) -> None:
    with pytest.raises(Unclear):
        read_scores(text, NAMES)
