"""Sentences that ask for a change, and those that only look like it."""

from __future__ import annotations

import pytest

from bot.okr.reading import read_change

REASONS = {
    "因为供应商延期，把KR2的目标改成3小时": (2, "target", "3小时", "供应商延期"),
    "把 KR2 的目标改成 3 小时，因为供应商延期": (2, "target", "3 小时", "供应商延期"),
    "change KR2 target to 3 hours because the vendor is late": (2, "target", "3 hours", "the vendor is late"),
    "drop KR3, because of the new law": (3, "drop", "", "the new law"),
    "I'd like to lower KR2 to 85% because the customer mix changed": (2, "target", "85%", "the customer mix changed"),
    "我想把KR2降到85%，客户结构变了": (2, "target", "85%", "客户结构变了"),
}
ASKED = {
    "请把 KR1 的截止改到月底": (1, "due", "月底"),
    "请将ＫＲ２延期到11月30日": (2, "due", "11月30日"),
    "我想把 KR2 的目标值调到 95%": (2, "target", "95%"),
    "把KR2的目标从90%提高到95%": (2, "target", "95%"),
    "想把KR2的目标降到85%": (2, "target", "85%"),
    "把第二条的目标改成85%": (2, "target", "85%"),
    "change the second one's target to 85%": (2, "target", "85%"),
    "把 KR2 交给 @韩梅": (2, "owner", "@韩梅"),
    "KR1 的截止改到 11 月底": (1, "due", "11 月底"),
    "删掉 KR3": (3, "drop", ""),
    "KR3能不能换成第二周留存从20%到30%？": (3, "text", "第二周留存从20%到30%"),
    "把 KR3 换成 30%": (3, "target", "30%"),
    "can we swap KR3 for week-2 retention from 20% to 30%?": (3, "text", "week-2 retention from 20% to 30%"),
    "KR3 不做了": (3, "drop", ""),
    "raise KR2's target to 95%": (2, "target", "95%"),
    "Move the deadline of KR1 to Nov 30": (1, "due", "Nov 30"),
    "postpone KR1 to the end of next month": (1, "due", "the end of next month"),
    "hand over KR2 to @Han Mei": (2, "owner", "@Han Mei"),
    "change KR1's wording to: First reply by e-mail": (1, "text", "First reply by e-mail"),
    "please drop KR3": (3, "drop", ""),
    "can you change my KR1 target to 4 days": (1, "target", "4 days"),
    "could you please move kr2's deadline to Friday": (2, "due", "Friday"),
    "I need to raise KR2 to 95%": (2, "target", "95%"),
    "能不能把 KR2 推迟到月底": (2, "due", "月底"),
    "could we move KR2 down to 85%?": (2, "target", "85%"),
    "能不能把KR2调到 85%": (2, "target", "85%"),
    "KR1 12 月 10 日前": (1, "due", "12 月 10 日"),
    "KR2：截止 12月10日": (2, "due", "12月10日"),
    "KR1 by Dec 10": (1, "due", "Dec 10"),
    "kr2 due 10 December": (2, "due", "10 December"),
}
NOT_ASKED = (
    "KR3 换成了新系统，40%",
    "KR3：把旧系统换成新系统，40%",
    "KR3 swapped the vendor for a new one, 40%",
    "KR2 to 95%",
    "KR1 提高到 95%",
    "把KR2提升到85%了",
    "KR2 降到85%",
    "KR1 40%，信心 6，下周调整目标客户",
    "KR1 40%, confidence 6, next step: raise the target group",
    "KR2 取消了 3 单",
    "KR1 目标达成，改善了流程",
    "KR1: stuck, waiting for the owner to change",
    "raise the target",
    "KR1 12 月 10 日前完成联调",
    "KR1 12 月 10 日",
    "KR1 signed on Dec 10",
    "KR1 target 95%",
    "KR1 40%\nKR2: raise the target",
)


@pytest.mark.parametrize("said", ASKED, ids=str)
def test_a_plain_wish_is_read(said: str) -> None:
    read = read_change(said)
    assert read is not None
    assert (read.number, read.field, read.value) == ASKED[said]


@pytest.mark.parametrize("said", NOT_ASKED, ids=str)
def test_a_report_is_no_wish(said: str) -> None:
    assert read_change(said) is None


def test_behind_the_command_less_is_enough() -> None:
    read = read_change("KR2 target 95%", asked=True)
    assert read is not None
    assert (read.number, read.field, read.value) == (2, "target", "95%")


@pytest.mark.parametrize("text", REASONS, ids=str)
def test_a_reason_in_the_same_sentence(text: str) -> None:
    found = read_change(text)
    assert found is not None
    assert (found.number, found.field, found.value, found.reason) == REASONS[text]
