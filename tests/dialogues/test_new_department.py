"""A department that is new in a platform's address book: HR hears of it and says whether it is a team; whoever was moved there follows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.conversation.event import Event, Listed, ListedTeam, Place, Sender
from bot.okr.model import Person
from bot.ports import Tx
from tests.dialogues.stage import Stage, play

TOLD = {"en": ("has a new department: Field", "Led by Han Mei."), "zh-CN": ("里新建了部门：Field", "负责人：Han Mei。")}
MADE = {"en": ("Make it a team", "Field is a team now"), "zh-CN": ("设为团队", "Field 已设为团队")}
LEFT = {"en": ("not a team", "Noted: Field is no team here"), "zh-CN": ("不设为团队", "好的，Field 不作为团队")}


@pytest.fixture
async def stage(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    stage = await Stage(tmp_path / "new.db", request.param if hasattr(request, "param") else "en").open()
    await stage.store.write(move_to_feishu)
    yield stage
    await stage.close()


def move_to_feishu(tx: Tx) -> None:
    """What a platform is called has to be known; everybody is still written to on paper."""
    for one in tx.people():
        tx.save_person(replace(one, accounts={**one.accounts, "feishu": f"ou_{one.key}"}))
        tx.save_listed("feishu", f"ou_{one.key}", Listed(name=one.name, unit="od-support" if one.team == "support" else None))
        tx.seen_at(one.key, Place("paper", one.key), STARTED)
    tx.save_listed("feishu", "department:od-support", Listed(name="Support"))


STARTED = Stage(Path()).clock.now()


async def told(stage: Stage, event: str, content: Listed | ListedTeam, account: str) -> None:
    await stage.engine.receive(Event(event, Place("feishu", account), Sender(account), content, stage.clock.now()))
    await stage.settle()


async def field(stage: Stage, event: str = "d1", **said: object) -> None:
    made = ListedTeam("od-field", "Field", "ou_han", above="od-support", new=True)
    await told(stage, event, replace(made, **said), "od-field")  # type: ignore[arg-type]


async def person(stage: Stage, key: str) -> Person:
    found = await stage.store.read(lambda tx: tx.person(key))
    assert found
    return found


@pytest.mark.parametrize("stage", ["en", "zh-CN"], indirect=True)
async def test_hr_makes_it_a_team_and_whoever_is_in_it_follows(stage: Stage) -> None:
    await field(stage)
    await field(stage)  # redelivered
    await field(stage, "d2")  # and told once more
    (sheet,) = stage.paper.log
    assert sheet.address == "lin"
    assert all(words in sheet.text for words in TOLD[stage.language])
    await told(stage, "p1", Listed(name="Li Lei", unit="od-field"), "ou_li")
    await told(stage, "p2", Listed(name="Wang Fang", unit="od-field"), "ou_wang")
    await told(stage, "p3", Listed(name="Wang Fang", unit="od-support"), "ou_wang")  # and back
    assert (await person(stage, "li")).team == "support"
    await stage.move("han", {"timezone": "Europe/Berlin"})
    label, done = MADE[stage.language]
    await play(stage, f"lin! {label}\n| {done}")
    team = await stage.store.read(lambda tx: tx.team("Field"))
    assert team
    assert (team.name, team.parent, team.lead) == ("Field", "support", "han")
    assert [(await person(stage, key)).team for key in ("li", "wang", "han")] == ["Field", "support", "support"]
    planned = await stage.store.read(lambda tx: {one.rhythm for one in tx.rhythms() if one.kind == "board"})
    assert planned >= set(await stage.store.read(lambda tx: tx.rhythms_in_use("team"))), "its lead is the first in that zone"
    await told(stage, "p4", Listed(name="Han Mei", unit="od-field"), "ou_han")
    assert (await person(stage, "han")).team == "Field"
    await told(stage, "d3", ListedTeam("od-field", "Field work", was_name="Field"), "od-field")
    team = await stage.store.read(lambda tx: tx.team("Field"))
    assert team
    assert team.name == "Field work"


@pytest.mark.parametrize("stage", ["en", "zh-CN"], indirect=True)
async def test_hr_may_leave_it_alone(stage: Stage) -> None:
    await field(stage, lead="ou_nobody", above="od-unknown")
    typed, said = LEFT[stage.language]
    await play(stage, f"lin> {typed}\n| {said}")
    assert await stage.store.read(lambda tx: tx.team("Field")) is None


async def test_a_team_of_that_name_is_the_department_and_nobody_is_asked(stage: Stage) -> None:
    await told(stage, "d1", ListedTeam("od-2", "Company", new=True), "od-2")
    await told(stage, "d2", ListedTeam("od-3", new=True), "od-3")  # its name may not be read
    await told(stage, "d3", ListedTeam("od-4", "Changed"), "od-4")
    assert stage.paper.log == []


async def test_of_many_only_the_first_are_told_one_by_one(stage: Stage) -> None:
    for number in range(20):
        await told(stage, f"d{number}", ListedTeam(f"od-{number}", f"Unit {number}", new=True), f"od-{number}")
    assert len(stage.paper.log) == 6
    assert "okrbot import people --from feishu --dry-run" in stage.paper.log[-1].text
    stage.clock.at += timedelta(hours=1)
    await field(stage, "later")
    assert "Field" in stage.paper.log[-1].text
