"""What a company on DingTalk holds: people, departments, groups, messages, cards; the server's memory."""

import itertools
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.servers.signals import Signals

Json = dict[str, Any]

CORP = "ding0loopback"
BOT_ID = "$:LWCP_v1:$bot"
ROOT = 1


class PlatformError(Exception):
    """A refusal: HTTP status and code of the new API, or an errcode of the old host where `code` is a number."""

    def __init__(self, code: str | int, message: str = "", status: int = 400, **more: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.status, self.more = code, message, status, more


@dataclass
class Person:
    """Somebody; `outside` = a guest of an external group, who has no userId here; `org_email`: a mailbox of the company's own."""

    userid: str
    name: str
    unionid: str = ""
    title: str = ""
    email: str = ""
    org_email: str = ""
    depts: list[int] = field(default_factory=lambda: [ROOT])
    manager: str = ""
    leads: list[int] = field(default_factory=list)
    active: bool = True
    admin: bool = False
    outside: bool = False


@dataclass
class Department:
    id: int
    name: str
    parent: int | None = ROOT
    managers: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Group:
    """A group chat; the bot hears only what mentions it, and can be thrown out."""

    id: str
    title: str
    members: list[str]
    bot: bool = True


@dataclass(eq=False)
class Message:
    """One line of a conversation: what a person wrote, or what the bot sent (`kind` is the msgKey or msgtype, "card" for a card)."""

    id: str
    conversation: str
    author: str | None
    kind: str
    body: Json
    at: float
    via: str = ""
    query_key: str = ""
    card: "Card | None" = None
    recalled: bool = False

    @property
    def by_bot(self) -> bool:
        return self.author is None


@dataclass(eq=False)
class Card:
    """A card instance: its public data and what each person sees on top of it; `versions` holds the public data before each change."""

    out_track_id: str
    template: str
    data: dict[str, str]
    private: dict[str, dict[str, str]] = field(default_factory=dict)
    callback: str = ""
    route: str = ""
    space: str = ""
    extension: Json = field(default_factory=dict)
    delivered: list[Message] = field(default_factory=list)
    versions: list[dict[str, str]] = field(default_factory=list)
    removed: bool = False

    def seen_by(self, userid: str) -> dict[str, str]:
        return self.data | self.private.get(userid, {})


class Company:
    """All of it, and the ways to add to it; `clock` gives seconds since 1970 and stamps the messages."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:  # noqa: TID251 - DingTalk's own clock
        self.clock = clock
        self.signals = Signals()
        self.people: dict[str, Person] = {}
        self.departments: dict[int, Department] = {ROOT: Department(ROOT, "Loopback Ltd", None)}
        self.groups: dict[str, Group] = {}
        self.lines: dict[str, list[Message]] = {}
        self.cards: dict[str, Card] = {}
        self.media: dict[str, bytes] = {}
        self.numbers = itertools.count(1)

    def add_person(self, name: str, **about: Any) -> Person:
        number = next(self.numbers)
        person = Person(about.pop("userid", f"manager{number:04}"), name, about.pop("unionid", f"union{number:04}"), **about)
        self.people[person.userid] = person
        return person

    def add_department(self, name: str, parent: int = ROOT, managers: Iterable[str] = ()) -> Department:
        department = Department(next(self.numbers) + 100, name, parent, list(managers))
        self.departments[department.id] = department
        return department

    def add_group(self, title: str, *members: str, bot: bool = True) -> Group:
        group = Group(f"cid{next(self.numbers):06}==", title, list(members), bot)
        self.groups[group.id] = group
        return group

    @staticmethod
    def dm(userid: str) -> str:
        """The id of the conversation of a person with the bot."""
        return f"cid-dm-{userid}"

    def post(self, conversation: str, author: str | None, kind: str, body: Json, **more: Any) -> Message:
        message = Message(f"msg{next(self.numbers):08}", conversation, author, kind, body, self.clock(), **more)
        self.lines.setdefault(conversation, []).append(message)
        self.signals.changed(conversation)
        return message

    def millis(self) -> int:
        return int(self.clock() * 1000)
