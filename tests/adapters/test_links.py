"""An address of ours can be opened on every platform, as it was made, and its label is words and nothing else."""

from __future__ import annotations

import json

from adapters.dingtalk.draw import body
from adapters.feishu.draw import Pen
from adapters.playground.render import render as page
from adapters.slack.render import home
from adapters.slack.render import render as slack
from bot.conversation.message import Link, Links, Message, Text, dump, load
from bot.conversation.plaintext import plaintext
from tests.servers.slack_blocks import check_message

URL = "https://okr.example.com/map#v1.eyJhIjoxfQ.c2ln-_"
MESSAGE = Message("The map", blocks=(Text("Here"), Links((Link("Open [the] map", URL), Link("Spreadsheet", URL + "x")))))


def test_links_survive_the_outbox() -> None:
    assert load(dump(MESSAGE)) == MESSAGE


def test_slack_links_by_rich_text() -> None:
    (part,) = slack(MESSAGE)
    assert {"type": "link", "url": URL, "text": "Open [the] map"} in [
        word for block in part.blocks if block["type"] == "rich_text" for section in block["elements"] for word in section["elements"]
    ]
    assert not list(check_message(list(part.blocks), ()))
    assert URL in json.dumps(home(MESSAGE))


def test_feishu_links_by_markdown() -> None:
    (_, drawn) = Pen(MESSAGE).draw()
    assert drawn["tag"] == "markdown"
    assert f"]({URL})" in drawn["content"]
    assert "[the]" not in drawn["content"]


def test_dingtalk_links_by_markdown() -> None:
    (_, (first, second)) = body(MESSAGE, {}, form_fields=True)
    assert first == f"[Open ［the］ map]({URL})"
    assert second == f"[Spreadsheet]({URL}x)"


def test_the_page_and_plain_text_have_the_address() -> None:
    assert page(MESSAGE)["blocks"][1]["links"][0] == {"label": "Open [the] map", "url": URL}
    assert f"Open [the] map: {URL}" in plaintext(MESSAGE)
