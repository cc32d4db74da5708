"""A link that decides something says of what, in words that lead back to where it stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.dingtalk.wire import read_standing, standing_words
from bot.conversation.event import Ref, Said
from bot.conversation.message import Button, Buttons, Message
from bot.conversation.signs import meant
from tests.adapters.dingtalk.conftest import World
from tests.adapters.dingtalk.test_dingtalk_echo import sent

REF = Ref("checkin:li:2026-W47", 3)
WEEK = "更新进展 · 第47周（11月16日 周一 – 11月22日 周日）"


@given(st.text(min_size=1, max_size=60), st.text(max_size=60), st.builds(Ref, st.text(max_size=30), st.integers(0, 999)))
def test_the_words_lead_back_to_where_they_stood(says: str, about: str, ref: Ref) -> None:
    found, where = read_standing(standing_words(says, about, ref))
    assert found == says
    assert where is not None
    assert meant(where, lambda: [ref]) == ref


@pytest.mark.parametrize(
    "text", ["是", "是（好）", "KR1 70%（进度 60%）", "see (#1)", "（#unro2", "(#unro2)", "对 #unro2", "问题 (issue #abcdef)"]
)
def test_what_people_type_is_what_it_is(text: str) -> None:
    assert read_standing(text) == (text, None)


async def test_a_press_that_decides_names_what_and_is_known_as_a_press(world: World) -> None:
    bob = world.server.human("Bob")
    buttons = (
        Button("对，存下来", "对，存下来", "primary"),
        Button("改 KR1", "改 KR1"),
        Button("同意", "x 1", "primary", "审批 @李雷：同意"),
    )
    (heard,) = await sent(world, bob, Message("这样对吗？", WEEK, blocks=(Buttons(buttons),), ref=REF))
    for label in ("对，存下来", "改 KR1", "同意"):
        await bob.press(label, heard)
    said = [event.content for event in await world.desk.hears(3)]
    if world.level != "plain":
        assert all(isinstance(one, Said) and one.pressed and one.ref == REF for one in said)
        return
    named, plain, spoken = said
    assert isinstance(named, Said)
    assert (named.text, named.pressed, named.ref and meant(named.ref, lambda: [REF])) == ("对，存下来", True, REF)
    assert (plain, spoken) == (Said("改 KR1"), Said("审批 @李雷：同意"))
    written = [message.body["text"]["content"] for message in world.server.company.lines[bob.dm] if not message.by_bot]
    assert written[0].startswith("对，存下来（更新进展 · 第47周 #")
