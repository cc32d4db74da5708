"""Three platforms without their lines: every message is drawn by the real adapter's pen, every deed is read by its real parser."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from adapters.dingtalk import parse as dingtalk_parse
from adapters.dingtalk import wire as dingtalk_wire
from adapters.dingtalk.render import Card
from adapters.dingtalk.render import render as dingtalk_render
from adapters.feishu import parse as feishu_parse
from adapters.feishu import wire as feishu_wire
from adapters.feishu.adapter import Feishu
from adapters.feishu.render import render as feishu_render
from adapters.slack import parse as slack_parse
from adapters.slack import wire as slack_wire
from adapters.slack.adapter import Slack
from adapters.slack.render import render as slack_render
from bot.conversation.event import Event, Place, Sender
from bot.ports import Abilities, Pace, Post
from tests.lineless import Lineless
from tests.servers import dingtalk_frames, feishu_events, feishu_screen, slack_events, slack_screen
from tests.servers.dingtalk_company import BOT_ID, Company
from tests.servers.dingtalk_templates import PublicTemplate
from tests.servers.feishu_tenant import BOT_OPEN_ID, Tenant
from tests.servers.slack_records import BOT_USER
from tests.servers.slack_typing import as_blocks, as_sent
from tests.servers.slack_workspace import Workspace

Deed = Callable[[], Event]
ROBOT = "robot"


@dataclass
class Shown:
    """A message as it stands on somebody's screen, with what each of its buttons does."""

    post: Post
    buttons: dict[str, Deed]
    changes: int = 0


@dataclass
class Desk(Lineless, ABC):
    """Implements bot.ports.Adapter. `log` is every sending in order, `screens` what stands where, newest last."""

    seconds: Callable[[], float]
    log: list[Post] = field(default_factory=list)
    screens: dict[str, Shown] = field(default_factory=dict)
    pace: Pace = field(default_factory=lambda: Pace((10**6, 1.0), (10**6, 1.0)))
    name: str = ""
    abilities: Abilities = field(default_factory=Abilities)

    @abstractmethod
    def __post_init__(self) -> None:
        """Names the platform and opens it."""

    @abstractmethod
    def joins(self, key: str, name: str) -> str:
        """A new colleague's account."""

    @abstractmethod
    def says(self, account: str, text: str) -> Event:
        """What the platform tells when somebody types in their direct chat."""

    @abstractmethod
    def draw(self, post: Post) -> tuple[str, dict[str, Deed]]:
        """The receipt, and the buttons by their labels."""

    def presses(self, account: str, label: str, words: str = "") -> Event:
        """What the platform tells when somebody presses their newest such button, on a message with these words."""
        for shown in reversed(self.screens.values()):
            if shown.post.place.address == account and label in shown.buttons and words in str(shown.post.message):
                return shown.buttons[label]()
        raise AssertionError(f"{account} sees no {label!r} with {words!r}")

    async def send(self, post: Post) -> str:
        receipt, buttons = self.draw(post)
        before = self.screens.pop(receipt, None)
        self.screens[receipt] = Shown(post, buttons, before.changes + 1 if before else 0)
        self.log.append(post)
        return receipt


class SlackDesk(Desk):
    """Members, blocks, block actions."""

    def __post_init__(self) -> None:
        self.name, self.abilities = "slack", Slack.abilities
        self._space = Workspace(self.seconds)

    def joins(self, key: str, name: str) -> str:
        return self._space.add_user(name, id=f"U{key.upper()}").id

    def says(self, account: str, text: str) -> Event:
        chat, sent = self._space.dm(account), as_sent(self._space, text)
        message = self._space.post(chat, account, sent, blocks=as_blocks(self._space, sent))
        return self._read(account, slack_events.event_callback(self._space, slack_events.message_event(self._space, chat, message)))

    def draw(self, post: Post) -> tuple[str, dict[str, Deed]]:
        channel = self._space.dm(post.place.address)
        old = slack_wire.Receipt.load(post.edits).stamps if post.edits else ()
        parts = slack_render(post.message)
        messages = [channel.by_ts[stamp] for stamp in old[: len(parts)]]
        for message, part in zip(messages, parts, strict=False):
            message.edit(part.text, list(part.blocks))
        messages += [self._space.post(channel, BOT_USER, part.text, blocks=list(part.blocks)) for part in parts[len(messages) :]]
        buttons: dict[str, Deed] = {}
        for message in messages:
            for control in slack_screen.controls(message.blocks):
                if str(control.element.get("action_id", "")).startswith("say."):
                    buttons[control.label] = lambda m=message, c=control: self._pressed(post.place.address, m, c)
        return slack_wire.Receipt(channel.id, tuple(m.ts for m in messages)).dump(), buttons

    def _pressed(self, account: str, message: Any, control: Any) -> Event:
        action = {k: control.element[k] for k in ("action_id", "type", "text", "value", "style") if k in control.element}
        action["block_id"] = control.block.get("block_id", "drawn")  # Slack names those that have no name
        return self._read(account, slack_events.message_action(self._space, account, message, action, {}, "https://hooks.example.com/1"))

    def _read(self, account: str, body: Any) -> Event:
        around = slack_parse.Around(BOT_USER, datetime.fromtimestamp(self.seconds(), UTC), Sender(account), {})
        event = slack_parse.parse(body, around)
        assert isinstance(event, Event)
        return event


