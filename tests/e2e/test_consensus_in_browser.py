"""How two people come to an agreed OKR, in a browser: split, sent back, revised, agreed, then changed, in both languages."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Browse
from tests.e2e.test_week_in_browser import SAID as WORDS
from tests.e2e.test_week_in_browser import playground, say

__all__ = ["playground"]
pytestmark = pytest.mark.asyncio(loop_scope="session")

SAID = {
    "en": {
        "split": "split KR1",
        "to_whom": "To whom",
        "which": "Which objective do you offer",
        "sure": "New shops open without asking us",
        "offered": "Offered to",
        "accept": "Accept",
        "accepted": "It is in your drafts now",
        "draft": "Go on drafting",
        "waits": "stretch",
        "return": "return: for which shops?",
        "returned": "Sent back",
        "edit": "edit KR1",
        "edited": "Share of small shops set up without a ticket from 40% to 70%",
        "since": "Changed since last time",
        "change": "change KR1's target to 65%",
        "why": "Why?",
        "reason": "Two of us left",
        "until": "Until then",
        "asked": "has it now",
        "approve": "Approve",
        "approved": "has been told",
    },
    "zh-CN": {
        "split": "拆解 KR1",
        "to_whom": "拆给谁",
        "which": "的目标怎么写",
        "sure": "让新店自己就能开张",
        "offered": "已发给",
        "accept": "接受",
        "accepted": "放进你的草稿了",
        "draft": "接着写草稿",
        "waits": "挑战",
        "return": "退回：指哪些店？",
        "returned": "已退回给",
        "edit": "改 KR1",
        "edited": "不提工单就能开店的小店比例从 40% 提升到 70%",
        "since": "和上次相比",
        "change": "把 KR1 的目标改成 65%",
        "why": "为什么要改",
        "reason": "走了两位同事",
        "until": "一切照旧",
        "asked": "已提交给",
        "approve": "同意",
        "approved": "已收到通知",
    },
}


async def become(page: Page, name: str) -> None:
    await page.get_by_text(name).first.click()
    await expect(page.locator("#chat h2")).to_have_text(name)


async def press(page: Page, label: str, then: str) -> None:
    await page.locator("#chat").get_by_role("button", name=label, exact=True).last.click()
    await expect(page.locator("#chat").get_by_text(then).last).to_be_visible()


async def test_split_return_approval_and_change(playground: tuple[str, str], browse: Browse) -> None:
    url, language = playground
    said, words = SAID[language], WORDS[language]
    who, lead = words["who"], words["lead"]
    async with browse(url, locale=language) as page:
        await become(page, lead)
        await say(page, said["split"], said["to_whom"])
        await say(page, who, said["which"])
        await say(page, said["sure"], said["sure"])
        await say(page, words["yes"], said["offered"])
        await become(page, who)
        await press(page, said["accept"], said["accepted"])
        await press(page, said["draft"], said["waits"])
        await say(page, words["stretch"], words["first"])
        await say(page, words["key_result"], words["understood"])
        await say(page, words["enough"], lead)
        await say(page, words["submit"], words["submitted"])
        await become(page, lead)
        await say(page, said["return"], said["returned"])
        await become(page, who)
        await say(page, words["new"], said["return"][-6:])
        await say(page, said["edit"], words["key_result"])
        await say(page, said["edited"], said["edited"])
        await say(page, words["submit"], words["submitted"])
        await become(page, lead)
        await expect(page.locator("#chat").get_by_text(said["since"]).last).to_be_visible()
        await press(page, words["agree"], words["agreed"])
        await become(page, who)
        await say(page, said["change"], said["why"])
        await say(page, said["reason"], said["until"])
        await say(page, words["yes"], said["asked"])
        await become(page, lead)
        await press(page, said["approve"], said["approved"])
