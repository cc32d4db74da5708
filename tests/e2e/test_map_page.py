"""The map in a real browser: opened once by a link, a tree to move in, filters, live, and nothing for anybody else."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import Browse
from tests.servers.pages import Served, objective, pages

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRET = objective(30, id="secret", owner="p4", visibility="chain", text="Only the chain may read <b>this</b>", key_results=())
STICKING_OUT = """() => [...document.querySelectorAll('#list *, .top *')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).length"""


@pytest_asyncio.fixture(loop_scope="session")
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with pages(tmp_path / "map.db", 60, extra=[SECRET]) as served:
        yield served


async def drawn(page: Page) -> int:
    return int(await page.evaluate("document.body.dataset.drawn"))


async def test_a_link_opens_the_tree_once(served: Served, browse: Browse) -> None:
    link = await served.link()
    async with browse(link, ready="#state.live") as page:
        await expect(page.locator("#title")).to_have_text("Who carries what")
        await expect(page.locator(".count")).to_have_text("61 objectives")
        assert "#" not in page.url, "the link does not stay in the address"
        assert await drawn(page) > 5
        await page.reload()
        await expect(page.locator("#state.live")).to_be_visible()
    async with browse(link, ready="#message:visible", expected="403") as page:
        await expect(page.locator("#message")).to_contain_text("opened in another browser already")


@pytest.mark.parametrize(("link", "said"), [("", "opens from a link"), ("#abc.def", "not complete")])
async def test_without_a_link_there_is_nothing(served: Served, browse: Browse, link: str, said: str) -> None:
    async with browse(f"{served.url}/map{link}", ready="#message:visible", expected="403") as page:
        await expect(page.locator("#message")).to_contain_text(said)
        await expect(page.locator("#tools")).to_be_hidden()


async def test_search_and_gaps_narrow_the_tree(served: Served, browse: Browse) -> None:
    async with browse(await served.link(), ready="#state.live") as page:
        await page.get_by_role("button", name="Serves nothing above").click()
        await expect(page.locator(".count")).to_have_text("1 objective")
        await page.get_by_role("button", name="Serves nothing above").click()
        await page.get_by_role("searchbox").fill("person 17")
        await expect(page.locator(".count")).to_have_text("1 objective")
        await page.get_by_role("button", name="List").click()
        await expect(page.get_by_role("treeitem")).to_have_count(3)
        await page.get_by_role("treeitem", name="(17)").click()
        await expect(page.locator("#details h2")).to_contain_text("(17)")
        await expect(page.locator("#details")).to_contain_text("Serves")


async def test_a_team_s_link_opens_with_that_team_chosen(served: Served, browse: Browse) -> None:
    async with browse(await served.link(wanted="!team:Team%201"), ready="#state.live") as page:
        chosen = page.get_by_role("combobox").first
        await expect(chosen.locator("option:checked")).to_have_text("Team 1")
        narrowed = await page.locator(".count").inner_text()
        await chosen.select_option("-1")
        await expect(page.locator(".count")).to_have_text("61 objectives")
        assert narrowed != "61 objectives"
    async with browse(await served.link(wanted="!team:Nobody%25"), ready="#state.live") as page:
        await expect(page.locator(".count")).to_have_text("61 objectives")


async def test_keys_walk_through_the_tree(served: Served, browse: Browse) -> None:
    async with browse(await served.link(), ready="#state.live") as page:
        await page.locator("#tree").focus()
        await page.keyboard.press("ArrowDown")
        first = await page.locator("#details h2").inner_text()
        await page.keyboard.press("ArrowDown")
        await expect(page.locator("#details h2")).not_to_have_text(first)
        await page.keyboard.press("Escape")
        await expect(page.locator("#details")).to_be_hidden()


async def test_it_follows_what_happens(served: Served, browse: Browse) -> None:
    async with browse(await served.link(), ready="#state.live") as page:
        low = page.get_by_role("button", name="Low confidence").locator("b")
        before = int(await low.inner_text())
        await served.report(1, 1)
        await expect(low).to_have_text(str(before + 1))


async def test_nobody_sees_more_than_in_chat(served: Served, browse: Browse) -> None:
    async with browse(await served.link("p17"), ready="#state.live") as page:
        await expect(page.locator(".count")).to_have_text("60 objectives")
        data = await page.evaluate("fetch('map/data').then((answer) => answer.text())")
        assert "Only the chain" not in data
        assert '"o17"' in data


async def test_what_people_typed_stays_text(served: Served, browse: Browse) -> None:
    async with browse(await served.link("p0"), ready="#state.live") as page:
        await page.get_by_role("searchbox").fill("only the chain")
        await page.get_by_role("button", name="List").click()
        await expect(page.get_by_role("treeitem").last).to_contain_text("Only the chain may read <b>this</b>")


async def test_a_phone_reads_it(served: Served, browse: Browse) -> None:
    async with browse(await served.link(), ready="#state.live", width=390, height=844, has_touch=True, is_mobile=True) as page:
        await expect(page.get_by_role("treeitem").first).to_be_visible()
        assert await page.evaluate(STICKING_OUT) == 0
        await page.get_by_role("treeitem").first.tap()
        await expect(page.locator("#details")).to_be_visible()
        await page.get_by_role("button", name="Close", exact=True).tap()
        await page.get_by_role("button", name="Tree").tap()
        await expect(page.locator("#tree")).to_be_visible()


async def test_a_link_for_the_spreadsheet_downloads_it(served: Served, chromium: Browser) -> None:
    page = await chromium.new_page()
    async with page.expect_download() as waiting:
        await page.goto(await served.link(wanted="!xlsx"))
    download = await waiting.value
    path = await download.path()
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active
    assert download.suggested_filename == "okr-map-2026-11-20.xlsx"
    assert [cell.value for cell in sheet[1]][:3] == ["Objective", "Key result", "Owner"]
    assert sheet.max_row == 1 + 61 + 60 * 3
    await page.close()
