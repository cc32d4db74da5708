"""What goes wrong outside: whoever left, every refusal and every broken answer is one line of the same meaning on each platform."""

from __future__ import annotations

import pytest

from bot.conversation.message import Button, Buttons, Message, Text
from bot.ports import Post
from tests.adapters.contract.conftest import NUMBERS, World
from tests.adapters.contract.houses import DRAWN
from tests.adapters.contract.misfortunes import DAYS, misfortunes, nobodys

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.parametrize("shared", DRAWN, indirect=True)]

HELLO = Message("Hello", blocks=(Text("Hello"),))
PRESSED = Message("Hello", blocks=(Text("Hello"), Buttons((Button("Again", "again"),))))


@pytest.mark.parametrize("what", ["left", "removed", "scope", "audit", "html", "cut off"])
async def test_it_means_the_same_everywhere_and_is_one_line(world: World, what: str) -> None:
    one = misfortunes(world.house).get(what)
    if one is None:
        return  # the platform knows no such thing
    bob, ann = world.person(), world.person("Ann")
    place = one.cause(bob) or world.place(bob)
    post = Post(f"k{next(NUMBERS)}", place, HELLO)
    if one.means is None:
        await world.house.adapter.send(post)
        assert [shown.text for shown in bob.sees()] == ["Hello"]
        return
    with pytest.raises(one.means) as told:
        await world.house.adapter.send(post)
    one.mend()
    reason = str(told.value)
    assert one.says in reason
    assert "\n" not in reason
    assert "<html" not in reason
    shown, _ = await world.shows(ann, HELLO)  # everybody else is served as ever
    assert [one.text for one in shown] == ["Hello"]


async def test_a_card_that_is_too_old_to_be_redrawn_is_said_anew(world: World) -> None:
    if world.name == "playground":
        return  # a page redraws whatever it shows
    bob = world.person()
    _, receipt = await world.shows(bob, PRESSED)
    world.clock.forward(15 * DAYS)
    if world.house.platform == "dingtalk":
        world.house.server.company.cards.clear()  # type: ignore[attr-defined]
    if world.house.platform == "slack":
        world.house.server.faults.add("error", "chat.update", code="edit_window_closed")  # type: ignore[attr-defined]
    done = Message("Done", blocks=(Text("Done"),))
    again = await world.house.adapter.send(Post(f"k{next(NUMBERS)}", world.place(bob), done, edits=receipt))
    assert again
    assert "Done" in bob.sees()[-1].text


async def test_nobodys_words_are_nobodys(world: World) -> None:
    if world.name == "playground":
        return  # whoever writes there is somebody
    bob = world.person()
    await nobodys(world.house, bob)
    assert world.desk.events == []
    await bob.says("mine")
    assert world.desk.said == ["mine"]


async def test_an_answer_whose_session_has_ended_arrives_all_the_same(world: World) -> None:
    bob = world.person()
    await bob.says("hi")
    (event,) = world.desk.events
    world.clock.forward(2 * DAYS)
    await world.house.adapter.send(Post(f"k{next(NUMBERS)}", event.place, HELLO, via=event.via))
    assert len([shown for shown in bob.sees() if "Hello" in shown.text]) == 1
