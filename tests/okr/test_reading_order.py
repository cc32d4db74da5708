"""The moment to send and the deadline, in one sentence."""

from __future__ import annotations

from datetime import date

import pytest

from bot.okr.reading import read_hour_and_days, read_order

MONDAY = date(2026, 10, 5)
ORDERS = {
    "remind everyone, tomorrow at 10": ("tomorrow at 10", ""),
    "remind them by next Friday noon": ("", "next Friday noon"),
    "on Tuesday morning, deadline is Friday": ("Tuesday morning", "Friday"),
    "make it Friday at 9 am": ("Friday at 9 am", ""),
    "提醒没交的同学明天上午十点前提交": ("", "明天上午十点"),
    "周三下午提醒大家周五前交OKR": ("周三下午", "周五"),
    "no time at all": ("", ""),
}


@pytest.mark.parametrize("text", ORDERS, ids=str)
def test_when_it_goes_out_and_until_when_people_have(text: str) -> None:
    order = read_order(text, MONDAY)
    assert (order.at, order.until) == ORDERS[text]
    assert not any(word and word in order.rest for word in ORDERS[text])


def test_an_afternoon_has_an_hour() -> None:
    hour, days = read_hour_and_days("周三下午", MONDAY)
    assert hour is not None
    assert (hour.hour, days) == (14, (date(2026, 10, 7), date(2026, 10, 7)))
