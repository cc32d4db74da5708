"""A member of the company at their screen: writes, mentions, presses, fills in, waits for what the bot shows."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.servers import feishu_events as events
from tests.servers.feishu_cards import check_card
from tests.servers.feishu_delivery import CallbackError, Delivery
from tests.servers.feishu_screen import Control, alive, controls, markup, text_of
from tests.servers.feishu_tenant import BOT_OPEN_ID, Chat, FeishuError, Json, Message, User

if TYPE_CHECKING:
    from tests.servers.feishu import FeishuServer

TOASTS = {"info", "success", "error", "warning"}


@dataclass(frozen=True)
class Heard:
    """A message as it stood when the human looked."""

    text: str
    controls: tuple[Control, ...]
    shown: Message
    edits: int = 0

    @property
    def labels(self) -> list[str]:
        """What can be pressed."""
        return [c.label for c in self.controls if not c.is_input]

    @property
    def fields(self) -> list[str]:
        """What can be filled in."""
        return [c.label for c in self.controls if c.is_input]

    def alive_mentions(self) -> list[str]:
        return alive(self.shown)

    def alive_markup(self) -> list[tuple[str, str]]:
        return markup(self.shown)


def alive_mentions(what: Heard | Message) -> list[str]:
    """Mentions and links that would be live on the screen."""
    return alive(what.shown if isinstance(what, Heard) else what)


class FeishuHuman:
    """One member at their screen. All waiting is for events, never for time; `toasts` is what popped up, newest last."""

    def __init__(self, server: "FeishuServer", user: User) -> None:
        self.server, self.tenant, self.user, self.id = server, server.tenant, user, user.open_id
        self.toasts: list[Json] = []
        self._read: dict[str, int] = {}

    @property
    def dm(self) -> Chat:
        return self.tenant.dm(self.id)

    # --- mouth -----------------------------------------------------------------------------------------------------------------

    async def says(self, text: str) -> Delivery:
        """Types in the direct messages with the bot; `@Name` of a known person becomes a mention, as the client makes it."""
        return await self._write(text, self.dm)

    async def mentions(self, text: str, channel: Chat, *, thread: Message | None = None) -> Delivery:
        """Types `@OKR text` in a group, or in a thread below `thread`."""
        return await self._write(f"@OKR {text}", channel, thread)

    async def _write(self, text: str, chat: Chat, thread: Message | None = None) -> Delivery:
        names = {"OKR": BOT_OPEN_ID, "所有人": "all"} | {u.name: u.open_id for u in self.tenant.users.values()}
        found: list[Json] = []

        def key(match: re.Match[str]) -> str:
            open_id = names[match[1]]
            if open_id == "all":
                return "@_all"
            known = next((m for m in found if m["id"]["open_id"] == open_id), None)
            if known is None:
                known = events.mention(len(found) + 1, open_id, match[1])
                found.append(known)
            return str(known["key"])

        pattern = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
        sent = re.sub(rf"@({pattern})(?!\w)", key, text)
        more: Json = {"reply_to": thread.id, "in_thread": True} if thread else {}
        message = self.tenant.post(chat, self.id, "text", {"text": sent}, **more)
        return await self.server.transport.send(events.received(self.tenant, chat, message, found))

    async def answers(self, text: str, message: Message) -> Delivery:
        """Types in the direct messages as a reply to a message."""
        said = self.tenant.post(self.dm, self.id, "text", {"text": text}, reply_to=message.id)
        return await self.server.transport.send(events.received(self.tenant, self.dm, said, []))

    async def sends(self, kind: str, content: Json) -> Delivery:
        """Sends something else than text in the direct messages: post, image, sticker ..."""
        message = self.tenant.post(self.dm, self.id, kind, content)
        return await self.server.transport.send(events.received(self.tenant, self.dm, message, []))

    async def taps_menu(self, key: str) -> Delivery:
        """Picks an entry of the bot's menu that pushes an event."""
        return await self.server.transport.send(events.menu(self.tenant, self.id, self.user.name, key))

    async def opens_chat(self) -> Delivery:
        """Opens the direct messages with the bot."""
        return await self.server.transport.send(events.entered(self.tenant, self.id))

    async def adds_bot(self, chat: Chat) -> Delivery:
        """Brings the bot into a group."""
        chat.bot = True
        return await self.server.transport.send(events.bot_added(self.tenant, self.id, chat))

    # --- hands -----------------------------------------------------------------------------------------------------------------

    async def press(self, label: str, on: Heard | Message | None = None) -> Json | None:
        """Presses a button: on what is given, else on the newest message that has it; the app's answer.

        Raises CallbackError with the code that the person would see when it goes wrong.
        """
        message, control = self._find(label, on)
        return await self._act(message, self._action(control))

    async def fill(self, values: dict[str, Any], submit: str | None = None, on: Heard | None = None) -> dict[str, str]:
        """Puts values into a form, by label or name, and submits it; what the client itself refuses by label, none = sent."""
        heard = on or self._newest(lambda h: bool(h.fields))
        inputs = [c for c in heard.controls if c.is_input and c.form]
        typed = {c.name: self._initial(c.element) for c in inputs}
        for name, value in values.items():
            fitting = [c for c in inputs if name in (c.label, c.name)]
            assert fitting, f"no field {name!r} among {[c.label for c in inputs]}"
            typed[fitting[0].name] = self._typed(fitting[0].element, value)
        wrong = {c.label: "needed" for c in inputs if c.element.get("required") and not typed[c.name]}
        if wrong:
            return wrong
        buttons = [c for c in heard.controls if c.kind == "button" and c.element.get("form_action_type") == "submit"]
        button = next(c for c in buttons if submit in (None, c.label))
        sent = {name: value for name, value in typed.items() if value}
        await self._act(heard.shown, self._action(button) | {"form_value": sent})
        return {}

    def _action(self, control: Control) -> Json:
        element = control.element
        action: Json = {"tag": element["tag"], "timezone": "Asia/Shanghai"}
        if "name" in element:
            action["name"] = element["name"]
        for behavior in element.get("behaviors", []):
            if behavior["type"] == "callback":
                action["value"] = behavior["value"]
        return action

    async def _act(self, message: Message, action: Json) -> Json | None:
        before = len(message.edits)
        delivery = await self.server.transport.send(events.pressed(self.tenant, self.id, message, action))
        answer = await delivery.body()
        if answer:
            self._answered(message, answer, before)
        return answer

    def _answered(self, message: Message, answer: Json, before: int) -> None:
        """Shows the toast, and the card that came with it. Raises CallbackError 200672 or 200673."""
        if set(answer) - {"toast", "card"}:
            raise CallbackError(200672, f"{sorted(answer)}")
        toast, card = answer.get("toast"), answer.get("card")
        if toast is not None:
            if toast.get("type", "info") not in TOASTS or not isinstance(toast.get("content", ""), str):
                raise CallbackError(200672, f"{toast}")
            self.toasts.append(toast)
        if card is not None:
            if card.get("type") != "raw" or not isinstance(card.get("data"), dict):
                raise CallbackError(200672, "card")
            try:
                check_card(card["data"], self.tenant.images)
            except FeishuError as refused:
                raise CallbackError(200673, str(refused)) from None
            self.tenant.change(message, card["data"])
        elif len(message.edits) > before:
            self.server.sprung_back.append(message.id)

    @staticmethod
    def _initial(element: Json) -> str:
        return str(element.get("default_value") or element.get("initial_option") or element.get("initial_date") or "")

    def _typed(self, element: Json, value: Any) -> Any:
        """What the client lets one put there."""
        match element["tag"]:
            case "input":
                assert len(value) <= element.get("max_length", 1000), f"only {element.get('max_length', 1000)} characters fit"
                assert element.get("input_type") == "multiline_text" or "\n" not in value, "one line only"
                return value
            case "select_static":
                options = {o["text"]["content"]: o["value"] for o in element["options"]}
                assert value in options or value in options.values() or value == "", f"no {value!r} among {list(options)}"
                return options.get(value, value)
            case "select_person":
                names = {u.name: u.open_id for u in self.tenant.users.values()}
                allowed = [o["value"] for o in element.get("options", [])]
                picked = names.get(value, value)
                assert not allowed or picked in allowed, f"{value} cannot be picked"
                return picked
            case "date_picker":
                return f"{value} +0800" if value else ""
        raise AssertionError(f"cannot fill in {element['tag']}")

    # --- eyes and ears ---------------------------------------------------------------------------------------------------------

    async def hears(self, count: int = 1, *, channel: Chat | None = None) -> list[Heard]:
        """The next `count` messages of the bot not heard yet, oldest first: direct ones, or a group's."""
        chat = channel or self.dm
        new = await self.tenant.signals.until(
            chat.id,
            lambda: found if len(found := self._unread(chat)) >= count else None,
            lambda: f"{self.user.name} waits for {count}, sees {[h.text for h in self.unheard(channel=channel)]}",
        )
        self._read[chat.id] = new[count - 1][0] + 1
        return [self.look(m) for _, m in new[:count]]

    async def hears_one(self, *, channel: Chat | None = None) -> Heard:
        return (await self.hears(1, channel=channel))[0]

    def unheard(self, *, channel: Chat | None = None) -> list[Heard]:
        """What is there already and was not heard yet; nothing is waited for."""
        return [self.look(m) for _, m in self._unread(channel or self.dm)]

    async def sees_edit(self, heard: Heard) -> Heard:
        """Waits until the message has changed since it was looked at."""
        message = heard.shown
        await self.tenant.signals.until(message.chat, lambda: len(message.edits) > heard.edits, lambda: f"no edit of {heard.text!r}")
        return self.look(message)

    def look(self, message: Message) -> Heard:
        found = tuple(controls(message.card)) if message.kind == "interactive" else ()
        return Heard(text_of(message), found, message, len(message.edits))

    def _unread(self, chat: Chat) -> list[tuple[int, Message]]:
        start = self._read.get(chat.id, 0)
        return [(n, m) for n, m in enumerate(chat.messages[start:], start) if m.by_bot and not m.recalled]

    def _newest(self, wanted: Any) -> Heard:
        mine = [c for c in self.tenant.chats.values() if self.id in c.members]
        seen = [m for c in mine for m in c.messages if m.by_bot and not m.recalled]
        for message in sorted(seen, key=lambda m: m.id, reverse=True):
            if wanted(heard := self.look(message)):
                return heard
        raise AssertionError(f"{self.user.name} sees no such thing in {[text_of(m) for m in seen]}")

    def _find(self, label: str, on: Heard | Message | None) -> tuple[Message, Control]:
        heard = self.look(on) if isinstance(on, Message) else on or self._newest(lambda h: label in h.labels)
        for control in heard.controls:
            if control.label == label and not control.is_input:
                return heard.shown, control
        raise AssertionError(f"no {label!r} among {heard.labels}")
