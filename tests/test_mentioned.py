"""A colleague who is mentioned is meant, whatever the platform calls them, and though others have the same name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.conversation.event import Event, Mention, Place, Said, Sender
from bot.mentioned import by_their_names
from bot.okr.model import Person
from bot.ports import Tx
from tests.dialogues.stage import Stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    stage = await Stage(tmp_path / "s.db").open()
    yield stage
    await stage.close()


async def heard(stage: Stage, text: str, *mentions: Mention) -> Said:
    return await stage.store.read(lambda tx: by_their_names(tx, "paper", Said(text, mentions=mentions)))


async def test_words_hold_the_names_that_people_have_here(stage: Stage) -> None:
    said = await heard(stage, "@王芳 and @王芳芳, @Guest", Mention("wang", "王芳"), Mention("li", "王芳芳"), Mention("x", "Guest"))
    assert said.text == "@Wang Fang and @Li Lei, @Guest"
    assert [mention.name for mention in said.mentions] == ["Wang Fang", "Li Lei", "Guest"]
    cut = await heard(stage, "thanks @Li Lei, and @Wang", Mention("li", "Li"), Mention("wang", "Wang"))
    assert cut.text == "thanks @Li Lei, and @Wang Fang"
    two = await heard(stage, "@A @A", Mention("wang", "A"), Mention("li", "A"))
    assert two.text == "@A @A"


async def test_of_several_with_one_name_the_one_who_is_mentioned_is_meant(stage: Stage) -> None:
    def hire(tx: Tx) -> None:
        for key, team in (("li2", "company"), ("li3", "support")):
            tx.save_person(Person(key, "Li Lei", team=team, accounts={"paper": key}))

    await stage.store.write(hire)
    assert (await heard(stage, "@Li Lei", Mention("li2", "Li Lei"))).text == "@Li Lei (company)"
    assert (await heard(stage, "@Li Lei", Mention("li3", "Li Lei"))).text == "@Li Lei (li3)"
    for number, (account, shown) in enumerate((("li2", "company"), ("li3", "li3"))):
        said = Said("@Li Lei", mentions=(Mention(account, "Li Lei"),))
        outcome = await stage.engine.receive(Event(f"m{number}", Place("paper", "wang"), Sender("wang"), said, stage.clock.now()))
        assert outcome.reply is not None
        assert "which" not in outcome.reply.summary.casefold()
        assert outcome.reply.title.startswith("Li Lei"), shown


@pytest.mark.parametrize("text", ["@Li Lei is doing what?", "@Li Lei 在做什么？", "/okr @li lei how far"])
async def test_words_behind_a_name_do_not_hide_whose_it_is(stage: Stage, text: str) -> None:
    for typed, shown in ((text, True), (text.replace("Lei", "Lie").replace("lei", "lie"), False)):
        event = Event(f"t{shown}", Place("paper", "wang"), Sender("wang"), Said(typed), stage.clock.now())
        outcome = await stage.engine.receive(event)
        assert outcome.reply is not None
        assert outcome.reply.title.startswith("Li Lei") is shown
