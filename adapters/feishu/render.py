"""Message -> cards of JSON 2.0, purely: one, or as many as the platform's limits ask for, in order and complete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.feishu import escape, limits
from adapters.feishu.draw import COLOURS, Pen
from adapters.feishu.pieces import Json, Room, dumps, plain, room, room_of, text
from bot.conversation.message import Message
from bot.conversation.plaintext import plaintext

TITLE = 200  # characters of a header; longer ones stand in the body


@dataclass(frozen=True, slots=True)
class Card:
    """One card. Picture `#n` of its body is `pictures[n]`, base64 PNG, to be uploaded first."""

    body: Json
    pictures: tuple[str, ...] = ()

    def json(self, keys: Sequence[str] = ()) -> str:
        """The content of a message, with the keys of the uploaded pictures; an empty key leaves the picture's words."""
        return dumps(_with_pictures(self.body, keys) if self.pictures else self.body)


def render(message: Message, *, direct: bool = True, people: Sequence[str] = ()) -> tuple[Card, ...]:
    """The message as it is sent to a direct chat or a group; `people` are the accounts that a person field offers in a direct chat."""
    pen = Pen(message, direct, people)
    elements = list(pen.draw())
    title = " ".join(message.title.split())
    if len(title) > TITLE:
        elements.insert(0, text(message.title, size="heading"))
        title = title[: TITLE - 1] + "…"
    runs = _packed(elements or [text(message.summary or "…")], _frame(message, title, 9, 10))
    return tuple(_card(message, title, run, number, len(runs), pen.pictures) for number, run in enumerate(runs))


def text_of(message: Message) -> str:
    """The message as a text message, for when the platform takes no card of it."""
    return escape.message(plaintext(message))[: limits.TEXT_CHARACTERS]


def _packed(elements: Sequence[Json], frame: Json) -> list[list[Json]]:
    """The elements in runs that each fit into a card beside its frame."""
    around = room(frame)
    if (around + room_of(elements)).fits:
        return [list(elements)]
    runs: list[list[Json]] = [[]]
    taken = around
    for element in elements:
        more: Room = room(element)
        if runs[-1] and not (taken + more).fits:
            runs.append([])
            taken = around
        runs[-1].append(element)
        taken = taken + more
    return runs


def _frame(message: Message, title: str, number: int, of: int) -> Json:
    """Everything around the elements; a card of several says which one it is."""
    summary = " ".join((message.summary or message.title or "…").split())
    config: Json = {"update_multi": True, "enable_forward": False, "summary": {"content": summary[: limits.PARAGRAPH]}}
    frame: Json = {"schema": "2.0", "config": config}
    if title or of > 1:
        frame["header"] = {"title": plain(title or summary[:TITLE]), "template": COLOURS[message.tone]}
    if of > 1:
        frame["header"]["text_tag_list"] = [{"tag": "text_tag", "text": plain(f"{number + 1}/{of}"), "color": "neutral"}]
    return frame


def _card(message: Message, title: str, elements: list[Json], number: int, of: int, pictures: Sequence[str]) -> Card:
    frame = _frame(message, title, number, of)
    if any(element["tag"] in {"table", "chart"} for element in elements):
        frame["config"]["width_mode"] = "fill"
    used = [int(element["img_key"][1:]) for element in elements if element["tag"] == "img"]
    shown = iter(range(len(used)))
    numbered = [e | {"img_key": f"#{next(shown)}"} if e["tag"] == "img" else e for e in elements]
    return Card(frame | {"body": {"elements": numbered}}, tuple(pictures[n] for n in used))


def _with_pictures(body: Json, keys: Sequence[str]) -> Json:
    def element(drawn: dict[str, Any]) -> Json:
        if drawn["tag"] != "img":
            return drawn
        number = int(drawn["img_key"][1:])
        key = keys[number] if number < len(keys) else ""
        return drawn | {"img_key": key} if key else text(f"[{drawn['alt']['content']}]")

    return body | {"body": {"elements": [element(e) for e in body["body"]["elements"]]}}


def emptied(message: Message) -> Card:
    """What a part turns into when the message that it belonged to has become shorter."""
    return _card(replace(message, title=""), "", [text("–")], 0, 1, ())