class FeishuDesk(Desk):
    """Members, cards, card actions."""

    def __post_init__(self) -> None:
        self.name, self.abilities = "feishu", Feishu.abilities
        self._tenant = Tenant(self.seconds)

    def joins(self, key: str, name: str) -> str:
        return self._tenant.add_user(name, open_id=f"ou_{key}").open_id

    def says(self, account: str, text: str) -> Event:
        chat = self._tenant.dm(account)
        message = self._tenant.post(chat, account, "text", {"text": text})
        return self._read(feishu_events.received(self._tenant, chat, message, []))

    def draw(self, post: Post) -> tuple[str, dict[str, Deed]]:
        chat = self._tenant.dm(post.place.address)
        cards = feishu_render(post.message, direct=post.place.direct)
        messages = [self._tenant.messages[one] for one in feishu_wire.parts(post.edits or "")][: len(cards)]
        for message, card in zip(messages, cards, strict=False):
            self._tenant.change(message, json.loads(card.json()))
        left = cards[len(messages) :]
        messages += [self._tenant.post(chat, BOT_OPEN_ID, "interactive", json.loads(card.json())) for card in left]
        buttons: dict[str, Deed] = {}
        for message in messages:
            for control in feishu_screen.controls(message.card):
                if control.kind == "button" and not control.form:
                    buttons[control.label] = lambda m=message, c=control: self._pressed(post.place.address, m, c)
        return feishu_wire.receipt(tuple(m.id for m in messages)), buttons

    def _pressed(self, account: str, message: Any, control: Any) -> Event:
        action = {"tag": "button", "timezone": "", **{b["type"]: b["value"] for b in control.element["behaviors"]}}
        return self._read(feishu_events.pressed(self._tenant, account, message, action | {"value": action.pop("callback")}))

    def _read(self, payload: Any) -> Event:
        event = feishu_parse.parse(payload, BOT_OPEN_ID)
        assert event is not None
        return event


class DingTalkDesk(Desk):
    """Colleagues, cards of the public button template, their callbacks."""

    def __post_init__(self) -> None:
        self.name, self.abilities = "dingtalk", Abilities(forms=False, edits=True)
        self._company = Company(self.seconds)

    def joins(self, key: str, name: str) -> str:
        return self._company.add_person(name, userid=key).userid

    def says(self, account: str, text: str) -> Event:
        person, hook = self._company.people[account], ("https://oapi.example.com/robot", int(self.seconds() * 1000) + 10**7)
        data = dingtalk_frames.robot_message(self._company, person, ROBOT, hook, None, text={"content": text}, chatbotUserId=BOT_ID)
        event = dingtalk_parse.message(data, ROBOT, datetime.fromtimestamp(self.seconds(), UTC))
        assert isinstance(event, Event)
        return event

    def draw(self, post: Post) -> tuple[str, dict[str, Deed]]:
        cards = [card for card in dingtalk_render(post.message, post.place, "buttons") if isinstance(card, Card)]
        old = dingtalk_wire.Receipt.load(post.edits).tracks if post.edits else ()
        fresh = tuple(dingtalk_wire.track(post.key, "buttons", number, len(cards)) for number in range(len(cards)))
        tracks = old if len(old) == len(cards) else fresh
        buttons: dict[str, Deed] = {}
        for track, card in zip(tracks, cards, strict=True):
            for button in PublicTemplate().screen(dict(card.data)).buttons:
                buttons[button.label.replace("\u200b", "")] = lambda t=track, b=button: self._pressed(post.place, t, b)
        return dingtalk_wire.Receipt(tracks).dump(), buttons

    def _pressed(self, place: Place, track: str, button: Any) -> Event:
        person = self._company.people[place.address]
        data = dingtalk_frames.card_press(self._company, person, track, f"IM_ROBOT.{place.address}", button.action, button.params)
        event = dingtalk_parse.press(data, str(int(self.seconds() * 1000)), datetime.fromtimestamp(self.seconds(), UTC))
        assert event is not None
        return event


def desks(seconds: Callable[[], float]) -> Iterator[Desk]:
    for kind in (SlackDesk, FeishuDesk, DingTalkDesk):
        yield kind(seconds)
