"""Every control of every message, drawn, pressed as Slack presses it, says exactly what the control says."""

from __future__ import annotations

import pytest

from adapters.slack.adapter import Slack
from bot.conversation.event import Event, Filled, Place, Said
from bot.conversation.message import Form, Message, controls
from bot.ports import Post
from tests.adapters.corpus import CORPUS
from tests.adapters.slack.conftest import Desk
from tests.servers.slack import SlackHuman, SlackServer
from tests.servers.slack_eyes import Heard


async def sent(adapter: Slack, bob: SlackHuman, message: Message, key: str = "k") -> list[Heard]:
    """Everything of the message on Bob's screen."""
    receipt = await adapter.send(Post(key, Place("slack", bob.id), message))
    return await bob.hears(receipt.count(",") + 1)


def forms(message: Message) -> list[Form]:
    return [b for b in message.blocks if isinstance(b, Form)]


@pytest.mark.parametrize("name", CORPUS)
async def test_every_button_says_what_it_says(adapter: Slack, slack: SlackServer, desk: Desk, name: str) -> None:
    message, bob = CORPUS[name], slack.human("Bob")
    parts = await sent(adapter, bob, message)
    pressed = [(part, c) for part in parts for c in part.controls if c.element.get("action_id", "").startswith("say.")]
    for part, control in pressed:
        payload = {
            "action_id": control.element["action_id"],
            "block_id": control.block["block_id"],
            "type": "button",
            "value": control.element["value"],
        }
        await (await bob._act(part.shown, payload)).ack()
    heard = [e.content for e in desk.events]
    assert heard == [Said(b.says, ref=message.ref, pressed=True) for b in controls(message)]
    assert all(e.source and e.place == Place("slack", bob.id) for e in desk.events)
    for button in controls(message):
        assert any(button.label[:60] in part.text or any(button.label[:60] in label for label in part.labels) for part in parts)


@pytest.mark.parametrize("name", [name for name, message in CORPUS.items() if forms(message)])
async def test_every_form_sends_what_stands_in_it(adapter: Slack, slack: SlackServer, desk: Desk, name: str) -> None:
    message, bob = CORPUS[name], slack.human("Bob")
    (form,) = forms(message)
    parts = await sent(adapter, bob, message)
    holder = next((p for p in parts if p.fields), None)
    if holder is None and (opener := next((p for p in parts if any(c.element["action_id"] == "open" for c in p.controls)), None)):
        label = next(c.label for c in opener.controls if c.element["action_id"] == "open")
        await bob.press(label, opener)
        holder = await bob.sees_modal()
        assert await bob.fill({}) == {}
    elif holder is not None:
        await bob.fill({}, on=holder, submit=next(c.label for c in holder.controls if c.element["action_id"] == "send"))
    else:
        assert all(f.label in "\n".join(p.text for p in parts) for s in form.sections for f in s.fields)
        return
    (event,) = desk.events
    assert isinstance(event.content, Filled)
    assert event.content.ref == message.ref
    assert event.source
    assert event.content.values == {f.name: f.value for s in form.sections for f in s.fields}


async def test_what_is_put_in_comes_back_by_the_names_of_the_fields(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob, eve = slack.human("Bob"), slack.human("Eve")
    await sent(adapter, bob, CORPUS["picks"])
    given = {"Kind": "Aspirational", "Due": "2027-01-15", "Owner": eve.id, "Target": "120 万", "Why": "两行\n字"}
    assert await bob.fill(given) == {}
    expected = {"kind": "a" * 200, "due": "2027-01-15", "owner": eve.id, "target": "120 万", "why": "两行\n字"}
    assert desk.events[0].content == Filled(expected, ref=CORPUS["picks"].ref)


async def test_a_button_in_a_channel_and_in_a_thread_answers_there(adapter: Slack, slack: SlackServer, desk: Desk) -> None:
    bob = slack.human("Bob")
    sales = slack.channel("sales", bob)
    for thread in (None, sales.messages[0].ts if sales.messages else "1700000000.000001"):
        await adapter.send(Post(f"k{thread}", Place("slack", sales.id, direct=False, thread=thread), CORPUS["everything"]))
    first, second = await bob.hears(2, channel=sales)
    for heard in (first, second):
        await bob.press("Later", heard)
    events: list[Event] = desk.events
    assert [e.place for e in events] == [Place("slack", sales.id, direct=False, thread=t) for t in (None, "1700000000.000001")]
