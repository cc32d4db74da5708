"""One person on two platforms: every transcript of accounts/, with forms, then without and restarted after every line; races, leavers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversation.event import Event, Place, Said, Sender
from bot.ports import Tx
from tests.dialogues.two_platforms import TwoPlatforms, play

TRANSCRIPTS = sorted((Path(__file__).parent / "accounts").glob("*.txt"))


@pytest.mark.parametrize("restarts", [False, True], ids=["forms", "restarts"])
@pytest.mark.parametrize("text", [path.read_text("utf-8") for path in TRANSCRIPTS], ids=[path.stem for path in TRANSCRIPTS])
async def test_transcript(text: str, restarts: bool, tmp_path: Path) -> None:
    language = text.splitlines()[0].partition("language: ")[2]
    stage = await TwoPlatforms(tmp_path / "two.db", language, restarts).open()
    try:
        await play(stage, text)
    finally:
        await stage.close()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[TwoPlatforms]:
    stage = await TwoPlatforms(tmp_path / "two.db", "en").open()
    yield stage
    await stage.close()


async def accounts(stage: TwoPlatforms, key: str) -> dict[str, str]:
    person = await stage.store.read(lambda tx: tx.person(key))
    assert person is not None
    return dict(person.accounts)


async def changed(stage: TwoPlatforms, key: str, **fields: object) -> None:
    def work(tx: Tx) -> None:
        person = tx.person(key)
        assert person is not None
        tx.save_person(replace(person, **fields))  # type: ignore[arg-type]

    await stage.store.write(work)


async def test_of_two_accounts_that_send_the_code_at_once_one_is_linked(stage: TwoPlatforms) -> None:
    await play(stage, "li@paper> link")
    at = stage.clock.at
    events = [Event(f"x{n}", Place("slate", who), Sender(who), Said(f"link {stage.code}"), at) for n, who in enumerate(("a", "b", "c"))]
    await asyncio.gather(*map(stage.engine.receive, events))
    await stage.settle()
    done = [sheet.address for sheet in stage.papers["slate"].log if "this account is yours too" in sheet.text]
    assert len(done) == 1
    assert await accounts(stage, "li") == {"paper": "li", "slate": done[0]}
    told = [sheet for sheet in stage.papers["paper"].log if "is linked:" in sheet.text]
    assert [sheet.address for sheet in told] == ["li"]


async def test_the_same_event_again_and_a_process_that_died_in_between_change_nothing(stage: TwoPlatforms) -> None:
    await play(stage, "li@paper> link")
    event = Event("x1", Place("slate", "lilei"), Sender("lilei"), Said(f"link {stage.code}"), stage.clock.at)
    await stage.engine.receive(event)
    await stage.close()  # what was committed is all that there is
    await stage.open(fresh=False)
    assert (await stage.engine.receive(event)).duplicate
    await stage.settle()
    assert await accounts(stage, "li") == {"paper": "li", "slate": "lilei"}
    trail = await stage.store.read(lambda tx: tx.done(subject="slate:lilei"))
    assert [(d.what, d.by) for d in trail] == [("account_linked", "li")]


async def test_a_code_of_somebody_who_left_opens_nothing(stage: TwoPlatforms) -> None:
    await play(stage, "li@paper> link")
    await changed(stage, "li", active=False)
    await play(stage, "lilei@slate> link {code}\n| This code is not valid")
    assert await accounts(stage, "li") == {"paper": "li"}


async def test_somebody_listed_twice_becomes_one_if_nothing_hangs_on_the_other(stage: TwoPlatforms) -> None:
    await changed(stage, "new", accounts={"slate": "twice"}, platform=None)
    await play(stage, "li@paper> link\ntwice@slate> link {code}\n| Done, Li Lei")
    assert await accounts(stage, "li") == {"paper": "li", "slate": "twice"}
    other = await stage.store.read(lambda tx: tx.person("new"))
    assert other is not None
    assert (dict(other.accounts), other.active) == ({}, False)


async def test_what_was_unlinked_is_not_linked_again_by_its_mail_alone(stage: TwoPlatforms) -> None:
    async def hello(number: int) -> None:
        sender = Sender("lilei", "Li Lei", "li@example.com")
        await stage.engine.receive(Event(f"m{number}", Place("slate", "lilei"), sender, Said("okr"), stage.clock.at))
        await stage.settle()

    await hello(1)
    assert await accounts(stage, "li") == {"paper": "li", "slate": "lilei"}
    await play(stage, "li@paper> unlink slate\nli@paper> yes\n| Unlinked")
    await hello(2)
    assert await accounts(stage, "li") == {"paper": "li"}


async def test_a_code_is_kept_as_a_digest_only(stage: TwoPlatforms) -> None:
    await play(stage, "li@paper> link")
    kept = await stage.store.read(lambda tx: tx.done(by="li"))
    assert kept[0].what == "link_code_made"
    assert stage.code not in str(kept)


async def test_codes_are_not_found_by_trying_bare_ones_either(stage: TwoPlatforms) -> None:
    await changed(stage, "new", accounts={"slate": "guesser"})
    await play(stage, "li@paper> link")
    code = stage.code
    for n in range(2, 7):
        await play(stage, f"guesser@slate> AAAA-222{n}\n~| This code")
    stage.code = code
    await play(stage, "guesser@slate> {code}\n~| this account is yours too\nguesser@slate> link {code}\n| too many codes")
    assert await accounts(stage, "li") == {"paper": "li"}
