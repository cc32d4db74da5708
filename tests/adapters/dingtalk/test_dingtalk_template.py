"""The template file that is shipped draws everything that the form cards say, and is what the builder writes."""

from __future__ import annotations

import json

from adapters.dingtalk.form_card import SLOTS
from adapters.dingtalk.render import Card, render
from adapters.dingtalk.template.build import FILE, exported
from bot.conversation.event import Place
from bot.conversation.message import Button, Buttons, Message
from tests.adapters.dingtalk.messages import CORPUS
from tests.servers.dingtalk_templates import ExportedTemplate


def test_the_file_is_up_to_date() -> None:
    assert json.loads(FILE.read_text("utf-8")) == exported()


def test_every_variable_of_a_card_is_declared_and_every_declared_one_is_given() -> None:
    declared = set(ExportedTemplate(exported()).variables) - {"lastMessage"}
    for message in CORPUS.values():
        for part in render(message, Place("dingtalk", "bob"), "form"):
            assert isinstance(part, Card)
            assert set(part.data) == declared


def test_buttons_keep_their_order_and_those_without_a_place_are_typed() -> None:
    buttons = tuple(Button(f"B{n}", f"say {n}", "primary" if n in (3, 4, 5) else "normal") for n in range(20))
    (part,) = render(Message("s", blocks=(Buttons(buttons),)), Place("dingtalk", "bob"), "form")
    assert isinstance(part, Card)
    screen = ExportedTemplate(exported()).screen(dict(part.data))
    drawn = [b.label for b in screen.buttons]
    assert drawn == ["B3", "B4", *(f"B{n}" for n in range(20) if n not in (3, 4))][:SLOTS]
    text = "\n".join(screen.markdown)
    assert all(f"「say {n}」" in text for n in range(20) if f"B{n}" not in drawn)
    assert screen.form is None


def test_no_button_is_typed_while_a_slot_is_free() -> None:
    buttons = tuple(Button(f"B{n}", f"say {n}") for n in range(SLOTS))
    (part,) = render(Message("s", blocks=(Buttons(buttons),)), Place("dingtalk", "bob"), "form")
    assert isinstance(part, Card)
    screen = ExportedTemplate(exported()).screen(dict(part.data))
    assert [b.label for b in screen.buttons] == [b.label for b in buttons]
    assert "「" not in "\n".join(screen.markdown)
