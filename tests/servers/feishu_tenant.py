"""What a Feishu company holds: people, departments, chats, messages, pictures; the server's memory."""

import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.servers.signals import Signals

Json = dict[str, Any]

APP_ID, APP_SECRET = "cli_loopback", "loopback-secret"
TENANT = "tenant_loopback"
BOT_OPEN_ID = "ou_bot"


class FeishuError(Exception):
    """A refusal with Feishu's own code; `status` is the HTTP status it comes with (2300xx: always 400)."""

    def __init__(self, code: int, msg: str = "", status: int = 400, headers: dict[str, str] | None = None) -> None:
        super().__init__(f"{code} {msg}")
        self.code, self.msg, self.status, self.headers = code, msg or "error", status, headers or {}


@dataclass
class User:
    """A member; `departments` are open_department_ids, the first is the main one. `reachable` False: outside the app's availability."""

    open_id: str
    name: str
    email: str | None = None
    departments: list[str] = field(default_factory=list)
    leader: str | None = None
    resigned: bool = False
    frozen: bool = False
    reachable: bool = True


@dataclass
class Department:
    id: str
    name: str
    parent: str = "0"
    leader: str | None = None


@dataclass
class Message:
    """One message as it stands now; `edits` are the contents before each change. `content` is the JSON that was sent."""

    id: str
    chat: str
    sender: str
    kind: str  # text, interactive, post, image ...
    content: Json
    at: float
    reply_to: str | None = None
    in_thread: bool = False
    uuid: str | None = None
    recalled: bool = False
    edits: list[Json] = field(default_factory=list)

    @property
    def by_bot(self) -> bool:
        return self.sender == BOT_OPEN_ID

    @property
    def card(self) -> Json:
        assert self.kind == "interactive", f"{self.id} is no card but {self.kind}: {self.content}"
        return self.content

    def as_json(self) -> Json:
        stamp = str(int(self.at * 1000))
        sender = {"id": APP_ID, "id_type": "app_id", "sender_type": "app", "tenant_key": TENANT}
        if not self.by_bot:
            sender |= {"id": self.sender, "id_type": "open_id", "sender_type": "user"}
        body: Json = {
            "message_id": self.id,
            "msg_type": self.kind,
            "create_time": stamp,
            "update_time": stamp,
            "deleted": self.recalled,
            "updated": bool(self.edits),
            "chat_id": self.chat,
            "sender": sender,
            "body": {"content": json.dumps(self.content, ensure_ascii=False)},
        }
        return body | ({"root_id": self.reply_to, "parent_id": self.reply_to} if self.reply_to else {})


@dataclass
class Chat:
    """A group, or the direct conversation of the bot with `person`."""

    id: str
    name: str = ""
    members: list[str] = field(default_factory=list)
    bot: bool = True
    person: str | None = None
    messages: list[Message] = field(default_factory=list)


class Tenant:
    """All of it, and the ways to add to it; `clock` gives seconds since 1970."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:  # noqa: TID251 - a platform has a clock of its own
        self.clock = clock
        self.users: dict[str, User] = {}
        self.departments: dict[str, Department] = {}
        self.chats: dict[str, Chat] = {}
        self.messages: dict[str, Message] = {}
        self.images: dict[str, bytes] = {}
        self._dm: dict[str, Chat] = {}
        self._numbers = itertools.count(1)
        self.signals = Signals()

    def number(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):08d}"

    def add_user(self, name: str, **about: Any) -> User:
        """A member; the open_id is made from the name, other fields are User's."""
        about.setdefault("open_id", "ou_" + (name.lower() if name.isascii() and name.isalnum() else self.number("")))
        about.setdefault("email", f"{name.lower()}@example.com" if name.isascii() else None)
        user = User(name=name, **about)
        self.users[user.open_id] = user
        return user

    def add_department(self, name: str, **about: Any) -> Department:
        department = Department(about.pop("id", self.number("od-")), name, **about)
        self.departments[department.id] = department
        return department

    def add_group(self, name: str, *members: User, bot: bool = True) -> Chat:
        chat = Chat(self.number("oc_"), name, [m.open_id for m in members], bot)
        self.chats[chat.id] = chat
        return chat

    def dm(self, open_id: str) -> Chat:
        """The direct conversation with a person, opened when first asked for."""
        if open_id not in self._dm:
            chat = Chat(self.number("oc_p2p"), members=[open_id], person=open_id)
            self._dm[open_id] = self.chats[chat.id] = chat
        return self._dm[open_id]

    def post(self, chat: Chat, sender: str, kind: str, content: Json, **more: Any) -> Message:
        message = Message(self.number("om_"), chat.id, sender, kind, content, self.clock(), **more)
        chat.messages.append(message)
        self.messages[message.id] = message
        self.signals.changed(chat.id)
        return message

    def change(self, message: Message, content: Json) -> None:
        message.edits.append(message.content)
        message.content = content
        self.signals.changed(message.chat)
