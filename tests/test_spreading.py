"""Shares of a window: nobody lost, never faster than the limit, boards first, nobody in quiet hours; and how they are printed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.cli.platforms import limits
from bot.cli.scheduling import lines
from bot.cli.speaking import COMMAND_LINE, catalogue
from bot.forecast import Forecast, Sending
from bot.okr.model import Person
from bot.spreading import Share, Wish, spread

FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)
LIMITS = {"slack": (2.0, 60.0)}
EVERY = timedelta(seconds=30)


def after(minutes: float) -> datetime:
    return FRIDAY + timedelta(minutes=minutes)


def always(at: datetime) -> datetime | None:
    return at


def wish(
    name: str, at: float = 0, priority: int = 3, platform: str = "slack", good: Callable[[datetime], datetime | None] = always
) -> Wish[str]:
    return Wish(name, platform, after(at), priority, name, good)


def shares(*wishes: Wish[str]) -> dict[str, datetime | None]:
    return {share.what: share.at for share in spread(wishes, LIMITS)}


def test_each_has_their_moment_boards_come_first_and_another_platform_does_not_wait() -> None:
    found = shares(*(wish(name) for name in "cab"), wish("board", 0.5, priority=2), wish("elsewhere", platform="paper"))
    assert found == {"a": after(0), "board": after(0.5), "b": after(1), "c": after(1.5), "elsewhere": after(0)}


def test_whose_quiet_hours_begin_before_their_turn_hears_when_they_are_over() -> None:
    def quiet(at: datetime) -> datetime | None:
        return after(60) if after(0.8) <= at < after(60) else at

    def until_then(at: datetime) -> datetime | None:
        return at if at < after(0.8) else None

    found = list(spread([wish("a"), wish("b"), wish("c", good=quiet), wish("d", good=until_then), wish("e", 60)], LIMITS))
    assert Share("c", after(60), after(60)) in found
    assert Share("d", after(0), None) in found
    assert {share.what: share.at for share in found} | {"c": None} == {
        "a": after(0), "b": after(0.5), "c": None, "d": None, "e": after(60.5),
    }  # fmt: skip


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(2, 3), st.sampled_from(["slack", "paper"])), max_size=40))
def test_nobody_is_lost_and_the_limit_is_kept(wanted: list[tuple[float, int, str]]) -> None:
    wishes = [wish(f"{number:02}", *one) for number, one in enumerate(wanted)]
    found = list(spread(wishes, LIMITS))
    assert sorted(share.what for share in found) == [one.what for one in wishes]
    by_name = {one.what: one for one in wishes}
    assert all(share.at is not None and share.at >= share.since == by_name[share.what].at for share in found)
    slots = sorted(share.at for share in found if share.at and by_name[share.what].platform == "slack")
    assert all(later - earlier >= EVERY for earlier, later in pairwise(slots))
    if slots:
        assert slots[-1] <= max(one.at for one in wishes) + len(slots) * EVERY, "no moment is left unused while somebody waits"


def test_the_schedule_prints_the_window_and_everybodys_own_share() -> None:
    people = tuple(Person(f"p{number}", f"P{number}") for number in range(400))
    at = tuple(FRIDAY + timedelta(seconds=number * 60 / 294) for number in range(400))
    forecast = Forecast((Sending(FRIDAY, "prompt", "Asia/Shanghai", people, at),))
    t = catalogue().speak(COMMAND_LINE, "Asia/Shanghai")
    day = date(2026, 11, 20)
    assert "  16:00–16:01  check-in prompt: 400 people" in list(lines(forecast, t, day, day))
    assert list(lines(forecast, t, day, day))[-1].strip().startswith("Where two times stand")
    mine = list(lines(forecast.of("p399"), t, day, day))
    assert "  16:01  check-in prompt: 1 person" in mine
    assert not any("Where two times stand" in line for line in mine)
    late = Forecast((Sending(FRIDAY, "prompt", "Asia/Shanghai", people[:2], (FRIDAY, FRIDAY + timedelta(hours=10))),))
    assert "  16:00–Sat, Nov 21, 02:00  check-in prompt: 2 people" in list(lines(late, t, day, day))
    assert Forecast().of("nobody") == Forecast()


def test_the_limits_are_those_that_the_adapters_keep() -> None:
    from adapters.dingtalk.adapter import PACE as DINGTALK
    from adapters.feishu.adapter import PACE as FEISHU
    from adapters.slack.adapter import PACE as SLACK

    assert limits() == {"slack": SLACK.app, "feishu": FEISHU.app, "dingtalk": DINGTALK.app}
