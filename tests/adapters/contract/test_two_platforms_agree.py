"""A manager on Feishu and a report on Slack come to an agreed OKR over the wire: split, sent back, revised, agreed, changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.contract.test_one_person import Company3


@pytest.fixture
async def company(tmp_path: Path) -> AsyncIterator[Company3]:
    company = await Company3(tmp_path, {"li": "slack", "wang": "feishu", "chen": "dingtalk"}).open()
    yield company
    await company.close()


async def test_split_return_approval_and_change_go_from_one_platform_to_the_other(company: Company3) -> None:
    li, wang, chen = (company.hands[key] for key in ("li", "wang", "chen"))
    await company.says(
        wang, "new OKR", "O: Shops get an answer while they still ask\nKR1: First reply time from 9 hours to 2 hours", "committed"
    )
    await company.says(wang, "that's all", "submit")
    await company.says(chen, "agree")
    await company.says(wang, "split", "Li Lei", "Shops find answers about payment themselves", "yes")
    assert "Wang Fang offers you an objective" in company.last(li)
    await company.presses(li, "Accept")
    assert "Li Lei has accepted" in company.last(wang)
    await company.says(li, "new OKR", "stretch", "Payment articles read to the end from 500 to 3000 articles", "that's all", "submit")
    assert "serves: First reply time" in company.last(wang)
    await company.says(wang, "return: from which shops?")
    assert "from which shops?" in company.last(li)
    await company.says(li, "new OKR", "edit KR1", "Payment articles read to the end by new shops from 500 to 3000 articles", "submit")
    assert "Changed since last time" in company.last(wang)
    await company.presses(wang, "Agree")
    assert "agreed to your OKR" in company.last(li)
    await company.says(li, "change KR1's target to 2500 articles", "Two authors left", "yes")
    assert "Li Lei asks for a change" in company.last(wang)
    assert "from 500 to 3000 articles" in await company.says(li, "okr")  # as agreed until it is decided
    await company.presses(wang, "Approve")
    assert "has agreed to the change" in company.last(li)
    assert "2,500 articles" in await company.says(li, "okr")
