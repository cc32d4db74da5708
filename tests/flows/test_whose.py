"""Whose absence, which team's rhythm, what a sentence speaks of: found in any company, and without delay in any text."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from bot.absence import LONGEST, leave_command
from bot.beside import Beside
from bot.okr.model import Person, Team
from bot.ports import Tx
from bot.requesting import Requesting
from bot.rhythm_said import rhythm_command
from bot.routing import Command
from bot.team_named import team_meant
from tests.dialogues.stage import Stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    opened = await Stage(tmp_path / "whose.db").open()
    yield opened
    await opened.close()


async def test_a_team_with_a_short_name_is_not_found_within_other_words(stage: Stage) -> None:
    def said(tx: Tx, text: str) -> Command | None:
        tx.save_team(Team("it", "IT"))
        tx.save_team(Team("own", "Own", lead="nina"))
        return rhythm_command(tx, Person("nina", "Nina"), text)

    own = Command("rhythm", {"name": "Own", "said": "switch to Fridays"})
    assert await stage.store.write(lambda tx: said(tx, "switch to Fridays")) == own
    named = Command("rhythm", {"name": "IT", "said": "is asked on Fridays"})
    assert await stage.store.write(lambda tx: said(tx, "IT is asked on Fridays")) == named


async def test_a_name_is_looked_for_where_a_sentence_about_somebody_begins(stage: Stage) -> None:
    """A long text would be searched for days again behind each of them."""
    days = "明天" * LONGEST
    assert await stage.store.read(lambda tx: leave_command(tx, f"{days} Nobody Known is ill")) is None
    found = await stage.store.read(lambda tx: leave_command(tx, "明天 Nobody Known is ill"))
    assert found is not None
    assert found.about["name"] == "Nobody Known"


async def test_what_is_named_in_quotes_is_looked_for_where_a_sentence_begins(stage: Stage) -> None:
    """From each quotation mark to each other one it took minutes."""
    quotes = "“a”:b" * 50_000
    assert (
        await stage.store.read(lambda tx: Requesting(stage.setup.commands, tx, Person("li", "Li")).command(quotes, with_rest=False)) is None
    )


async def test_a_team_called_by_an_everyday_word_is_meant_only_where_that_is_plain(stage: Stage) -> None:
    units = stage.setup.commands.requests.units
    teams = (Team("growth", "Growth"), Team("ops", "运营"), Team("own", "Own"))

    def meant(text: str) -> str:
        found = team_meant(text, teams, units, own=teams[2])
        return found.team.key if found else ""

    assert {meant(said) for said in ("we want growth and updates every week", "our growth is asked about weekly")} == {""}
    plainly = ("Growth checks in every week", "growth: every week", "the growth team every week", "for Growth every week")
    assert {meant(said) for said in plainly} == {"growth"}
    assert {meant(said) for said in ("运营改成每周更新", "让运营部每周更新")} == {"ops"}
    assert meant("own, every week") == "own"
    found = team_meant("we want growth", teams, units, own=None)
    assert found is not None
    assert found.team.key == "growth"


async def test_of_namesakes_nobody_is_taken_for_the_other(stage: Stage) -> None:
    """Both wait for the same manager: by their name alone it is asked who is meant; the list names them apart."""

    def move_in(tx: Tx) -> None:
        tx.save_team(Team("sales", "Sales", "company", "wang"))
        tx.save_person(Person("hu", "Han Mei", manager="wang", team="sales", language="en", accounts={"paper": "hu"}))

    await stage.store.write(move_in)
    for who in ("han", "hu"):
        for said in (
            "new",
            f"O: What {who} wants for customers\nKR1: Answers the same day from 9% to 90%",
            "committed",
            "that's all",
            "submit",
        ):
            await stage.says(who, said)
    await stage.says("wang", "inbox")
    assert "review Han Mei (support)" in stage.paper.sheets[-1].text
    assert "review Han Mei (sales)" in stage.paper.sheets[-1].text
    for said in ("review Han Mei", "approve Han Mei's OKR", "send Han Mei's back, too vague"):
        await stage.says("wang", said)
        asked = stage.paper.sheets[-1].text
        assert "What han wants" not in asked, said
        assert "What hu wants" not in asked, said
    await stage.says("wang", "review Han Mei (sales)")
    assert "What hu wants for customers" in stage.paper.sheets[-1].text
    await stage.says("wang", "agree")
    stored = await stage.store.read(lambda tx: {o.owner: o.state for o in tx.objectives()})
    assert stored == {"han": "submitted", "hu": "agreed"}


async def test_no_line_of_an_okr_is_taken_for_other_business(stage: Stage) -> None:
    """Of all the coach's sentences, said while a draft waits for its next line."""
    cases = tomllib.loads((Path(__file__).parents[1] / "okr" / "coach_cases.toml").read_text("utf-8"))
    lines = [case["text"] for part in ("train", "dev", "held_out") for case in cases.get(part, ())]
    assert len(lines) > 1000

    def taken(tx: Tx) -> list[str]:
        boss = tx.person("wang")
        assert boss is not None
        beside = Beside(Requesting(stage.setup.commands, tx, boss))
        return [line for line in lines if beside.business(line, date(2026, 11, 18))]

    assert await stage.store.read(taken) == []


async def test_whoever_is_named_anywhere_in_a_sentence_is_who_it_is_about(stage: Stage) -> None:
    said = {
        "Han Mei's OKR is fine by me": Command("approve", {"name": "Han Mei"}, "", sentence=True),
        "Please return Han Mei's OKR because the baseline is missing": Command(
            "approve", {"name": "han mei"}, "return: because the baseline is missing", sentence=True
        ),
        "Han Mei will return her OKR, she says": Command("approve", {"name": "Han Mei"}, "O1: she says", sentence=True),
        "Is Han Mei's OKR okay, or return it?": Command("approve", {"name": "Han Mei"}, "", sentence=True),
        "周舟那份先退一下，缺基线": Command("approve", {"name": "周舟"}, "O1: 缺基线", sentence=True),
        "周舟的 OKR 我没意见": Command("approve", {"name": "周舟"}, "", sentence=True),
        "pass KR1 on to Han Mei": Command("change", {"said": "pass KR1 on to @Han Mei"}),
        "我的KR1让周舟来接": Command("change", {"said": "我的KR1让@周舟来接"}),
        "While I'm away next week, Han Mei approves for me": Command("stand_in", {}, "While I'm away next week, @Han Mei approves for me"),
        "下周起我休两周年假，期间找周舟审批": Command("stand_in", {}, "下周起我休两周年假，期间找@周舟审批"),
        "Han Mei rocked the demo yesterday, give her a cheer": Command("cheer", {"name": "Han Mei rocked the demo yesterday"}),
        "周舟昨天的分享太赞了，给她加个油": Command("cheer", {"name": "周舟 昨天的分享太赞了"}),
        "has Han Mei changed her goals?": Command("person", {"name": "Han Mei"}),
        "周舟最近在搞什么项目": Command("person", {"name": "周舟"}),
        "I'd like a 1:1 page for Han Mei": Command("one_on_one", {"name": "Han Mei"}),
        "我想约周舟聊聊他的KR": Command("one_on_one", {"name": "周舟"}),
        "remind Nobody Known about the draft they still owe": None,
        "我觉得客户的 OKR 没问题": None,
    }

    def asked(tx: Tx) -> dict[str, Command | None]:
        tx.save_person(Person("zhou", "周舟"))
        requesting = Requesting(stage.setup.commands, tx, tx.person("wang") or Person("wang", "Wang"))
        return {text: requesting.somebody(text) for text in said}

    assert await stage.store.write(asked) == said
