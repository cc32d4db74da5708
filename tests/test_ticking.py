"""What falls due when: once, in each person's own time, whatever the clock does; and who gets it when their turn comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

import bot.running as running_module
from adapters import http
from adapters.dingtalk import adapter as dingtalk_adapter
from adapters.feishu import socket
from adapters.feishu.line import Timing
from adapters.slack import taking as slack_taking
from bot.conversation.event import Place
from bot.conversation.message import Message
from bot.okr.model import Leave, Person
from bot.ports import Outgoing, Store, Tx
from bot.running import Running
from bot.ticking import Ticking, refresh_rhythms
from tests.dialogues.paper import Paper
from tests.dialogues.stage import Stage, local, play
from tests.ready import store_at

AGREED = """li> new OKR
li> O: Customers get an answer while they ask\\nKR1: First reply time from 9 hours to 2 hours
li> stretch
li> that's all
li> submit
wang> agree"""
FRIDAY = "2026-10-16 16:00"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    opened = await Stage(tmp_path / "ticking.db", "en").open()
    await play(opened, AGREED)
    await play(opened, "[2026-10-14 12:00]")
    yield opened
    await opened.close()


async def tick_at(stage: Stage, at: datetime, *, planning: bool = False) -> int:
    stage.clock.at = at

    def work(tx: Tx) -> int:
        ticking = Ticking(stage.setup, tx, at)
        if planning:
            ticking.plan()
        return ticking.tick()

    posted = await stage.store.write(work)
    await stage.settle()
    return posted


async def change(stage: Stage, who: str, **fields: object) -> None:
    def work(tx: Tx) -> None:
        person = tx.person(who)
        assert person
        tx.save_person(replace(person, **fields))  # type: ignore[arg-type]
        refresh_rhythms(stage.setup, tx, stage.clock.now())

    await stage.store.write(work)


def got(stage: Stage, kind: str, who: str = "li") -> list[str]:
    """The keys of the messages of that kind that somebody got."""
    return [s.post.key for s in stage.paper.log if s.address == who and s.post.key.startswith(f"{kind}:")]


async def test_the_prompt_comes_once_however_often_it_ticks(stage: Stage) -> None:
    moment = local(FRIDAY)
    for seconds in (-1, 0, 0, 1, 60):
        await tick_at(stage, moment + timedelta(seconds=seconds))
    assert got(stage, "prompt") == ["prompt:li:2026-W41", "prompt:li:2026-W42"]


async def test_not_before_its_moment(stage: Stage) -> None:
    await tick_at(stage, local(FRIDAY) - timedelta(seconds=1))
    assert "prompt:li:2026-W42" not in got(stage, "prompt")


async def test_of_a_month_that_was_slept_through_only_the_newest(stage: Stage) -> None:
    before = len(got(stage, "prompt"))
    await tick_at(stage, local("2026-11-13 16:30"))
    assert got(stage, "prompt")[before:] == ["prompt:li:2026-W46"]
    assert not [key for key in got(stage, "reminder") if key > "reminder:li:2026-W42"]


async def test_of_a_friday_that_was_slept_through_the_prompt_comes_and_its_reminder_not_with_it(stage: Stage) -> None:
    await tick_at(stage, local(FRIDAY))  # the reminder of this week is still to come
    running = Running(stage.setup, stage.store, stage.clock, {"paper": stage.paper}, "r")
    stage.clock.at = local("2026-10-23 19:00")
    await running.tick()
    await stage.settle()
    kinds = ("prompt", "reminder")
    posted = [s.post.key for s in stage.paper.log if s.post.key in {f"{kind}:li:2026-W43" for kind in kinds}]
    assert posted == ["prompt:li:2026-W43"]


async def test_a_clock_set_forward_and_back_again_says_nothing_twice(stage: Stage) -> None:
    await tick_at(stage, local(FRIDAY))
    await tick_at(stage, local("2026-11-16 12:00"))
    first = got(stage, "prompt")
    await tick_at(stage, local(FRIDAY) + timedelta(minutes=5), planning=True)
    assert got(stage, "prompt") == first
    await tick_at(stage, local("2026-10-23 16:00"))
    assert got(stage, "prompt") == [*first, "prompt:li:2026-W43"]


async def test_an_hour_back_repeats_nothing_and_an_hour_forward_skips_nothing(stage: Stage) -> None:
    await tick_at(stage, local(FRIDAY))
    await tick_at(stage, local(FRIDAY) - timedelta(hours=1), planning=True)
    await tick_at(stage, local(FRIDAY) + timedelta(minutes=1))
    assert got(stage, "prompt").count("prompt:li:2026-W42") == 1
    await tick_at(stage, local("2026-10-23 17:01"))
    assert got(stage, "prompt").count("prompt:li:2026-W43") == 1


async def test_in_each_persons_own_zone_and_hour(stage: Stage) -> None:
    await change(stage, "li", timezone="Europe/Berlin", prompt_time=time(15, 30))
    await tick_at(stage, local(FRIDAY))
    assert "prompt:li:2026-W42" not in got(stage, "prompt")
    await tick_at(stage, local("2026-10-16 21:30"))
    assert "prompt:li:2026-W42" in got(stage, "prompt")


async def test_whoever_moves_past_the_moment_of_their_prompt_is_asked_all_the_same(stage: Stage) -> None:
    await change(stage, "li", timezone="America/New_York")
    await tick_at(stage, local("2026-10-16 18:00"))  # Friday morning in New York
    assert "prompt:li:2026-W42" not in got(stage, "prompt")
    await play(stage, "li> I work from Shanghai now\nli> yes\nli| Check-in · week 42")
    await play(stage, "li> I work from New York now\nli> yes")  # and back: nobody is asked twice
    await tick_at(stage, local("2026-10-17 05:00"))
    assert got(stage, "prompt").count("prompt:li:2026-W42") == 1


async def test_a_friday_that_becomes_a_day_off_on_the_day_itself_loses_no_prompt(stage: Stage) -> None:
    await tick_at(stage, local("2026-10-16 10:00"))
    await play(stage, "lin> today is a day off: typhoon\nlin> yes\nlin| is a day off now")
    await play(stage, "[2026-10-19 08:29]")
    assert "prompt:li:2026-W42" not in got(stage, "prompt")
    await play(stage, "[2026-10-19 08:30]\nli| Check-in · week 42")
    await tick_at(stage, local("2026-10-19 08:40"), planning=True)
    assert got(stage, "prompt").count("prompt:li:2026-W42") == 1


async def test_nobody_who_has_nothing_to_report_is_asked(stage: Stage) -> None:
    await tick_at(stage, local(FRIDAY))
    assert [who for who in ("wang", "han", "lin", "chen", "new") if got(stage, "prompt", who)] == []


async def test_whoever_answered_already_is_not_asked_nor_reminded(stage: Stage) -> None:
    await play(stage, "li> all unchanged\nli> 5\nli> yes")  # for week 41, late
    await play(stage, "li> KR1 5 hours, confidence 6\nli> yes\n= li KR1 2026-W42 value 5")
    await play(stage, "[2026-10-16 20:00]")
    assert "prompt:li:2026-W42" not in got(stage, "prompt")
    assert "reminder:li:2026-W42" not in got(stage, "reminder")


async def test_whoever_is_away_is_not_asked_and_not_afterwards_either(stage: Stage) -> None:
    await change(stage, "li", leave=(Leave(date(2026, 10, 15), date(2026, 10, 25)),))
    await play(stage, "[2026-10-23 20:00]")
    assert not [key for key in got(stage, "prompt") if key > "prompt:li:2026-W41"]
    await play(stage, "[2026-10-26 09:00]")
    assert got(stage, "prompt")[-1] == "prompt:li:2026-W43"


async def test_a_prompt_in_quiet_hours_waits_for_the_next_working_morning(stage: Stage) -> None:
    await tick_at(stage, local("2026-10-16 22:00"))
    assert "prompt:li:2026-W42" not in got(stage, "prompt")
    await play(stage, "[2026-10-19 08:29]")
    assert "prompt:li:2026-W42" not in got(stage, "prompt")
    await play(stage, "[2026-10-19 08:30]")
    assert "prompt:li:2026-W42" in got(stage, "prompt")


async def test_a_reminder_that_would_come_at_night_is_not_wanted_in_the_morning(stage: Stage) -> None:
    await tick_at(stage, local(FRIDAY))
    await tick_at(stage, local("2026-10-16 22:00"))
    await play(stage, "[2026-10-19 12:00]")
    assert "reminder:li:2026-W42" not in got(stage, "reminder")


async def test_whoever_has_left_gets_nothing_that_was_due_already(stage: Stage) -> None:
    await tick_at(stage, local("2026-10-16 22:00"))
    await change(stage, "li", active=False)
    await play(stage, "[2026-10-20 12:00]")
    assert "prompt:li:2026-W42" not in got(stage, "prompt")


async def test_what_a_colleague_does_arrives_at_once_on_a_sunday_but_not_at_night(stage: Stage) -> None:
    await play(stage, "[2026-10-18 12:00]\nhan> new OKR\nhan> O: Refunds do not worry anybody\\nKR1: Refund time from 9 days to 2 days")
    await play(stage, "han> stretch\nhan> that's all\nhan> submit\nwang| Do you agree with Han Mei's OKR?")
    await play(stage, "[2026-10-18 22:00]\nwang> return: which refunds?\nhan~| which refunds?\n[2026-10-19 08:30]\nhan| which refunds?")


async def test_a_person_without_an_account_fails_visibly_and_holds_nobody_up(stage: Stage) -> None:
    await change(stage, "li", accounts={})
    await tick_at(stage, local(FRIDAY))
    row = await stage.store.read(lambda tx: tx.outgoing("prompt:li:2026-W42"))
    assert row
    assert row.state == "failed"
    assert "no account" in (row.error or "")


async def test_whoever_joins_after_the_moment_is_not_asked_for_it(stage: Stage) -> None:
    await tick_at(stage, local(FRIDAY))

    def join(tx: Tx) -> None:
        (objective,) = tx.objectives(owners=["li"])
        tx.save_person(Person("late", "Late Comer", None, "wang", "support", accounts={"paper": "late"}))
        kr = replace(objective.key_results[0], id="late.1.1", objective="late.1", owner="late")
        tx.save_objective(replace(objective, id="late.1", owner="late", key_results=(kr,), events=()))
        refresh_rhythms(stage.setup, tx, stage.clock.now())

    await stage.store.write(join)
    await tick_at(stage, local("2026-10-17 12:00"))
    assert got(stage, "prompt", "late") == []
    await tick_at(stage, local("2026-10-23 16:00"))
    assert got(stage, "prompt", "late") == ["prompt:late:2026-W43"]


async def test_the_bot_follows_a_clock_that_is_set_back_or_forward(stage: Stage) -> None:
    """The same through the running bot's own tick, which notices a step back by itself."""
    running = Running(stage.setup, stage.store, stage.clock, {"paper": stage.paper}, "r")

    async def at(when: str) -> None:
        stage.clock.at = local(when)
        await running.tick()
        await stage.settle()

    for when in ("2026-10-16 16:00", "2026-11-20 17:00", "2026-10-16 16:30", "2026-10-23 16:00", "2026-10-23 15:00", "2026-10-23 16:05"):
        await at(when)
    assert [key for key in got(stage, "prompt") if key > "prompt:li:2026-W41"] == [f"prompt:li:2026-W{n}" for n in (42, 47, 43)]


