"""The picture of a tree: every card where it belongs, none over another, whatever people wrote on it."""

from __future__ import annotations

import base64
from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image

from bot.cli.speaking import catalogue
from bot.flows.map_cards import cards
from bot.okr.access import Org
from bot.okr.tree import forest
from bot.pictures.tree import GAP_X, HEIGHT, MOST_PIXELS, TONES, WIDTH, Card, png
from tests.servers.pages import objective, person

SIZE = 200
COMPANY = tuple(objective(n) for n in range(SIZE))
ORG = Org({p.key: p for p in (person(n, "en") for n in range(SIZE))})
T = catalogue().speak("zh-CN", "UTC")


@pytest.mark.parametrize("most", [1, 12, 40, 600])
def test_cards_stand_beside_what_they_serve_and_not_over_each_other(most: int) -> None:
    drawn = cards(forest(COMPANY, COMPANY, ORG), ORG, T, most)
    assert 0 < len(drawn) <= most
    assert all(card.x == drawn[card.parent].x + WIDTH + GAP_X for card in drawn if card.parent is not None)
    assert all(a.x != b.x or abs(a.y - b.y) >= HEIGHT for a, b in combinations(drawn, 2))


def test_what_is_left_out_is_counted() -> None:
    (only,) = cards(forest(COMPANY[:9], COMPANY, ORG), ORG, T, 1)
    assert "下面还有 8 个目标" in only.note


@pytest.mark.parametrize("words", ["", "让客户的问题当天就有答案" * 9, "\U0001f600 <b>&amp;</b>", "x" * 400])
def test_any_words_are_drawn(words: str) -> None:
    made = (Card(0, 0, None, words, words, None, "neutral", words), Card(324, 0, 0, words, words, 0.5, "bad"))
    picture = Image.open(BytesIO(base64.b64decode(png(made)))).convert("RGB")
    found = {colour for _, colour in picture.getcolors(picture.width * picture.height) or ()}
    wanted = tuple(bytes.fromhex(TONES["bad"][1:]))
    assert any(sum(abs(a - b) for a, b in zip(one, wanted, strict=True)) < 60 for one in found)


def test_a_tall_tree_is_no_larger_than_platforms_like() -> None:
    picture = Image.open(BytesIO(base64.b64decode(png(tuple(Card(0, n * 108, None, "t", "n", 0.4, "good") for n in range(90))))))
    assert max(picture.size) <= MOST_PIXELS
