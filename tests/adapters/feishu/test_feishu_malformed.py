"""Whatever the platform sends in the place of what it says it sends, nothing but sound events leaves the border."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from adapters.feishu.parse import MALFORMED, parse
from bot.conversation.event import Filled, Said
from tests.servers.feishu import BOT_OPEN_ID
from tests.servers.feishu_events import envelope, mention
from tests.servers.feishu_tenant import Tenant

ODD: tuple[object, ...] = (None, [], {}, 7, -1, 1.5, True, "", "x", [None], {"a": None}, "9" * 40, "[" * 3000)


def places(part: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where something stands in a payload."""
    yield path
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inside:
        yield from places(value, (*path, key))


@pytest.mark.parametrize("number", range(9))
def test_whatever_stands_in_the_place_of_a_part_it_is_malformed_or_an_event_of_texts(number: int) -> None:
    payload = samples()[number]
    for path in list(places(payload))[1:]:
        for odd in ODD:
            changed = deepcopy(payload)
            around: Any = changed
            for key in path[:-1]:
                around = around[key]
            around[path[-1]] = odd
            try:
                event = parse(changed, BOT_OPEN_ID)
            except MALFORMED:
                continue
            if event is not None:
                named = [event.id, event.sender.account, event.place.address]
                maybe = [event.place.thread, event.source, event.sender.name, event.sender.timezone]
                words = [*event.content.values.values()] if isinstance(event.content, Filled) else []
                words += [event.content.text] if isinstance(event.content, Said) else []
                assert all(isinstance(one, str) and one for one in named), (path, odd)
                assert all(isinstance(one, str) for one in (*words, *event.via.values(), *filter(lambda x: x is not None, maybe)))


def samples() -> list[dict[str, Any]]:
    """One event of each kind."""
    tenant = Tenant(lambda: 1_700_000_000.0)
    bob = {"open_id": "ou_b", "union_id": "on_b"}
    press = {"s": "x", "r": ["c", 1], "d": 1, "f": ["a"]}
    filled = {"tag": "button", "value": press, "name": "send0.1.1.c", "form_value": {"0.a": "1", "0d.b": "2024-04-01 +0800"}}
    at = {"open_message_id": "om_1", "open_chat_id": "oc_1"}
    person = {"open_id": "ou_b", "name": "Bob", "department_ids": ["od"], "leader_user_id": "ou_l", "status": {"is_frozen": False}}
    message = {"message_id": "om_1", "root_id": "om_0", "thread_id": "omt", "create_time": "1700000000000", "chat_id": "oc_1"}
    message |= {
        "chat_type": "group",
        "message_type": "text",
        "content": '{"text": "@_user_1 hi"}',
        "mentions": [mention(1, BOT_OPEN_ID, "OKR")],
    }
    post = json.dumps({"title": "t", "content": [[{"tag": "text", "text": "x"}]]})
    said = {"sender": {"sender_id": bob, "sender_type": "user"}, "message": message}
    kinds = {
        "im.message.receive_v1": [said, said | {"message": message | {"chat_type": "p2p", "message_type": "post", "content": post}}],
        "card.action.trigger": [
            {"operator": bob, "action": filled | {"timezone": "UTC"}, "context": at},
            {"operator": bob, "action": {"tag": "button", "value": {"s": "x", "d": 0}}, "context": at},
        ],
        "application.bot.menu_v6": [{"operator": {"operator_name": "Bob", "operator_id": bob}, "event_key": "okr"}],
        "im.chat.access_event.bot_p2p_chat_entered_v1": [{"chat_id": "oc_1", "operator_id": bob, "last_message_id": ""}],
        "im.chat.disbanded_v1": [{"chat_id": "oc_1", "operator_id": bob}],
        "contact.user.updated_v3": [{"object": person, "old_object": {"name": "B"}}],
        "contact.department.updated_v3": [{"object": {"open_department_id": "od", "name": "n"}, "old_object": {"name": "o"}}],
    }
    return [envelope(tenant, kind, event) for kind, events in kinds.items() for event in events]
