"""A small company for the tests of the store, and short ways to make rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.conversation.event import Place
from bot.conversation.message import Message
from bot.okr.model import (
    Alignment,
    Change,
    CheckIn,
    Collaborator,
    Cycle,
    Edit,
    Happening,
    Help,
    KeyResult,
    Leave,
    Objective,
    Person,
    Score,
    Team,
)
from bot.ports import Outgoing

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = NOW.date()
Q4 = Cycle("2026Q4", "quarter", date(2026, 10, 1), date(2026, 12, 31), date(2026, 9, 15), date(2026, 9, 30), date(2026, 12, 20))
CLOSED = replace(Q4, key="2026Q4x", closed=True)
PAST = replace(Q4, key="2026Q3", starts=date(2026, 7, 1), ends=date(2026, 9, 30))

BOSS = Person("boss", "Zhou Boss", team="t1", roles=frozenset({"employee", "exec"}), accounts={"beta": "B0"})
LIN = Person(
    "lin",
    "Lin Wei 林伟",
    "Lin.Wei@Example.com",
    "boss",
    "t1",
    frozenset({"employee", "hr"}),
    "zh-CN",
    "Asia/Shanghai",
    "CN",
    accounts={"alpha": "A1", "beta": "B1"},
    leave=(Leave(date(2026, 12, 1), date(2026, 12, 4)), Leave(date(2026, 12, 24), date(2026, 12, 24))),
    platform="beta",
    prompt_time=time(15, 30),
    quiet_from=time(20),
    quiet_until=time(9, 15),
)
ANN = Person("ann", "Ann Ng", "ann@example.com", "boss", "t2", accounts={"alpha": "A2"})
GONE = Person("gone", "Lin Wei 林伟", manager="boss", team="t1", active=False, accounts={"alpha": "A3"})
T1 = Team("t1", "Team One", lead="boss", board_platform="beta", board_channel="C1", weekday=4, prompt_time=time(16), every_weeks=1)
T2 = Team("t2", "Team Two", "t1", "ann", "boss", pilot=True)

KR1 = KeyResult(
    "o1.1",
    "o1",
    "NPS from 30 to 45",
    "lin",
    1,
    (Collaborator("ann", "discuss", "only after May"),),
    "points",
    30,
    45.5,
    "up",
    33,
    0.2,
    6,
    date(2026, 12, 18),
    True,
    ("no_deadline",),
    score=Score(0.7, NOW, "lin"),
    history=(Change(NOW, "lin", "target", 40, 45.5, "new market", "boss"), Change(NOW, "lin", "text", None, "NPS")),
    roll_up=True,
)
KR2 = KeyResult("o1.2", "o1", "第二个", "ann", 2)
O1 = Objective(
    "o1",
    "lin",
    Q4.key,
    "让客户愿意推荐我们",
    "t1",
    "committed",
    "user",
    "split",
    "agreed",
    "team",
    1,
    (Alignment("o9"), Alignment("o9", "o9.1")),
    "because",
    "boss",
    ("too_long",),
    0.65,
    (KR1, KR2),
    (Happening(NOW, "lin", "submitted"), Happening(NOW + timedelta(1), "boss", "agreed", "good")),
    for_team=True,
)


def objective(name: str, owner: str, **changes: object) -> Objective:
    """One objective with one key result, both by its owner."""
    plain = Objective(name, owner, Q4.key, name, state="agreed", key_results=(KeyResult(f"{name}.1", name, "text", owner),))
    return replace(plain, **changes)  # type: ignore[arg-type]


def check_in(week: str, key_result: str = "o1.1") -> CheckIn:
    """A check-in with every field filled."""
    return CheckIn(
        key_result,
        week,
        NOW,
        "lin",
        33.5,
        0.25,
        6,
        "note",
        "blocker",
        (Help("ann", "please"), Help(None, "anybody")),
        "next",
        True,
        False,
        (Edit(NOW, "lin", "confidence", None, 6), Edit(NOW, "lin", "note", "x", "note")),
    )


def direct(key: str, person: str = "lin", address: str = "B1", **changes: object) -> Outgoing:
    """A message to somebody's direct chat on the platform beta."""
    return replace(Outgoing(key, NOW, person=person, place=Place("beta", address), message=Message(key)), **changes)  # type: ignore[arg-type]


def group(key: str, address: str = "C1", **changes: object) -> Outgoing:
    """A message to a group on the platform beta."""
    return replace(Outgoing(key, NOW, place=Place("beta", address, direct=False), message=Message(key)), **changes)  # type: ignore[arg-type]
