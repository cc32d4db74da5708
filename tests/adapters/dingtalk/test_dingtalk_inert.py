"""What people typed is data: no mention, link, markup or command in it comes alive, at any card level."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.dingtalk.escape import line, lines, plain, typed
from bot.conversation.event import Place
from bot.conversation.form import plain as compared
from bot.ports import Post
from tests.adapters.dingtalk.conftest import World
from tests.adapters.dingtalk.messages import HOSTILE, every_block, form
from tests.servers.dingtalk import alive
from tests.servers.dingtalk_company import Message as Sent

SIGNS = "*_~`[]()#>!@＠<&$\\|-+=.:/ \n\t1a所有人www.com"


@pytest.mark.parametrize("draw", [every_block, form])
async def test_hostile_words_bring_nothing_to_life(world: World, draw: object) -> None:
    bob = world.server.human("Bob")
    tame, wild = draw("tame"), draw(HOSTILE)  # type: ignore[operator]
    where = Place("dingtalk", bob.id)
    await world.adapter.send(Post("tame", where, tame))
    expected = [kind for heard in await bob.hears(1) for kind, _ in heard.alive()]
    await world.adapter.send(Post("wild", where, wild))
    found = [(kind, what) for heard in bob.unheard() for kind, what in heard.alive()]
    # Markup of our own may repeat for each line of theirs; nothing may appear that is not ours.
    ours = {"bold", "tag", "quote", "heading", "rule", "image", "link"} & set(expected)
    assert {kind for kind, _ in found} <= ours | set(expected)
    assert not [what for kind, what in found if kind in {"mention", "url"}]
    for kind, what in found:
        if kind == "link":
            assert what.startswith("dtmd://dingtalkclient/sendMessage?content=")
        if kind == "tag":
            assert "color=#8f959e" in what or what == "</font>"


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=SIGNS, max_size=60))
def test_no_text_comes_alive(words: str) -> None:
    drawn = "  \n".join(lines(words))
    message = Sent("m", "c", None, "sampleMarkdown", {"title": plain(words), "text": drawn + "\n\n" + line(words)}, 0)
    assert alive(message, None) == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cf")), max_size=80))
def test_what_is_drawn_and_typed_back_is_the_same(words: str) -> None:
    signs = str.maketrans({"ˋ": "`", "\u00a0": " "})
    assert compared(typed(line(words)).translate(signs)) == compared(" ".join(words.split()).translate(signs))
