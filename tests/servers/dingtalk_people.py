"""A human's hand on DingTalk: types, mentions the bot, presses links and buttons, fills in forms, and waits for what the bot answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.servers import dingtalk_frames as frames
from tests.servers.dingtalk_company import BOT_ID, Group, Json, Message, Person
from tests.servers.dingtalk_frames import Push
from tests.servers.dingtalk_screen import Control, alive, controls, screen, text_of
from tests.servers.dingtalk_templates import Screen

if TYPE_CHECKING:
    from tests.servers.dingtalk import DingTalkServer


@dataclass(frozen=True)
class Heard:
    """A message as it stood when the human looked."""

    text: str
    controls: tuple[Control, ...]
    message: Message
    shown: Screen | None
    changes: int = 0

    @property
    def labels(self) -> list[str]:
        """What can be pressed."""
        return [c.label for c in self.controls if c.kind != "input"]

    @property
    def fields(self) -> list[str]:
        """What can be filled in."""
        return [c.label for c in self.controls if c.kind == "input"]

    def alive(self) -> list[tuple[str, str]]:
        return alive(self.message, self.shown)


class DingTalkHuman:
    """One person at their client. All waiting is for events, never for time."""

    def __init__(self, server: "DingTalkServer", person: Person) -> None:
        self.server, self.company, self.person, self.id = server, server.company, person, person.userid
        self._read: dict[str, int] = {}

    # --- speaking --------------------------------------------------------------------------------------------------------------

    @property
    def dm(self) -> str:
        return self.company.dm(self.id)

    async def says(self, text: str, **more: Any) -> Push:
        """Types in the one-to-one chat with the bot."""
        return await self.sends(msgtype="text", text={"content": text}, **more)

    async def quotes(self, text: str, message: Message) -> Push:
        """Types in the one-to-one chat with a quote of a message; the robot is told what it calls it, if it calls it anything."""
        replied = {"msgId": message.id, "msgType": message.kind, "createdAt": int(message.at * 1000), "senderId": BOT_ID}
        more = {"originalMsgId": message.id} | ({"originalProcessQueryKey": message.query_key} if message.query_key else {})
        return await self.sends(msgtype="text", text={"content": text, "isReplyMsg": True, "repliedMsg": replied}, **more)

    async def sends(self, group: Group | None = None, **content: Any) -> Push:
        """Any message to the bot: `content` is the payload's msgtype and what belongs to it."""
        where = group.id if group else self.dm
        webhook = self.server.robot.new_session(where)
        data = frames.robot_message(self.company, self.person, self.server.client_id, webhook, group, **content)
        self.company.post(where, self.id, data["msgtype"], data)
        return await self.server.transport.send("robot", data)

    async def mentions(self, text: str, group: Group, *others: "DingTalkHuman") -> Push:
        """Types `@bot text` in a group; others who are mentioned stand in the text as `@name`."""
        at = [{"dingtalkId": BOT_ID}] + [{"dingtalkId": f"$:{o.id}", "staffId": o.id} for o in others]
        return await self.sends(group, text={"content": f" {text}"}, atUsers=at)

    async def sends_picture(self) -> Push:
        return await self.sends(msgtype="picture", content={"downloadCode": "code", "pictureDownloadCode": "code"})

    async def speaks(self, recognised: str) -> Push:
        """A voice message, which DingTalk has written down already."""
        return await self.sends(msgtype="audio", content={"recognition": recognised, "duration": 1200, "downloadCode": "code"})

    async def pastes(self, *pieces: str) -> Push:
        """Rich text of these pieces with a picture behind the first."""
        parts: list[Json] = [{"text": piece} for piece in pieces]
        parts.insert(1, {"type": "picture", "downloadCode": "code"})
        return await self.sends(msgtype="richText", content={"richText": parts})

    # --- listening -------------------------------------------------------------------------------------------------------------

    def look(self, message: Message) -> Heard:
        shown = screen(message, self.server.templates, self.id)
        changes = len(message.card.versions) if message.card else 0
        return Heard(text_of(message, shown), tuple(controls(message, shown)), message, shown, changes)

    def _unread(self, where: str) -> list[tuple[int, Message]]:
        everything, start = self.company.lines.get(where, []), self._read.get(where, 0)
        return [(n, m) for n, m in enumerate(everything[start:], start) if m.by_bot and not m.recalled]

    async def hears(self, count: int = 1, *, group: Group | None = None) -> list[Heard]:
        """The next `count` messages of the bot that this human has not heard yet, oldest first: in the direct chat, or a group."""
        where = group.id if group else self.dm
        new = await self.company.signals.until(
            where,
            lambda: found if len(found := self._unread(where)) >= count else None,
            lambda: f"{self.person.name} waits for {count}, sees {[h.text for h in self.unheard(group=group)]}",
        )
        self._read[where] = new[count - 1][0] + 1
        return [self.look(m) for _, m in new[:count]]

    async def hears_one(self, *, group: Group | None = None) -> Heard:
        return (await self.hears(1, group=group))[0]

    def unheard(self, *, group: Group | None = None) -> list[Heard]:
        """What is there already and was not heard yet; nothing is waited for."""
        return [self.look(m) for _, m in self._unread(group.id if group else self.dm)]

    async def sees_change(self, heard: Heard) -> Heard:
        """Waits until the card has changed since it was looked at."""
        message = heard.message
        assert message.card is not None
        await self.company.signals.until(
            message.conversation, lambda: self.look(message).changes > heard.changes, lambda: f"no change of {heard.text!r}"
        )
        return self.look(message)

    def newest(self, wanted: Callable[[Heard], bool]) -> Heard:
        """The newest message of the bot on this person's screen for which `wanted` holds."""
        mine = [self.dm, *(g.id for g in self.company.groups.values() if self.id in g.members)]
        seen = [m for where in mine for m in self.company.lines.get(where, []) if m.by_bot and not m.recalled]
        for message in sorted(seen, key=lambda m: m.id, reverse=True):
            if wanted(heard := self.look(message)):
                return heard
        raise AssertionError(f"{self.person.name} sees no such thing in {[self.look(m).text for m in seen]}")

    # --- pressing and filling in -----------------------------------------------------------------------------------------------

    async def press(self, label: str, on: Heard | None = None) -> Push:
        """Presses a link or button: on what is given, else on the newest message that has it. A card's press waits for its answer."""
        heard = on or self.newest(lambda h: label in h.labels)
        found = [c for c in heard.controls if c.label.replace("\u200b", "") == label or c.label == label]
        assert found, f"no {label!r} among {heard.labels}"
        return await self.use(found[0], heard)

    async def use(self, control: Control, heard: Heard) -> Push:
        """Uses exactly this control."""
        if control.kind == "speaks":
            group = self.company.groups.get(heard.message.conversation)
            return await self.sends(group, text={"content": control.says})
        assert control.kind == "button", f"{control.label} opens {control.url}"
        return await self._act(heard, control.action, control.params)

    async def fill(self, values: dict[str, Any], on: Heard | None = None) -> dict[str, str]:
        """Puts values into the form's fields, by label or name, and sends it; what the client itself refuses, by label."""
        heard = on or self.newest(lambda h: bool(h.fields))
        assert heard.shown is not None, "no card"
        assert heard.shown.form is not None, "no form"
        assert not heard.shown.form_disabled, "the form is closed"
        state = {f["name"]: f["defaultValue"] for f in heard.shown.form["fields"] if "defaultValue" in f}
        for name, value in values.items():
            fitting = [c.entry for c in heard.controls if c.kind == "input" and name in (c.label, c.entry["name"])]
            assert fitting, f"no field {name!r} among {heard.fields}"
            state[fitting[0]["name"]] = _put(fitting[0], value)
        missing = {
            f["label"]: f.get("requiredMsg", "必填")
            for f in heard.shown.form["fields"]
            if f.get("required") and state.get(f["name"], "") in ("", None)
        }
        if not missing:
            filled = {name: value for name, value in state.items() if value != ""}
            await self._act(heard, heard.shown.submit_action, heard.shown.submit_params | {"form": filled})
        return missing

    async def _act(self, heard: Heard, action: str, params: Json) -> Push:
        """A card callback, and what its answer makes of the card."""
        card = heard.message.card
        assert card is not None
        data = frames.card_press(self.company, self.person, card.out_track_id, card.space, action, params)
        assert card.callback in {"STREAM", "HTTP"}, "the press of this card goes nowhere"
        self.server.cards.answering.add(card.out_track_id)
        try:
            push = await self.server.transport.send("card", data)
            answer = await push.ack()
        finally:
            self.server.cards.answering.discard(card.out_track_id)
        if answer.get("cardData") or answer.get("userPrivateData"):
            self.server.cards.change(card, answer, by=self.id)
        return push


def _put(entry: Json, value: Any) -> Any:
    """What a field holds after something was typed or picked."""
    if entry["type"] == "SELECT":
        if not value:
            return ""
        options = [o["value"] for o in entry["options"]]
        texts = [o["text"] for o in entry["options"]]
        index = options.index(value) if value in options else texts.index(value)
        return {"index": index, "value": options[index]}
    assert entry["type"] in {"TEXT", "DATE", "DATETIME", "CHECKBOX"}, entry
    return value
