"""Times of day, as they are typed in both languages; what only looks like one is none."""

from __future__ import annotations

import pytest

from bot.okr.reading import find_clocks
from bot.okr.zone_names import zone_said

TIMES = {
    "set my prompt time to 5pm": ["17:00"],
    "17:30": ["17:30"],
    "９：３０ pm": ["21:30"],
    "remind me at 9": ["09:00"],
    "at 9 pm": ["21:00"],
    "at 10, to all": ["10:00"],
    "at 10,000": [],
    "tomorrow around nine, please": ["09:00"],
    "tell about nine people": [],
    "at noon": ["12:00"],
    "12 a.m.": ["00:00"],
    "下午五点半": ["17:30"],
    "晚上8点": ["20:00"],
    "晚上12点": ["00:00"],
    "中午12点": ["12:00"],
    "早上九点一刻": ["09:15"],
    "十点二十分": ["10:20"],
    "8点5分": ["08:05"],
    "21:00-8:30": ["21:00", "08:30"],
    "晚上九点到早上八点半": ["21:00", "08:30"],
    "三点五万": [],
    "get 5 points": [],
    "at 40%": [],
    "25:00": [],
    "约定点": [],
    "晚上一点": ["01:00"],
    "下午一点": ["13:00"],
    "改到一点半": ["01:30"],
    "提醒太多了，少一点": [],
    "晚一点提醒": [],
    "一点都没动": [],
}
ZONES = {
    "Asia/Shanghai": "Asia/Shanghai",
    "america/new york": "America/New_York",
    "Berlin": "Europe/Berlin",
    "北京时间": "Asia/Shanghai",
    "I moved to San Francisco": "America/Los_Angeles",
    "改成东京时区": "Asia/Tokyo",
    "the rest": None,
    "nowhere": None,
}


@pytest.mark.parametrize("text", TIMES, ids=str)
def test_times_of_day(text: str) -> None:
    assert [f"{found.at:%H:%M}" for found in find_clocks(text)] == TIMES[text]


@pytest.mark.parametrize("text", ZONES, ids=str)
def test_zones_by_the_names_people_use(text: str) -> None:
    assert zone_said(text) == ZONES[text]
