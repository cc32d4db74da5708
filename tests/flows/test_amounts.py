"""How one of something is said: the unit of a figure follows it."""

from __future__ import annotations

import pytest

from bot.wording import amount
from tests.ready import sentences

SAID = {
    (1, "weeks"): "1 week",
    (2, "weeks"): "2 weeks",
    (1, "new customers"): "1 new customer",
    (1, "boxes"): "1 box",
    (1, "cases"): "1 case",
    (1, "entries"): "1 entry",
    (-1, "points"): "-1 point",
    (1, "ms"): "1 ms",
    (1, "USD"): "1 USD",
    (1, "NPS"): "1 NPS",
    (1.5, "hours"): "1.5 hours",
    (1, "%"): "1%",
    (1, "小时"): "1小时",
}


@pytest.mark.parametrize("figure", SAID, ids=str)
def test_one_of_something_is_not_several(figure: tuple[float, str]) -> None:
    assert amount(sentences().speak("en", "UTC"), *figure) == SAID[figure]
