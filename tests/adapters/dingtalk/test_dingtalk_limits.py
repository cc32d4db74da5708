"""Nothing that is drawn passes DingTalk's limits, and nothing is lost by keeping them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.dingtalk import limits
from adapters.dingtalk.draw import body
from adapters.dingtalk.pieces import size, texts
from adapters.dingtalk.render import Card, Level, Plain, render
from bot.conversation.event import Place
from bot.conversation.message import Button, Buttons, Message, Table, Text
from bot.ports import Post
from tests.adapters.dingtalk.conftest import LEVELS, World
from tests.adapters.dingtalk.messages import CORPUS, board

DIRECT, GROUP = Place("dingtalk", "bob"), Place("dingtalk", "cid1==", direct=False)


def weigh(part: Plain | Card) -> None:
    if isinstance(part, Card):
        assert all(len(key.encode()) <= 100 for key in part.data)
        assert all(isinstance(value, str) for value in part.data.values())
        assert size(part.data.get("markdown", part.data.get("body", ""))) <= 18_000
    else:
        key, param = part.robot()
        assert len(param.encode()) <= 15_000
        assert len(json.dumps(part.webhook(), ensure_ascii=False).encode()) <= 20_000
        assert all(json.loads(param).values())
        assert key


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("place", [DIRECT, GROUP])
@pytest.mark.parametrize("name", CORPUS)
def test_every_part_is_within_the_limits(name: str, place: Place, level: str) -> None:
    for part in render(CORPUS[name], place, level):  # type: ignore[arg-type]
        weigh(part)


@settings(max_examples=60, deadline=None)
@given(
    paragraphs=st.lists(st.text(max_size=3000), max_size=30),
    says=st.lists(st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=400), max_size=20),
    level=st.sampled_from(LEVELS),
    place=st.sampled_from([DIRECT, GROUP]),
)
def test_any_message_is_within_the_limits(paragraphs: list[str], says: list[str], level: str, place: Place) -> None:
    buttons = Buttons(tuple(Button(words, words) for words in says))
    message = Message("s", "t", blocks=(*(Text(p) for p in paragraphs), buttons))
    for part in render(message, place, level):  # type: ignore[arg-type]
        weigh(part)


async def test_the_largest_board_arrives_whole(world: World) -> None:
    bob = world.server.human("Bob")
    group = world.server.group("Team", bob)
    await world.adapter.send(Post("k1", Place("dingtalk", group.id, direct=False), board(400)))
    text = "\n".join(heard.text for heard in bob.unheard(group=group))
    assert all(f"同事 {n}：" in text and f"\n同事 {n}\n" in text for n in range(400))


def test_nothing_is_lost_in_splitting() -> None:
    for message in CORPUS.values():
        paragraphs = list(body(message, {}, form_fields=True))
        found = texts(paragraphs, 2000 if message is not CORPUS["long lines"] else limits.TEXT_BYTES)
        lines = [line for paragraph in paragraphs for line in paragraph]
        together = "\n".join(found)
        assert all(line in together for line in lines)


@pytest.mark.parametrize("level", ["form", "buttons", "plain"])
def test_a_message_without_a_title_has_no_coloured_dot_for_one(level: Level) -> None:
    (part,) = render(Message("Agreed", "", "good", (Text("Agreed"),)), Place("dingtalk", "bob"), level)
    assert "🟢" not in str(part)


@pytest.mark.parametrize("level", ["plain", "buttons", "form"])
def test_a_row_that_is_wide_stands_below_its_name(level: Level) -> None:
    narrow = Table(("Team", "Answered"), (("Sales", "9 of 10"), ("Support", "")))
    columns = ("Team", *(f"measure {n}" for n in range(6)))
    wide = Table(columns, (("Sales", *"123456"), ("Support", *"789012")))
    place = Place("dingtalk", "u1")
    short, long = (render(Message("m", blocks=(table,)), place, level)[0] for table in (narrow, wide))
    texts = [part.text if isinstance(part, Plain) else part.data["markdown" if level == "buttons" else "body"] for part in (short, long)]
    assert texts[0] == "**Sales** Answered 9 of 10  \n**Support**"
    assert texts[1].startswith("**Sales**  \nmeasure 0 1 · measure 1 2")
    assert "\n\n**Support**  \nmeasure 0 7" in texts[1]
