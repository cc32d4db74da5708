"""On every surface that says or decides who is asked: the people around the owner are looked up, also where others are known already."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.okr.cycles import cycle_of
from bot.okr.model import KeyResult, Leave, Objective, ObjectiveState, Visibility
from bot.ports import Tx
from tests.dialogues.stage import Stage, play

AWAY = (Leave(date(2026, 10, 1), date(2026, 10, 31)),)
GOAL = "O: Customers get an answer while they ask\\nKR1: First reply time from 9 hours to 2 hours"


def goal(owner: str, cycle: str, state: ObjectiveState, visibility: Visibility = "company") -> Objective:
    kr = KeyResult(f"{owner}.1", owner, f"Answers of {owner} from 1 to 9", owner, baseline=1, target=9, direction="up")
    return Objective(
        owner, owner, cycle, f"Answers that {owner} gives", None, "committed", state=state, visibility=visibility, key_results=(kr,)
    )


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = await Stage(tmp_path / "around.db").open()

    def more(tx: Tx) -> None:
        tx.save_cycle(cycle_of("2026"))

    await stage.store.write(more)
    yield stage
    await stage.close()


async def put(stage: Stage, *objectives: Objective, **people: dict[str, object]) -> None:
    def work(tx: Tx) -> None:
        for objective in objectives:
            tx.save_objective(objective)
        for key, fields in people.items():
            person = tx.person(key)
            assert person is not None
            tx.save_person(replace(person, **fields))  # type: ignore[arg-type]

    await stage.store.write(work)


async def test_a_draft_says_and_asks_the_manager_or_who_stands_in(stage: Stage) -> None:
    await put(stage, wang={"stand_in": "han", "leave": AWAY})
    await play(stage, f"li> new OKR\nli> {GOAL}\nli> stretch\nli> that's all\n| Han Mei\nli> submit\nhan| Do you agree\nlin~| Do you agree")
    await play(stage, "han> inbox\n| Li Lei asks you to agree\nhan> review Li Lei\n| Do you agree")
    await play(
        stage,
        "lin> inbox\n~| Li Lei\nlin> review Li Lei\n~| Do you",
    )
    await play(stage, "han> agree\nli| Han Mei agreed")


async def test_a_change_goes_to_who_stands_in(stage: Stage) -> None:
    await put(stage, goal("li", "2026Q4", "agreed"), wang={"stand_in": "han", "leave": AWAY})
    await play(stage, "li> raise KR1's target to 12\nli> More of us now\n| Han Mei decides\nli> yes\nhan| Li Lei asks for a change")
    await play(stage, "lin> decide\n| There is no change here\nhan> inbox\n| Li Lei asks for a change\nhan> decide\nhan> approve\n| Done")


async def test_a_change_to_a_year_is_said_to_be_for_executives_and_hr_to_decide(stage: Stage) -> None:
    await put(stage, goal("li", "2026", "agreed"))
    await play(stage, "li> change\nli> O1\nli> wording\nli> Answers while they ask\nli> It is what they want\n| Chen Jing, Lin Tao")
    await play(stage, "li> yes\nlin| asks for a change\nchen| asks for a change\nwang> decide\n| There is no change here")
    await play(stage, "lin> decide\nlin> approve\n| Done")


async def test_whoever_is_above_over_several_steps_finds_what_is_for_the_chain_also_where_others_of_it_are_known(stage: Stage) -> None:
    await put(stage, goal("han", "2026Q4", "agreed", "chain"), goal("li", "2026Q4", "agreed"), han={"manager": "li", "team": None})
    await play(stage, "chen> find answers\n| Answers that li gives\n| Answers that han gives\nnew> find answers\n~| Answers that han")


async def test_what_is_submitted_is_found_by_who_decides_and_by_nobody_else(stage: Stage) -> None:
    await put(stage, goal("li", "2026Q4", "submitted"), goal("new", "2026Q4", "submitted"))
    await play(stage, "wang> find answers\n| Answers that li gives\n~| Answers that new gives")
    await play(stage, "lin> find answers\n| Answers that new gives\n~| Answers that li")
    await play(stage, "wang> 1on1 @Li Lei\n| Li Lei\nlin> inbox\n| Xin Ren asks\n~| Li Lei asks")
