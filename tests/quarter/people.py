"""Sixty people on three platforms, in two languages and two places, and what each of them has in mind for the quarter."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bot.okr.model import Person, Team

NAMES = (
    "Ada Ben Cai Dan Eva Fei Gus Hui Ida Jun Kai Lea Mei Ned Ola Pan Qin Ray Sun Tao Uma Van Wen Xia Yan Zoe Amy Bao Cui Dov "
    "Eli Fan Gao Hal Ivy Jia Ken Lin Min Nia Ori Pia Qiu Ren Sal Tia Una Vik Wan Xu Yao Zac Abe Bin Chu Dee Ema Fox Gil Han"
).split()
PLATFORMS = ("slack", "feishu", "dingtalk")
UNITS = {"sales": "Sales", "support": "Support", "product": "Product", "finance": "Finance", "data": "Data", "ops": "Ops"}
SIZE = 9  # a unit with its lead; the last four people are the press office, which writes no OKRs
EVERY_TWO_WEEKS, OPTIONAL, WRITES_NOTHING = "ops", "data", "press"
BOSS, HR = "p00", "p01"

TEXTS = {
    "en": "O: {o}\nKR1: First reply time from 9 hours to 2 hours\nKR2: Tickets solved in one contact from 71% to 90%",
    "zh-CN": "O：{o}\nKR1：首次响应时长从 9 小时降到 2 小时\nKR2：一次解决的工单比例从 71% 提高到 90%",
}
AIMS = {
    "en": (
        "Customers get an answer while they still have the question",
        "Shops find answers about payment themselves",
        "New colleagues feel at home within their first weeks",
    ),
    "zh-CN": ("让客户的问题当天就有答案", "让商家自己就能找到付款问题的答案", "让新同事很快就能安心上手"),
}


@dataclass(frozen=True)
class Who:
    """One of the sixty, as the script knows them; `presses` where others type."""

    key: str
    name: str
    team: str
    manager: str | None
    roles: frozenset[str]
    language: str
    platform: str
    abroad: bool
    presses: bool
    draw: Random

    @property
    def timezone(self) -> str:
        return "America/New_York" if self.abroad else "Asia/Shanghai"

    @property
    def calendar(self) -> str:
        return "US" if self.abroad else "CN"

    def words(self, english: str, chinese: str) -> str:
        return english if self.language == "en" else chinese

    def as_person(self, account: str) -> Person:
        place = (self.timezone, self.calendar) if self.abroad else (None, None)
        return Person(
            self.key, self.name, f"{self.key}@example.com", self.manager, self.team, self.roles, self.language, *place,
            accounts={self.platform: account},
        )  # fmt: skip


def everybody() -> dict[str, Who]:
    found = {}
    for number, name in enumerate(NAMES):
        key = f"p{number:02}"
        unit, place = divmod(number - 2, SIZE)
        team = "top" if number < 2 else [*UNITS, WRITES_NOTHING][unit]
        lead = f"p{2 + unit * SIZE:02}"
        manager = None if key == BOSS else BOSS if number == 1 or place == 0 else lead
        more = {0: {"exec"}, 1: {"hr"}}.get(number, set())
        found[key] = Who(
            key, name, team, manager, frozenset({"employee"} | more), ("en", "zh-CN")[number // 3 % 2], PLATFORMS[number % 3],
            abroad=place in (3, 4) and unit < 3, presses=number % 4 == 1, draw=Random(f"quarter {number}"),
        )  # fmt: skip
    return found


def lead_of(team: str) -> str:
    return f"p{2 + [*UNITS, WRITES_NOTHING].index(team) * SIZE:02}"


def teams() -> tuple[Team, ...]:
    units = (Team(key, name, "top", lead_of(key), every_weeks=2 if key == EVERY_TWO_WEEKS else None) for key, name in UNITS.items())
    told = {OPTIONAL: "optional"}
    return (
        Team("top", "Top", lead=BOSS),
        *(unit if unit.key not in told else Team(unit.key, unit.name, "top", unit.lead, writing="optional") for unit in units),
        Team(WRITES_NOTHING, "Press", "top", lead_of(WRITES_NOTHING), writing="off"),
    )
