"""What a platform's address book says by itself: a leaver is heard of once and what they held is handed over; the rest follows it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.event import Event, Listed, ListedTeam, Place, Sender
from bot.exchange.plan import Platform
from bot.exchange.taking import Taking
from bot.okr.model import Person, Team
from bot.ports import Profile, Tx
from tests.dialogues.stage import Stage, play

AGREED = {
    "en": r"""
li> new OKR
li> O: Customers get an answer while they still have the question\nKR1: First reply time from 9 hours to 2 hours
li> stretch
li> that's all
li> submit
wang> agree
""",
    "zh-CN": r"""
li> 写 OKR
li> O：让客户的问题当天就有答案\nKR1：首次响应时长从 9 小时降到 2 小时
li> 挑战
li> 不加了
li> 提交
wang> 同意
""",
}
HANDED = {
    "en": """
wang| Li Lei has left. These are still running; who takes them over?
wang| First reply time
wang! Hand over: Customers get an answer…
| Who takes over?
wang> @Han Mei
wang> Han knows the customers
wang> yes
han| Will you take it over?
han> take it over
han> okr
| First reply time
""",
    "zh-CN": """
wang| Li Lei 已离职，下面这些还在进行，由谁接手？
wang| 首次响应时长
wang! 移交：让客户的问题当天就有答案
| 由谁接手
wang> @Han Mei
wang> 她熟悉客户
wang> 是
han| 接手
han> 接手
han> okr
| 首次响应时长
""",
}
IDS: Iterator[int] = itertools.count(1)


@pytest.fixture
async def stage(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    stage = await Stage(tmp_path / "left.db", getattr(request, "param", "en")).open()
    yield stage
    await stage.close()


async def listed(stage: Stage, account: str, said_as: str, **said: object) -> Event:
    """The platform says it; the event, to be said again."""
    content = Listed(**said)  # type: ignore[arg-type]
    event = Event(f"{said_as}:{account}", Place("paper", account), Sender(account), content, stage.clock.now())
    await stage.engine.receive(event)
    await stage.settle()
    return event


async def person(stage: Stage, key: str) -> Person:
    found = await stage.store.read(lambda tx: tx.person(key))
    assert found is not None
    return found


def told(stage: Stage, who: str, words: str) -> int:
    return len([sheet for sheet in stage.paper.log if sheet.address == who and words in sheet.text])


@pytest.mark.parametrize("stage", ["en", "zh-CN"], indirect=True)
async def test_a_leaver_is_heard_of_once_and_the_manager_hands_over(stage: Stage) -> None:
    await play(stage, AGREED[stage.language])
    mark = len(stage.paper.log)
    event = await listed(stage, "li", "left", active=False)
    await stage.engine.receive(event)  # redelivered
    await listed(stage, "li", "left again", active=False)  # by another platform, or with a new id
    await stage.settle()
    assert not (await person(stage, "li")).active
    words = HANDED[stage.language].strip().splitlines()[0].partition("| ")[2]
    assert told(stage, "wang", words) == 1
    assert {sheet.address for sheet in stage.paper.log[mark:]} == {"wang"}
    trail = await stage.store.read(lambda tx: tx.done(subject="li"))
    assert [(d.what, d.by) for d in trail if d.what == "left"] == [("left", "paper")]
    transcript = HANDED[stage.language].strip().splitlines()
    await play(stage, "\n".join(line for line in transcript if not line.startswith("wang|")))


async def test_who_held_nothing_leaves_quietly_and_without_a_manager_hr_is_told(stage: Stage) -> None:
    mark = len(stage.paper.log)
    await listed(stage, "han", "left", active=False)
    assert (stage.paper.log[mark:], (await person(stage, "han")).active) == ([], False)
    await play(stage, AGREED["en"])
    await stage.move("li", {"manager": "-"})
    await listed(stage, "li", "left", active=False)
    assert told(stage, "lin", "Li Lei has left and had no manager here") == 1
    await stage.move("li", {"manager": "lin"})
    await play(stage, "lin> inbox\n| Li Lei has left. Who takes over?")


async def test_the_message_is_true_when_it_is_sent(stage: Stage) -> None:
    await play(stage, AGREED["en"] + "\nwang> settings quiet\nwang> 09:00-20:00")
    await listed(stage, "li", "left", active=False)
    await stage.move("li", {"manager": "chen"})
    await play(stage, "[2026-10-05 20:05]\nwang| Li Lei has left. Chen Jing is their manager now")


async def test_somebody_new_and_somebody_back_get_nothing_by_themselves(stage: Stage) -> None:
    await listed(stage, "fresh", "came", name="Fresh Face", manager="wang")
    assert await stage.store.read(lambda tx: tx.person_at("paper", "fresh")) is None
    await listed(stage, "han", "left", active=False)
    await listed(stage, "han", "back", name="Han Mei")
    assert not (await person(stage, "han")).active


async def imported(stage: Stage, platform: str, *profiles: Profile) -> list[str]:
    """What `okrbot import people --from` says of these people, after a rehearsal that said the same."""
    taking = Taking(stage.setup, (Platform("paper"), Platform("slate")), stage.clock.now())
    take = taking.directory(platform, profiles)
    rehearsed = await stage.store.read(lambda tx: take(tx, dry=True))
    assert rehearsed == await stage.store.write(take)
    return [line for line in rehearsed if not line.endswith("is not listed there any more; nothing is changed")]


LI = Profile("li", "Li Lei", "li@example.com")
LI_THERE = Profile("li-there", "Li Lei", "li@example.com")
GONE, GONE_THERE = replace(LI, active=False), replace(LI_THERE, active=False)


async def test_who_left_one_platform_comes_back_with_an_import_from_the_other(stage: Stage) -> None:
    await play(stage, AGREED["en"])
    await imported(stage, "slate", LI_THERE)
    await listed(stage, "li", "left", active=False)
    assert "back: Li Lei (li) is active again; left paper before" in await imported(stage, "slate", LI_THERE)
    assert (await person(stage, "li")).active
    await play(stage, "wang> inbox\n~| Li Lei has left\nli> okr\n| First reply time")
    # The word that they left has counted: neither an import nor the same word again takes them away.
    assert await imported(stage, "paper", GONE) == ["people: 0 new, 0 changed, 1 unchanged"]
    await listed(stage, "li", "left again", active=False)
    assert (await person(stage, "li")).active
    await play(stage, "[2026-10-09 16:00]\nli| Check-in")
    # Back there, and gone for good from both.
    await listed(stage, "li", "back", name="Li Lei")
    assert "left: Li Lei (li) is deactivated" in await imported(stage, "paper", GONE)
    assert await imported(stage, "slate", GONE_THERE) == ["people: 0 new, 0 changed, 1 unchanged"]
    trail = await stage.store.read(lambda tx: tx.done(subject="li"))
    assert [(d.what, d.by) for d in trail if d.what in ("left", "back")] == [("left", "paper"), ("back", "slate"), ("left", "paper")]


async def test_whom_hr_took_out_no_platform_brings_back(stage: Stage) -> None:
    taking = Taking(stage.setup, (Platform("paper"),), stage.clock.now())
    file = taking.people(b"key,active\nli,no\n", ".csv")
    await stage.store.write(file)
    said = await imported(stage, "paper", LI)
    assert said[0].startswith("Li Lei (li) is listed there and not active here, as HR wrote")
    assert not (await person(stage, "li")).active
    file = taking.people(b"key,active\nli,yes\n", ".csv")
    await stage.store.write(file)
    assert await imported(stage, "paper", LI) == ["people: 0 new, 0 changed, 1 unchanged"]
    assert (await person(stage, "li")).active


async def test_what_was_the_platforms_word_follows_it_and_what_hr_said_is_kept(stage: Stage) -> None:
    await listed(stage, "li", "1", name="Li Lei", timezone="Asia/Shanghai", language="en", manager="wang")
    await listed(stage, "li", "2", name="Li Lei-Wu", timezone="Europe/Berlin", language="zh_CN", manager="chen")
    moved = await person(stage, "li")
    assert (moved.name, moved.timezone, moved.language, moved.manager) == ("Li Lei-Wu", "Europe/Berlin", "zh-CN", "chen")
    await stage.move("li", {"name": "Lilly", "timezone": "Asia/Tokyo", "manager": "lin"})
    await listed(stage, "li", "3", name="Li L.", timezone="America/New_York", manager="wang")
    kept = await person(stage, "li")
    assert (kept.name, kept.timezone, kept.manager) == ("Lilly", "Asia/Tokyo", "lin")
    trail = await stage.store.read(lambda tx: tx.done(subject="li"))
    assert [d.note for d in trail if d.what == "listed"] == ["language, manager, name, timezone"]


async def test_nobody_comes_to_lead_whom_they_report_to(stage: Stage) -> None:
    await listed(stage, "wang", "1", manager="chen")
    await listed(stage, "wang", "2", manager="li")
    await listed(stage, "wang", "3", manager="nobody")
    assert (await person(stage, "wang")).manager == "chen"


async def test_a_new_time_zone_moves_the_prompt(stage: Stage) -> None:
    def rhythm(tx: Tx) -> set[str]:
        return {due.rhythm.split(" ")[0] for due in tx.rhythms()} | set(tx.rhythms_in_use("person"))

    before = await stage.store.read(rhythm)
    await listed(stage, "li", "1", timezone="Europe/Berlin")
    after = await stage.store.read(rhythm)
    assert any("Europe/Berlin" in one for one in after - before)


async def department(stage: Stage, said_as: str, unit: ListedTeam) -> Team:
    """The platform says it, twice; the team Support afterwards."""
    for number in range(2):
        event = Event(f"{said_as}:{number}", Place("paper", unit.unit), Sender(unit.unit), unit, stage.clock.now())
        await stage.engine.receive(event)
    return await support(stage)


async def support(stage: Stage) -> Team:
    (team,) = [team for team in await stage.store.read(lambda tx: tx.teams()) if team.key == "support"]
    return team


async def test_a_team_follows_its_department_and_what_hr_said_of_it_is_kept(stage: Stage) -> None:
    team = await department(stage, "1", ListedTeam("d1", "Care", "lin", was_name="Support", was_lead="wang"))
    assert (team.name, team.lead) == ("Care", "lin")
    assert await department(stage, "2", ListedTeam("d9", "Care", "chen")) == team  # another department of that name
    await stage.store.write(lambda tx: tx.save_team(replace(team, name="Happy customers", lead="han")))
    team = await department(stage, "3", ListedTeam("d1", "Service", "wang"))
    assert (team.name, team.lead) == ("Happy customers", "han")
    assert await department(stage, "4", ListedTeam("d7", "Nobody here", "wang")) == team
    trail = await stage.store.read(lambda tx: tx.done(subject="support"))
    assert [(d.by, d.what, d.note) for d in trail] == [("paper", "listed", "lead, name")]


async def test_an_import_finds_the_team_of_a_department_that_was_renamed(stage: Stage) -> None:
    li, wang = Profile("li", "Li Lei", team="Support", unit="d1", unit_lead="wang"), Profile("wang", "Wang Fang", manager_account="chen")
    await imported(stage, "paper", li, wang)
    said = await imported(stage, "paper", replace(li, team="Care", unit_lead="han"), wang, Profile("han", "Han Mei"))
    assert "team Support (support): now called Care, led by han" in said
    assert ((await support(stage)).name, (await person(stage, "li")).team) == ("Care", "support")
    assert await imported(stage, "paper", replace(li, team="Care", unit_lead="han"), wang) == ["people: 0 new, 0 changed, 2 unchanged"]
    team = await department(stage, "1", ListedTeam("d1", "Support again", "wang"))  # nothing said of before: it is remembered
    assert (team.name, team.lead) == ("Support again", "wang")


async def test_a_department_that_is_new_with_an_import_brings_its_leader_and_what_it_belongs_to(stage: Stage) -> None:
    han = Profile("han", "Han Mei", team="Field", unit="d2", unit_lead="han", unit_above="d1")
    li = Profile("li", "Li Lei", team="Field north", unit="d3", unit_lead="gone", unit_above="d2")
    wang = Profile("wang", "Wang Fang", team="Support", unit="d1", unit_lead="wang", unit_above="d3")
    twin = Profile("lin", "Lin Tao", team="Field", unit="d4", unit_lead="wang", unit_above="d3")  # another of that name
    said = await imported(stage, "paper", han, li, wang, twin)
    assert [x for x in said if "new team" in x] == ["new team Field: led by han, part of support", "new team Field north: part of Field"]
    teams = {team.key: team for team in await stage.store.read(lambda tx: tx.teams())}
    assert [(teams[key].parent, teams[key].lead) for key in ("Field", "Field north")] == [("support", "han"), ("Field", None)]
    await stage.store.write(lambda tx: tx.save_team(replace(teams["Field"], parent="company", lead="chen")))
    assert await imported(stage, "paper", han, li, wang, twin) == ["people: 0 new, 0 changed, 4 unchanged"]  # what HR said is kept
    named = Profile("li", "Li Lei", team="A", unit="a", unit_above="b"), Profile("han", "Han Mei", team="B", unit="b", unit_above="c")
    around = await imported(stage, "paper", *named, Profile("wang", "Wang Fang", team="A", unit="c", unit_above="b"))
    assert [line for line in around if "new team" in line] == ["new team A: part of B"]


async def test_who_moves_to_another_department_moves_to_its_team_and_what_hr_said_is_kept(stage: Stage) -> None:
    li, chen = Profile("li", "Li Lei", team="Support", unit="d1"), Profile("chen", "Chen Jing", team="Company", unit="d2")
    await imported(stage, "paper", li, chen)
    before = await stage.store.read(lambda tx: tx.rhythms_in_use("person"))
    await stage.store.write(lambda tx: tx.save_team(replace(next(t for t in tx.teams() if t.key == "company"), weekday=3)))
    await listed(stage, "li", "1", name="Li Lei", unit="d9")  # no team of ours yet
    assert (await person(stage, "li")).team == "support"
    await listed(stage, "li", "2", name="Li Lei", unit="d2")
    assert (await person(stage, "li")).team == "company"
    assert "Asia/Shanghai|CN|thu|16:00|1|0" in set(await stage.store.read(lambda tx: tx.rhythms_in_use("person"))) - set(before)
    await listed(stage, "li", "3", name="Li Lei")  # nothing said of it
    await stage.move("li", {"team": "support"})
    await listed(stage, "li", "4", name="Li Lei", unit="d1")
    await listed(stage, "li", "5", name="Li Lei", unit="d2")
    assert (await person(stage, "li")).team == "company"
    await stage.move("li", {"team": "-"})
    await listed(stage, "li", "6", name="Li Lei", unit="d1")
    assert (await person(stage, "li")).team is None
    trail = await stage.store.read(lambda tx: tx.done(subject="li"))
    assert [d.note for d in trail if d.what == "listed"] == ["team", "team"]
