"""People who come, go and stand in while something waits: a leaver, a new manager, a coach, a policy; played with the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.okr.cycles import cycle_of
from bot.okr.model import Person
from bot.ports import Tx
from tests.dialogues.stage import Stage, play

AGREED = """
li> new OKR
li> O: Customers get an answer while they still have the question\\nKR1: First reply time from 9 hours to 2 hours
li> stretch
li> that's all
li> submit
wang> agree
"""
SUBMITTED = AGREED.replace("wang> agree\n", "")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = await Stage(tmp_path / "people.db").open()
    yield stage
    await stage.close()


async def changed(stage: Stage, key: str, **fields: Any) -> None:
    def work(tx: Tx) -> None:
        person = tx.person(key)
        assert person is not None
        tx.save_person(replace(person, **fields))

    await stage.store.write(work)


async def test_what_a_leaver_held_waits_for_their_manager_to_hand_it_over(stage: Stage) -> None:
    await play(stage, AGREED)
    await changed(stage, "li", active=False)
    await play(
        stage,
        """
wang> inbox
| Li Lei has left. Who takes over?
wang> change li.2026Q4.1
| Who takes over?
wang> @Han Mei
| Why?
wang> Han knows the customers
wang> yes
han| Will you take it over?
han> take it over
wang| Han Mei has agreed to the change
wang> inbox
| Nothing is waiting for you.
han> okr
| KR1 · First reply time
""",
    )


async def test_somebody_is_nudged_once_a_day_whatever_their_key_looks_like(stage: Stage) -> None:
    await stage.store.write(
        lambda tx: tx.save_person(Person("it:kim:1", "Kim", None, "wang", "support", accounts={"paper": "kim"}, language="en"))
    )
    await play(stage, "wang> nudge Kim\n| Nudged: Kim.\nwang> nudge Kim\n| Nudged today already: Kim.")


async def test_a_new_manager_decides_and_the_old_card_says_so(stage: Stage) -> None:
    await play(stage, SUBMITTED)
    await changed(stage, "li", manager="chen")
    await play(
        stage,
        """
wang! Agree
| Li Lei's OKR now goes to Chen Jing.
wang> inbox
| Nothing is waiting for you.
chen> inbox
| Li Lei asks you to agree to:
chen> review Li Lei
chen> agree
| Agreed.
li| Chen Jing agreed to your OKR
""",
    )


async def test_the_coach_reads_comments_and_never_approves(stage: Stage) -> None:
    def work(tx: Tx) -> None:
        team = tx.team("support")
        assert team is not None
        tx.save_team(replace(team, coach="lin"))

    await stage.store.write(work)
    await play(
        stage,
        """
li> new OKR
li> O: Customers get an answer while they still have the question\\nKR1: First reply time from 9 hours to 2 hours
li> stretch
li> how do I write this?
| Lin Tao also gets to see your draft
li> Is the first one a result?
| Lin Tao can read your draft now
lin| Li Lei's draft for Q4 2026
lin| Is the first one a result?
lin> KR1: say for which customers
lin> that's all
| Li Lei has been told.
li| say for which customers
lin> inbox
| Li Lei shows you a draft:
lin> read draft Li Lei
| say for which customers
lin~| Agree
""",
    )


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("strict", "| In this cycle nothing changes until it ends"),
        ("agile", "| Why?\nli> skip\n| It takes effect at once.\nli> yes\n| Changed.\nwang| Li Lei has changed a key result:"),
    ],
)
async def test_the_cycles_policy_is_felt(stage: Stage, policy: Any, said: str) -> None:
    await stage.store.write(lambda tx: tx.save_cycle(replace(cycle_of("2026Q4"), policy=policy)))
    await play(stage, f"{AGREED}\nli> postpone KR1 to Jan 20\n{said}\n")


async def test_two_of_a_name_are_told_apart(stage: Stage) -> None:
    await changed(stage, "new", name="Mia Lu")
    await changed(stage, "lin", name="Mia Tao")
    await play(
        stage,
        """
li> new OKR
li> Customers get an answer while they still have the question
li> stretch
li> First reply time from 9 hours to 2 hours with @Mia
| Several people are called Mia. Who is it?
li> Mia Lu (Support)
| Who is responsible for this key result?
li> me
li> Tickets solved in one contact from 71% to 90% with @Mia Tao
| I am, with help from Mia Tao
li> me
li> that's all
| with Mia Lu (asked when it is submitted)
| with Mia Tao (asked when it is submitted)
li> submit
new| Li Lei counts on you
lin| Li Lei counts on you
""",
    )


async def test_of_two_with_one_surname_the_one_named_in_full_is_meant_without_mentions_too(stage: Stage) -> None:
    """As in DingTalk's direct messages, where a name is only typed; the other Wang's key is the surname itself."""
    twin = Person("lei", "Wang Lei", None, "chen", "support", frozenset({"employee", "manager"}), "en", accounts={"paper": "lei"})
    await stage.store.write(lambda tx: tx.save_person(twin))
    await play(
        stage,
        """
lin> while @Wang Lei is away next week, @Chen Jing approves
| Shall Chen Jing decide while Wang Lei is away?
lin> yes
lin> stand-in
| For whom?
lin> @Wang Lei
| Who decides while Wang Lei is away?
lin> cancel
li> new OKR
li> O: Customers get an answer while they still have the question
li> stretch
li> First reply time from 9 hours to 2 hours with @Wang Lei
| Who is responsible for this key result?
| I am, with help from Wang Lei
""",
    )


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("en", "Ready? There is nobody to ask, so it is agreed as soon as you submit it."),
        ("zh-CN", "可以了吗？公司里暂时没有可以请来确认的人，提交后直接生效。"),
    ],
)
async def test_whom_nobody_decides_for_is_told_before_they_submit(tmp_path: Path, language: str, asked: str) -> None:
    stage = await Stage(tmp_path / "alone.db", language).open()
    await play(stage, f"@chen active=no\n@lin manager=-\n{AGREED.partition('li> submit')[0].replace('li>', 'lin>')}| {asked}")
    await stage.close()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "Away on Fri, Nov 20?",
                "Noted: away on Fri, Nov 20. Enjoy!",
                "Noted already: away on Fri, Nov 20",
                "you are here on Fri, Nov 20 after all",
            ),
        ),
        ("zh-CN", ("11月20日 周五 不在（1 天）？", "11月20日 周五 不打扰你", "已登记请假：11月20日 周五", "11月20日 周五 你在")),
    ],
)
async def test_a_single_day_away_is_one_day(tmp_path: Path, language: str, said: tuple[str, ...]) -> None:
    stage = await Stage(tmp_path / "one_day.db", language).open()
    sure, taken, planned, off = said
    await play(stage, f"li> leave 2026-11-20\n| {sure}\nli> yes\n| {taken}\nli> leave\n| {planned}\nli> cancel\nli> end leave\n| {off}")
    await stage.close()
