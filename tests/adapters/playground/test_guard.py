"""Only the playground's own page may speak for its people; what it is served can run nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from tests.adapters.playground.conftest import Page
from tests.servers.playground import Running, playground

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAY = {"id": "deed-000001", "account": "u-ana", "place": "u-ana", "text": "hello"}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """One server for all: nothing here is meant to change anything."""
    async with playground(tmp_path_factory.mktemp("guard") / "playground.db") as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def running(served: Running) -> Running:
    served.heard.clear()
    return served


@pytest_asyncio.fixture(loop_scope="module")
async def page(served: Running) -> AsyncIterator[Page]:
    async with Page(served.url) as page:
        yield page


@pytest.mark.parametrize(
    ("headers", "status", "error"),
    [
        ({"Host": "attacker.example"}, 403, "foreign_host"),
        ({"Host": "127.0.0.1.attacker.example:8642"}, 403, "foreign_host"),
        ({"Host": "192.168.0.7:8642"}, 403, "foreign_host"),
        ({"Origin": "http://attacker.example"}, 403, "foreign_page"),
        ({"Origin": "null"}, 403, "foreign_page"),
        ({"Origin": "http://127.0.0.1:1"}, 403, "foreign_page"),
        ({"Sec-Fetch-Site": "cross-site"}, 403, "foreign_page"),
        ({"Sec-Fetch-Site": "same-site"}, 403, "foreign_page"),
        ({"Content-Type": "text/plain"}, 415, "not_json"),
    ],
)
async def test_others_are_kept_out(running: Running, page: Page, headers: dict[str, str], status: int, error: str) -> None:
    answer = await page.post("/playground/say", json=SAY, headers=headers)
    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert running.heard == []


@pytest.mark.parametrize("path", ["/", "/playground/people", "/playground/history?place=u-ana", "/playground/stream"])
async def test_a_foreign_host_reads_nothing(running: Running, page: Page, path: str) -> None:
    assert (await page.get(path, headers={"Host": "attacker.example"})).status_code == 403


@pytest.mark.parametrize("host", ["localhost:{port}", "[::1]:{port}", "LOCALHOST:{port}", "127.0.0.1"])
async def test_every_name_of_this_machine_is_welcome(running: Running, page: Page, host: str) -> None:
    name = host.format(port=httpx.URL(running.url).port)
    answer = await page.post("/playground/say", json=SAY, headers={"Host": name, "Origin": f"http://{name}"})
    assert answer.status_code == 200


async def test_a_program_may_post_without_an_origin(running: Running) -> None:
    async with httpx.AsyncClient(base_url=running.url) as program:
        assert (await program.post("/playground/say", json=SAY)).status_code == 200


async def test_the_page_may_run_and_load_only_its_own(page: Page) -> None:
    for path in ("/", "/playground/page/main.js", "/playground/people", "/playground/nothing"):
        answer = await page.get(path)
        if answer.status_code != 404:
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["../adapter.py", "%2e%2e/adapter.py", "..%2fadapter.py", "en.toml", "nothing.js", "."])
async def test_only_the_pages_files_are_served(page: Page, path: str) -> None:
    assert (await page.get(f"/playground/page/{path}")).status_code == 404
    assert (await page.get("/playground/words/fr")).status_code == 404


async def test_reading_is_not_doing(running: Running, page: Page) -> None:
    assert (await page.get("/playground/say")).status_code == 405
    assert (await page.get("/playground/reset")).status_code == 405
    assert running.resets == 0
