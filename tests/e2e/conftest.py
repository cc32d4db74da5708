"""An installed Chromium, driven by Playwright; tests that need one are skipped where there is none.

The browser is started once, so a file that uses it says: pytestmark = pytest.mark.asyncio(loop_scope="session").
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic")
PATIENCE = 15_000  # milliseconds, for a machine that is busy with the other tests

Browse = Callable[..., AbstractAsyncContextManager[Page]]


def installed() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def chromium() -> AsyncIterator[Browser]:
    executable = installed()
    if executable is None:
        pytest.skip(f"no Chromium here: install one of {', '.join(NAMES)}")
    expect.set_options(timeout=PATIENCE)
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=[*QUIET, *(["--no-sandbox"] if as_root else [])])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browse(chromium: Browser) -> Browse:
    """`async with browse(url, width=…, height=…, locale=…) as page`: a page of a person's own, when `ready` is there.

    What its console complains of fails the test, unless it holds the words `expected`.
    """

    @asynccontextmanager
    async def opened(
        url: str, *, width: int = 1440, height: int = 900, expected: str = "\0", ready: str = "#chat-say", **options: Any
    ) -> AsyncIterator[Page]:
        complaints: list[str] = []
        context = await chromium.new_context(viewport={"width": width, "height": height}, **{"locale": "en-US", **options})
        context.set_default_timeout(PATIENCE)
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        try:
            await page.goto(url)
            await page.locator(ready).wait_for()
            yield page
        finally:
            await context.close()
        assert [complaint for complaint in complaints if expected not in complaint] == []

    return opened
