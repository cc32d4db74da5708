"""Message -> what DingTalk is sent, purely: a plain message or cards of either template, in as many parts as its limits ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from adapters.dingtalk import limits
from adapters.dingtalk.draw import Paragraph, body, width
from adapters.dingtalk.escape import line, lines, plain
from adapters.dingtalk.form_card import label_of, slots_for, title_of, variables
from adapters.dingtalk.pieces import dumps, size, texts
from adapters.dingtalk.wire import AT, SAYS, Standing, Template, speaking, standing_words
from adapters.dingtalk.words import said
from bot.conversation.event import Place
from bot.conversation.message import Button, Buttons, Form, Message, aloud, controls
from bot.conversation.plaintext import plaintext

Json = dict[str, Any]
Level = Literal["form", "buttons", "plain"]

ROW, BESIDE = 29, " ｜ "  # columns of a row of links, and what stands between two of them
COLOURS = {"primary": "blue", "normal": "gray", "danger": "red"}


@dataclass(frozen=True, slots=True)
class Plain:
    """A message without a card. `actions` are the buttons below it: label and link."""

    title: str
    text: str
    actions: tuple[tuple[str, str], ...] = ()

    def robot(self) -> tuple[str, str]:
        """What the robot's API takes: msgKey and msgParam."""
        if not self.actions:
            return "sampleMarkdown", dumps({"title": self.title, "text": self.text})
        param: dict[str, str] = {"title": self.title, "text": self.text}
        if len(self.actions) == 1:
            ((label, url),) = self.actions
            return "sampleActionCard", dumps(param | {"singleTitle": label, "singleURL": url})
        for number, (label, url) in enumerate(self.actions, 1):
            param |= {f"actionTitle{number}": label, f"actionURL{number}": url}
        return f"sampleActionCard{len(self.actions)}", dumps(param)

    def webhook(self) -> Json:
        """The body for a session's webhook."""
        if not self.actions:
            return {"msgtype": "markdown", "markdown": {"title": self.title, "text": self.text}}
        buttons = [{"title": label, "actionURL": url} for label, url in self.actions]
        return {"msgtype": "actionCard", "actionCard": {"title": self.title, "text": self.text, "btnOrientation": "0", "btns": buttons}}


@dataclass(frozen=True, slots=True)
class Card:
    """A card of one of the templates: its data, and the line for lists and notifications."""

    template: Template
    data: Mapping[str, str]
    summary: str


def render(message: Message, place: Place, level: Level, pictures: Mapping[str, str] | None = None) -> tuple[Plain | Card, ...]:
    """The parts to send in order; controls are on the last. `pictures`: what has been uploaded, base64 -> media id."""
    known = pictures or {}
    match level:
        case "plain":
            return _plain(message, place, known)
        case "buttons":
            return _button_cards(message, place, known)
        case "form":
            return _form_cards(message, place, known)


def summary_of(message: Message) -> str:
    """The line that lists and notifications show; never empty."""
    return plain(message.summary or message.title) or "OKR"


# --- plain ----------------------------------------------------------------------------------------------------------------------


def _plain(message: Message, place: Place, pictures: Mapping[str, str]) -> tuple[Plain, ...]:
    title = title_of(message)
    paragraphs = ([[f"### {line(title)}"]] if title else []) + list(body(message, pictures, form_fields=True))
    actions = tuple((label_of(button), speaking(_words(message, button))) for button in controls(message))
    if not place.direct:
        # Whether a link that speaks for somebody also mentions the bot in a group is not known: there, words are typed.
        paragraphs += _typed(message, controls(message), place)
        actions = ()
    elif len(actions) > limits.ACTIONS or sum(size(label + url) for label, url in actions) > limits.PARAM_BYTES - limits.TEXT_BYTES:
        paragraphs += _links(message)
        actions = ()
    found = texts(paragraphs or [list(lines(message.summary or " "))], limits.TEXT_BYTES)
    last = len(found) - 1
    return tuple(Plain(summary_of(message), text, actions if number == last else ()) for number, text in enumerate(found))


def _words(message: Message, button: Button) -> str:
    """What a press makes the person say. What decides something says of what, so that an old link decides nothing else."""
    if message.ref is None or button.spoken or button.style == "normal":
        return aloud(button)
    return standing_words(button.says, message.title or message.summary, message.ref)


def _links(message: Message) -> list[Paragraph]:
    """Short ones side by side, as far as a phone is wide: ten numbers are two rows, not ten."""
    drawn: list[Paragraph] = []
    free = 0
    for button in controls(message):
        label = line(label_of(button))
        link = f"[{label}]({speaking(_words(message, button))})"
        link = link if size(link) <= limits.TEXT_BYTES else f"「{line(aloud(button))}」"
        taken = width(label + BESIDE)
        if taken <= free and size(drawn[-1][0] + BESIDE + link) <= limits.TEXT_BYTES:
            drawn[-1] = [drawn[-1][0] + BESIDE + link]
        else:
            drawn.append([link])
            free = ROW
        free -= taken
    return drawn


def _typed(message: Message, buttons: Sequence[Button], place: Place) -> list[Paragraph]:
    """Buttons as words to type. Never as numbers: a group knows no question that one of them would answer."""
    if not buttons:
        return []
    words = plaintext(Message("", blocks=(Buttons(tuple(buttons)),), numbered=False))
    before = said("type" if place.direct else "mention", message.language)
    return [[line(before), *(piece for piece in lines(words) if piece)]]


# --- cards ----------------------------------------------------------------------------------------------------------------------


def _button_cards(message: Message, place: Place, pictures: Mapping[str, str]) -> tuple[Card, ...]:
    standing = _standing(message, place)
    found = texts(body(message, pictures, form_fields=True), limits.CARD_BYTES) or [line(message.summary)]
    cards = []
    for number, text in enumerate(found):
        shown = controls(message) if number == len(found) - 1 else ()
        buttons = [
            {
                "text": label_of(button),
                "color": COLOURS[button.style],
                "id": f"b{place_in_row}",
                "request": True,
                "params": {SAYS: button.says, AT: standing},
            }
            for place_in_row, button in enumerate(shown)
        ]
        data = {"title": title_of(message), "markdown": text, "tips": "", "sys_full_json_obj": dumps({"msgButtons": buttons})}
        cards.append(Card("buttons", data, summary_of(message)))
    return tuple(cards)


def _form_cards(message: Message, place: Place, pictures: Mapping[str, str]) -> tuple[Card, ...]:
    standing = _standing(message, place)
    forms = [block for block in message.blocks if isinstance(block, Form)]
    slots, left = slots_for(controls(message))
    paragraphs = list(body(message, pictures, form_fields=False)) + _typed(message, left, place)
    found = texts(paragraphs, limits.CARD_BYTES) or [line(message.summary)]
    cards = [Card("form", variables(message, text, {}, None, standing), summary_of(message)) for text in found[:-1]]
    shown: list[Form | None] = [*forms] or [None]
    for number, form in enumerate(shown):
        last = number == len(shown) - 1
        text = found[-1] if number == 0 else line(form.title if form else "")
        cards.append(Card("form", variables(message, text, slots if last else {}, form, standing), summary_of(message)))
    return tuple(cards)


def _standing(message: Message, place: Place) -> str:
    return Standing(message.ref, None if place.direct else place.address).dump()