async def test_after_three_days_asleep_what_is_still_wanted_comes_in_order_and_the_rest_does_not(stage: Stage) -> None:
    running = Running(stage.setup, stage.store, stage.clock, {"paper": stage.paper}, "r")
    stage.clock.at = local("2026-10-16 15:00")
    await running.tick()
    alert = Outgoing("alert-ish", stage.clock.now(), place=Place("paper", "wang"), message=Message("words"), priority=1)
    await stage.store.write(lambda tx: tx.post(replace(alert, state="sending")))  # the lid is closed while it is sent
    mark = len(stage.paper.log)
    stage.clock.at = local("2026-10-19 15:00")
    for _ in range(3):
        await running.tick()
        await stage.settle()
    after = [s.post.key for s in stage.paper.log[mark:]]
    assert [key for key in after if "W42" in key or key == "alert-ish"] == ["alert-ish", "prompt:li:2026-W42", "digest:wang:2026-W42"]


@pytest.mark.parametrize(("back", "reminded"), [("17:00", "19:20"), ("19:00", None)])
async def test_after_an_outage_of_hours_nobody_is_reminded_of_what_they_were_asked_just_now(
    stage: Stage, back: str, reminded: str | None
) -> None:
    await tick_at(stage, local("2026-10-16 15:00"), planning=True)
    for at in (back, "18:30", "19:00", "19:19", "19:20", "20:59", "21:30", "23:59"):
        if at >= back:
            await tick_at(stage, local(f"2026-10-16 {at}"))
            assert (got(stage, "reminder")[-1:] == ["reminder:li:2026-W42"]) is bool(reminded and at >= reminded), at
    assert got(stage, "prompt")[-1] == "prompt:li:2026-W42"
    row = await stage.store.read(lambda tx: tx.outgoing("reminder:li:2026-W42"))
    assert row is not None
    assert (row.state, row.error) == (("sent", None) if reminded else ("dropped", "not wanted any more when it could be sent"))


