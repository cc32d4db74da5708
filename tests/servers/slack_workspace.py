"""What a Slack workspace holds, and the ways to add to it: the server's memory."""

import time
from collections.abc import Callable
from typing import Any

from tests.servers.signals import Signals
from tests.servers.slack_records import BOT_USER, TEAM, Channel, Json, Message, User, View


class Workspace:
    """All of it, and the ways to add to it; `clock` gives seconds since 1970 and stamps the messages."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:  # noqa: TID251 - Slack's own clock
        self.clock = clock
        self.signals = Signals()
        self.users: dict[str, User] = {
            BOT_USER: User(BOT_USER, "okr", "OKR", is_bot=True),
            "USLACKBOT": User("USLACKBOT", "slackbot", "Slackbot"),
        }
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Json] = {}
        self.files: dict[str, Json] = {}
        self.uploads: dict[str, Json] = {}
        self.groups: dict[str, Json] = {}
        self.inboxes: dict[str, list[Message]] = {}
        self._dm: dict[str, str] = {}
        self._stamp = 0
        self._count = 0

    def number(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count:08d}"

    def stamp(self) -> str:
        """A message time of its own, never twice and never backwards."""
        self._stamp = max(self._stamp + 1, int(self.clock() * 1_000_000))
        return f"{self._stamp // 1_000_000}.{self._stamp % 1_000_000:06d}"

    def add_user(self, name: str, **about: Any) -> User:
        """A member; their id is made from the name, other fields are User's."""
        letters = "".join(c for c in name.upper() if c.isascii() and c.isalnum())
        about.setdefault("id", f"U{letters}" if letters else self.number("U"))
        about.setdefault("real_name", name)
        about.setdefault("email", f"{name.lower()}@example.com" if name.isascii() else None)
        user = User(name=name, **about)
        self.users[user.id] = user
        return user

    def add_channel(self, name: str, *members: str, bot: bool = True, private: bool = False, **about: Any) -> Channel:
        """A channel with these user ids in it, the bot too unless `bot` is false."""
        about.setdefault("id", self.number("C0"))
        channel = Channel(name=name, kind="group" if private else "channel", members=set(members), **about)
        if bot:
            channel.members.add(BOT_USER)
        self.channels[channel.id] = channel
        return channel

    def add_group(self, handle: str, *members: str) -> Json:
        """A user group, as usergroups.list shows it."""
        group: Json = {"id": self.number("S0"), "team_id": TEAM, "handle": handle, "name": handle, "users": list(members)}
        self.groups[group["id"]] = group
        return group

    def dm(self, user: str) -> Channel:
        """The direct messages between the bot and a user, opened when first asked for."""
        if user not in self._dm:
            channel = Channel(self.number("D0"), "", "im", {user, BOT_USER}, im_user=user)
            self.channels[channel.id] = channel
            self._dm[user] = channel.id
        return self.channels[self._dm[user]]

    def post(self, channel: Channel, user: str, text: str, **more: Any) -> Message:
        """Puts a message there and wakes who waits for it."""
        message = Message(channel.id, self.stamp(), user, text, **more)
        channel.messages.append(message)
        channel.by_ts[message.ts] = message
        if reader := message.ephemeral_to or channel.im_user:
            self.inboxes.setdefault(reader, []).append(message)
            self.signals.changed(reader)
        self.signals.changed(channel.id)
        return message

    def touched(self, message: Message) -> None:
        """Wakes who waits for a change of this message."""
        channel = self.channels[message.channel]
        self.signals.changed(channel.id, *filter(None, (message.ephemeral_to, channel.im_user)))

    def trigger(self, user: str, view: str | None = None) -> str:
        """A trigger id for what this user just did; good once, until `expire_triggers`."""
        trigger = f"{self.number('')}.{TEAM}.{self.number('')}"
        self.triggers[trigger] = {"user": user, "view": view, "state": "fresh"}
        return trigger

    def expire_triggers(self) -> None:
        """What the passing of three seconds does."""
        for trigger in self.triggers.values():
            trigger["state"] = "expired"

    def modals(self, user: str) -> list[View]:
        """The modals open on this person's screen, the top one last."""
        return [v for v in self.views.values() if v.user == user and not v.closed]
