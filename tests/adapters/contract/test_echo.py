"""The echo: whatever control is drawn, using it as the platform would hands the engine exactly what the control says."""

from __future__ import annotations

import pytest

from bot.conversation.event import Filled, Said
from bot.conversation.message import Field, Form, Message, Option, Section, controls
from tests.adapters.contract.conftest import World
from tests.adapters.contract.house import squeezed
from tests.adapters.contract.houses import DRAWN
from tests.adapters.corpus import CORPUS, REF

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.parametrize("shared", DRAWN, indirect=True)]


@pytest.mark.parametrize("name", [name for name, message in CORPUS.items() if controls(message)])
async def test_every_button_says_what_it_says(world: World, name: str) -> None:
    message, bob = CORPUS[name], world.person()
    parts, _ = await world.shows(bob, message)
    wanted = controls(message)
    for part in parts:
        for control in part.controls:
            await control.press()
    heard = [event.content for event in world.desk.events]
    text = squeezed("".join(part.text for part in parts))
    speaking = world.name == "dingtalk-plain"  # there a press is a message that says the words
    said = [content.text for content in heard if isinstance(content, Said)]
    assert said == [button.says for button in wanted if button.says in said]
    missing = [button for button in wanted if button.says not in said]
    assert all(squeezed(button.says) in text or name == "nasty" for button in missing)  # no room: then it is typed
    assert not missing or (world.house.platform == "dingtalk" and name in ("60 buttons", "nasty"))
    if not speaking:
        assert {(content.ref, content.pressed) for content in heard if isinstance(content, Said)} == {(message.ref, True)}
        assert all(event.source for event in world.desk.events)
    assert {event.place for event in world.desk.events} == {world.place(bob)}
    assert {event.sender.account for event in world.desk.events} == {bob.account}


@pytest.mark.parametrize("name", [n for n, m in CORPUS.items() if any(isinstance(b, Form) for b in m.blocks)])
async def test_every_form_sends_what_stands_in_it(world: World, name: str) -> None:
    message, bob = CORPUS[name], world.person()
    parts, _ = await world.shows(bob, message)
    form = next(block for block in message.blocks if isinstance(block, Form))
    fields = [field for section in form.sections for field in section.fields]
    sends = next((part.send for part in parts if part.send), None)
    if sends is None:  # no forms here, or too large for one: every question stands there and can be answered by typing
        assert not world.house.adapter.abilities.forms or len(fields) > 30
        text = squeezed("".join(part.text for part in parts))
        assert all(squeezed(field.label) in text or name == "nasty" for field in fields)
        return
    await sends({"owner": bob.account} if name == "picks" else {})
    (content,) = (event.content for event in world.desk.events)
    assert isinstance(content, Filled)
    assert content.ref == message.ref
    wanted = {field.name: field.value for field in fields} | ({"owner": bob.account} if name == "picks" else {})
    labels = {f.name: o.label for f in fields for o in f.options if o.value == f.value}
    for field, value in wanted.items():
        given = content.values.get(field, "")
        assert given == value or squeezed(given) == squeezed(value) or given == labels.get(field), field


TENS = tuple(Option(str(n), str(n)) for n in range(1, 11))
ASKED = Message(
    "Check-in",
    blocks=(
        Form(
            "Check-in",
            (
                Section(
                    "KR1", (Field("kr.1:now", "Progress", "number", "26"), Field("kr.1:conf", "Confidence", "choice", "6", options=TENS))
                ),
                Section("KR2", (Field("kr.2:due", "Due", "date", "2026-12-31"), Field("kr.2:next", "Next", "lines", "", optional=True))),
            ),
            "Send",
        ),
    ),
    ref=REF,
)


async def test_what_is_put_in_comes_back_by_the_names_of_the_fields(world: World) -> None:
    if not world.house.adapter.abilities.forms:
        return
    bob = world.person()
    ((part,), _) = await world.shows(bob, ASKED)
    assert part.send is not None
    given = {"kr.1:now": "４０％ <!here>", "kr.1:conf": "8", "kr.2:due": "2027-01-15", "kr.2:next": "两行\n@所有人 字"}
    await part.send(given)
    (event,) = world.desk.events
    assert event.content == Filled(given, REF)
    assert event.place == world.place(bob)


async def test_a_button_in_a_room_answers_there(world: World) -> None:
    bob = world.person()
    room = world.house.room("Sales", bob)
    parts, _ = await world.shows(bob, CORPUS["everything"], room)
    pressable = [control for part in parts for control in part.controls]
    if not pressable:
        assert world.name == "dingtalk-plain"
        assert "later" in parts[-1].text.casefold()
        return
    await next(control for control in pressable if control.label == "Later").press()
    (event,) = world.desk.events
    assert event.content == Said("later", REF, pressed=True)
    assert event.place == world.place(bob, room)