async def test_of_what_falls_due_at_once_goes_first_whose_day_ends_first(stage: Stage) -> None:
    def tokyo(tx: Tx) -> list[str]:
        li = tx.person("li")
        assert li is not None
        tx.save_person(replace(li, key="sato", timezone="Asia/Tokyo", prompt_time=time(17), accounts={}))
        refresh_rhythms(stage.setup, tx, local("2026-10-16 15:59"))
        ticking = Ticking(stage.setup, tx, local(FRIDAY))
        return [due.rhythm.partition("|")[0] for due in ticking.due() if due.kind == "prompt"]

    assert await stage.store.write(tokyo) == ["Asia/Tokyo", "Asia/Shanghai"]


async def test_a_clock_set_back_by_an_hour_holds_nothing_back_for_an_hour(stage: Stage) -> None:
    running = Running(stage.setup, stage.store, stage.clock, {"paper": stage.paper}, "r")
    await running.tick()
    at = stage.clock.now()

    def left(tx: Tx) -> None:
        """A colleague's word that is due, an answer that is tried again, one whose sender died; an address that had to wait a little."""
        said = Outgoing("word", at, place=Place("paper", "wang"), message=Message("word"), priority=1)
        tx.post(said)
        tx.settle(tx.post(replace(said, key="again", place=Place("paper", "han"), priority=0)), "ready", at, due=at, error="busy")
        tx.post(replace(said, key="died", place=Place("paper", "lin"), priority=0, state="sending"))
        tx.post(replace(said, key="blocked", place=Place("paper", "chen"), priority=0))
        tx.block("paper", "chen", at + timedelta(seconds=20))
        tx.post(replace(said, key="planned", place=Place("paper", "li"), priority=3))

    await stage.store.write(left)
    mark = len(stage.paper.log)
    stage.clock.at = at - timedelta(hours=1)
    await running.tick()
    await stage.settle()
    stage.clock.at += timedelta(seconds=61)
    await running.tick()
    await stage.settle()
    assert {s.post.key for s in stage.paper.log[mark:]} == {"word", "again", "died", "blocked"}


