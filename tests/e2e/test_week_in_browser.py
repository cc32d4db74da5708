"""The main job in a browser: `okrbot try` as it is started, from the first draft to the board in the team's channel, in both languages."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Browse

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture(params=["en", "zh-CN"])
def playground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address that the command prints, and the language it speaks."""
    environment = os.environ | {"OKRBOT_LANGUAGE": request.param}
    command = [sys.executable, "-m", "bot", "try", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        yield re.search(r"http://\S+", line)[0], request.param  # type: ignore[index]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


SAID = {
    "en": {
        "who": "Sam Ortiz",
        "lead": "Zoe Martin",
        "new": "new OKR",
        "objective": "New shops find their way without asking us",
        "stretch": "stretch",
        "key_result": "Share of shops set up without a ticket from 40% to 70%",
        "serves": "Which of these does it serve?",
        "none": "None of these",
        "first": "Your first key result",
        "understood": "from 40% to 70%",
        "submitted": "Submitted.",
        "enough": "that's all",
        "submit": "submit",
        "agree": "Agree",
        "report": "KR1 46%, confidence 7, next week we test it with five shops",
        "yes": "yes",
        "stored": "Stored for",
        "agreed": "It counts from now on",
        "friday": ("Friday 16:00", "Friday 17:30"),
    },
    "zh-CN": {
        "who": "孙悦",
        "lead": "赵敏",
        "new": "写 OKR",
        "objective": "让新店自己就能开张",
        "stretch": "挑战",
        "key_result": "不提工单就能开店的比例从 40% 提升到 70%",
        "serves": "它支撑下面哪一个",
        "none": "都不是",
        "first": "写下第一条关键结果",
        "understood": "从 40% 到 70%",
        "submitted": "已提交给",
        "enough": "不加了",
        "submit": "提交",
        "agree": "同意",
        "report": "KR1 46%，信心 7，下周找五家店试用",
        "yes": "是",
        "stored": "的更新已存好",
        "agreed": "从现在起生效",
        "friday": ("周五 16:00", "周五 17:30"),
    },
}


async def say(page: Page, text: str, then: str | re.Pattern[str] = re.compile("")) -> None:
    """Types it and waits until what is expected stands in the chat."""
    box = page.locator("#chat-say")
    await box.fill(text)
    await box.press("Enter")
    await expect(page.locator("#chat").get_by_text(then).last).to_be_visible()


async def test_from_the_first_draft_to_the_board(playground: tuple[str, str], browse: Browse) -> None:
    url, language = playground
    said = SAID[language]
    async with browse(url, locale=language) as page:
        await page.get_by_text(said["who"]).first.click()
        await say(page, said["new"], said["new"])
        await say(page, said["objective"], said["objective"])
        await say(page, said["stretch"], said["serves"])
        await say(page, said["none"], said["first"])
        await say(page, said["key_result"], said["understood"])
        await say(page, said["enough"], said["lead"])
        await say(page, said["submit"], said["submitted"])
        await page.get_by_text(said["lead"]).first.click()
        await page.get_by_role("button", name=said["agree"], exact=True).last.click()
        await expect(page.locator("#chat").get_by_text(said["agreed"]).last).to_be_visible()
        await page.get_by_text(said["who"]).first.click()
        await page.get_by_role("button", name=said["friday"][0]).click()
        await expect(page.get_by_role("form")).to_be_visible()
        await say(page, said["report"], "46%")
        await say(page, said["yes"], said["stored"])
        await page.get_by_role("button", name=said["friday"][1]).click()
        await expect(page.locator("#channel").get_by_text(said["key_result"]).last).to_be_visible()


async def test_a_company_in_which_nothing_happened_yet_speaks_as_the_page(playground: tuple[str, str], browse: Browse) -> None:
    url, _ = playground
    for here, there, switch in (("en", "zh-CN", "中文"), ("zh-CN", "en", "English")):
        async with browse(url, locale=here) as page:
            await expect(page.get_by_text(SAID[here]["who"]).first).to_be_visible()
            await page.get_by_role("button", name=switch).click()
            await expect(page.get_by_text(SAID[there]["who"]).first).to_be_visible()
            await expect(page.get_by_text(SAID[here]["who"])).to_have_count(0)
    async with browse(url, locale="en") as page:
        await page.get_by_text(SAID["en"]["who"]).first.click()
        await say(page, SAID["en"]["new"], SAID["en"]["new"])
        await page.get_by_role("button", name="中文").click()
        await expect(page.get_by_role("button", name=SAID["zh-CN"]["friday"][0])).to_be_visible()
        await expect(page.locator("#chat h2")).to_have_text(SAID["en"]["who"])
