"""A map's links: for the asker alone, in their own chat, only where the pages can be reached; the files hold what they may see."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from bot.cli.speaking import catalogue
from bot.conversation.i18n import Speak
from bot.conversation.message import Links
from bot.flows.map_cards import cards
from bot.links import ensure_secret
from bot.map_data import as_xlsx, map_data
from bot.okr.access import Org, may_see
from bot.okr.tree import Forest, forest
from bot.pictures.tree import svg, wrapped
from bot.ports.pages import NoEntry
from bot.visiting import Visiting
from tests.dialogues.stage import Stage
from tests.servers.pages import objective, person

PEOPLE = {p.key: p for p in (person(n, "en") for n in range(30))}
HIDDEN = replace(objective(12), visibility="chain", text="=HIDDEN()")
ALL = (*(objective(n) for n in range(12)), HIDDEN, replace(objective(13), text="=SUM(1) <script>"))
ORG = Org(PEOPLE)


@pytest.fixture
async def stage(tmp_path: Path):
    stage = await Stage(tmp_path / "links.db", "en").open()
    company = replace(stage.setup.company, public_url="https://okr.example.com/bot/")
    setup = replace(stage.setup, company=company)
    stage.setup, stage.engine = setup, replace(stage.engine, setup=setup)
    await stage.store.write(ensure_secret)
    await stage.store.write(lambda tx: [tx.save_objective(replace(objective(0), owner="wang", key_results=()))])
    yield stage
    await stage.close()


def links(stage: Stage) -> tuple[str, ...]:
    assert stage.outcome is not None
    assert stage.outcome.reply is not None
    return tuple(link.url for block in stage.outcome.reply.blocks if isinstance(block, Links) for link in block.links)


async def test_the_link_opens_for_whom_it_was_made(stage: Stage) -> None:
    await stage.says("li", "company")
    page, sheet, picture = links(stage)
    address, _, token = page.partition("#")
    assert address == "https://okr.example.com/bot/map"
    assert (sheet, picture) == (f"{page}!xlsx", f"{page}!svg")
    visiting = Visiting(stage.setup, stage.store, stage.clock)
    visit = await visiting.enter(token, None)
    assert (visit.person, visit.language) == ("li", "en")
    assert await visiting.visit(visit.token) == visit
    assert (await visiting.enter(token, visit.token)) == visit, "the same browser may open it again"
    for other in (None, (await second(stage, visiting)).token):
        with pytest.raises(NoEntry, match="used"):
            await visiting.enter(token, other)
    await stage.move("li", {"active": "no"})
    with pytest.raises(NoEntry, match="gone"):
        await visiting.visit(visit.token)


async def second(stage: Stage, visiting: Visiting):
    await stage.says("han", "map")
    token, _, chosen = links(stage)[0].partition("#")[2].partition("!")
    assert chosen == "team:Support", "a team's map opens with that team chosen"
    return await visiting.enter(token, None)


async def test_no_link_in_a_group_and_none_where_nobody_can_open_it(stage: Stage) -> None:
    await stage.says("li", "company", room="#support")
    assert links(stage) == ()
    stage.engine = replace(stage.engine, setup=replace(stage.setup, company=replace(stage.setup.company, public_url=None)))
    await stage.says("li", "company")
    assert links(stage) == ()


def seen_by(key: str) -> Forest:
    return forest([o for o in ALL if may_see(PEOPLE[key], o, ORG)], ALL, ORG)


@pytest.fixture
def t() -> Speak:
    return catalogue().speak("en", "UTC")


def test_files_and_data_hold_what_one_may_see_as_text(t: Speak) -> None:
    mine, theirs = seen_by("p0"), seen_by("p5")
    assert "=HIDDEN()" in str(map_data(mine, ORG, t))
    assert "=HIDDEN()" not in str(map_data(theirs, ORG, t))
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(mine, ORG, t))).active
    cells = {str(cell.value).strip(): cell for row in sheet for cell in row}
    assert cells["=SUM(1) <script>"].data_type == "s"
    drawn = ET.fromstring(svg(cards(mine, ORG, t, 600), "map"))
    assert any("=SUM(1) <script>" in (one.text or "") for one in drawn.iter())
    assert "=HIDDEN()" not in svg(cards(theirs, ORG, t, 600), "map")


@pytest.mark.parametrize("text", ["", "短", "让每家门店一周内用起来，用了就离不开" * 3, "word " * 40, "x" * 200])
def test_words_fit_their_card(text: str) -> None:
    lines = wrapped(text, 20, 2)
    assert 1 <= len(lines) <= 2
    assert all(sum(2 if ord(c) > 0x2E80 else 1 for c in line) <= 20 for line in lines)
    assert lines[-1].endswith("…") == (len(" ".join(text.split())) > sum(map(len, lines)) + len(lines) - 1)


async def test_what_one_was_shown_is_not_shown_to_who_may_see_less(stage: Stage) -> None:
    hidden = replace(objective(1), owner="wang", visibility="chain", text="Between Wang and Chen", key_results=())
    await stage.store.write(lambda tx: tx.save_objective(hidden))
    visiting = Visiting(stage.setup, stage.store, stage.clock)
    seen = {}
    for who in ("chen", "li", "wang", "han", "chen"):
        await stage.says(who, "company")
        visit = await visiting.enter(links(stage)[0].partition("#")[2], None)
        seen[who] = "Between Wang and Chen" in (await visiting.map(visit)).decode()
    assert seen == {"chen": True, "li": False, "wang": True, "han": False}
    await stage.move("chen", {"name": "Chen Renamed"})
    await stage.says("wang", "company")
    visit = await visiting.enter(links(stage)[0].partition("#")[2], None)
    await stage.store.write(lambda tx: tx.save_objective(replace(objective(2), owner="chen", key_results=())))
    assert "Chen Renamed" in (await visiting.map(visit)).decode()