class _Hanging(Paper):
    """A platform whose line does not close."""

    async def stop(self) -> None:
        await asyncio.Event().wait()


async def test_a_platform_that_hangs_does_not_keep_the_bot_from_stopping(stage: Stage) -> None:
    assert running_module.DRAIN + running_module.DISCONNECT + http.GRACE < 10  # what `okrbot run` promises, with time for the rest
    assert Timing().drain + socket.TO_CLOSE < running_module.DISCONNECT
    assert max(slack_taking.PATIENCE, dingtalk_adapter.PATIENCE) < running_module.DISCONNECT
    running = Running(stage.setup, stage.store, stage.clock, {"paper": _Hanging()}, "r", drain=0.01, disconnect=0.01)
    await running.start()
    running.delivery._lanes["paper:li"] = asyncio.create_task(asyncio.Event().wait())  # a message on its way that never arrives
    async with asyncio.timeout(20):
        await running.stop()
    running.delivery._lanes["paper:li"].cancel()


@pytest.mark.parametrize("wrong", [RuntimeError("full\nof people's words"), RuntimeError()], ids=["with words", "without"])
async def test_whatever_keeps_the_database_from_answering_is_told_in_one_line(stage: Stage, wrong: Exception) -> None:
    running = Running(stage.setup, _Failing(stage.store, wrong), stage.clock, {"paper": stage.paper}, "r")
    (problem,) = await running.problems()
    assert problem.where == "OKRBOT_DATABASE_URL"
    assert problem.what == f"RuntimeError: {str(wrong).partition(chr(10))[0]}"


class _Failing:
    """The store, as far as it can be asked, when reading fails."""

    def __init__(self, store: Store, wrong: Exception) -> None:
        self._store, self._wrong = store, wrong

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def read(self, _: object) -> object:
        raise self._wrong


@pytest.mark.parametrize("survivor", [False, True], ids=["alone", "beside another"])
async def test_what_a_dead_process_was_sending_is_asked_about_soon_after_the_start(stage: Stage, *, survivor: bool) -> None:
    other = store_at(stage.file)
    if survivor:
        await other.alone()
    said = Outgoing("died", stage.clock.now(), place=Place("paper", "wang"), message=Message("word"), state="sending")
    await stage.store.write(lambda tx: tx.post(said))
    running = Running(stage.setup, stage.store, stage.clock, {"paper": stage.paper}, "r")
    await running.start()
    stage.clock.at += timedelta(seconds=6)
    await running.delivery.step()
    await stage.settle()
    assert ("died" in {s.post.key for s in stage.paper.log}) is not survivor
    await running.stop()
    await other.close()
