"""Every control that is drawn gives back, when it is used as the page uses it, exactly what it says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from adapters.playground.parse import Deed, event
from adapters.playground.render import render
from bot.conversation.event import Filled, Said
from bot.conversation.message import Form, Message, controls
from tests.adapters.playground.messages import CORPUS
from tests.servers.playground import MEMBERS, START

ANA = MEMBERS[2]
DEEDS: TypeAdapter[Any] = TypeAdapter(Deed)


def used(do: str, carried: dict[str, Any], **more: Any) -> Any:
    """The event of a control whose payload went over the wire to the page and came back as the page posts it."""
    carried = json.loads(json.dumps(carried))
    deed = DEEDS.validate_json(
        json.dumps({"do": do, "id": "deed-000001", "account": ANA.account, "place": ANA.account, "source": "12", **carried, **more})
    )
    return event(deed, ANA, MEMBERS, START)


@pytest.mark.parametrize("message", CORPUS, ids=lambda message: message.summary[:20])
def test_every_button_says_what_it_says(message: Message) -> None:
    drawn = [button for block in render(message)["blocks"] if block["block"] == "buttons" for button in block["buttons"]]
    assert [button["label"] for button in drawn] == [control.label for control in controls(message)]
    for button, control in zip(drawn, controls(message), strict=True):
        echo = used("press", button["press"])
        assert echo.content == Said(control.says, ref=message.ref, pressed=True)
        assert echo.source == "12"


@pytest.mark.parametrize("message", CORPUS, ids=lambda message: message.summary[:20])
def test_every_form_gives_back_every_field(message: Message) -> None:
    forms = [block for block in message.blocks if isinstance(block, Form)]
    drawn = [block for block in render(message)["blocks"] if block["block"] == "form"]
    assert len(drawn) == len(forms)
    for payload, form in zip(drawn, forms, strict=True):
        fields = [field for section in payload["sections"] for field in section["fields"]]
        wanted = [field for section in form.sections for field in section.fields]
        assert [(f["name"], f["kind"], f["value"], f["optional"]) for f in fields] == [
            (f.name, f.kind, f.value, f.optional) for f in wanted
        ]
        assert [[o["value"] for o in f["options"]] for f in fields] == [[o.value for o in f.options] for f in wanted]
        values = {field["name"]: field["value"] for field in fields}
        assert used("fill", payload["fill"], values=values).content == Filled(values, ref=message.ref)
