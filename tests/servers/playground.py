"""A tiny company in the real playground, served on a free loopback port; what the bot says is scripted by each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry

from adapters.http import application, listen, serving
from adapters.playground.adapter import Playground
from adapters.playground.company import Channel, Company, Member
from bot.conversation.event import Event, Place
from bot.conversation.message import Message
from bot.ports import Outcome, Post

START = datetime(2026, 11, 18, 2, 5, tzinfo=UTC)  # a Wednesday, 10:05 in Shanghai

MEMBERS = (
    Member("li.wei", "李伟", "manager", "增长组", "u-li", "zh-CN"),
    Member("wang.fang", "王芳", "employee", "增长组", "u-wang", "zh-CN"),
    Member("ana", "Ana Silva", "employee", "Support", "u-ana", "en"),
    Member("tom", "Tom Reed", "manager", "Support", "u-tom", "en"),
    Member("zhao.min", "赵敏", "hr", "People", "u-zhao", "zh-CN"),
)
CHANNELS = (Channel("c-growth", "增长组", "增长组"), Channel("c-support", "support", "Support"))


class Hands:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        return self.time

    def turn(self, to: datetime) -> None:
        self.time = to


Script = Callable[["Running", Event], Awaitable[Outcome]]


async def silence(running: Running, event: Event) -> Outcome:
    return Outcome()


@dataclass
class Running:
    """The playground as it runs: what it heard, and the means to answer."""

    adapter: Playground
    hands: Hands
    languages: dict[str, str]
    script: Script = silence
    url: str = ""
    heard: list[Event] = field(default_factory=list)
    resets: int = 0
    posts: int = 0

    async def receive(self, event: Event) -> Outcome:
        self.heard.append(event)
        return await self.script(self, event)

    async def post(
        self, place: Place, message: Message, *, edits: str | None = None, only: str | None = None, via: Mapping[str, str] = {}
    ) -> str:
        self.posts += 1
        return await self.adapter.send(Post(f"test:{self.resets}:{self.posts}", place, message, via, edits, only))


def direct(account: str) -> Place:
    return Place("playground", account)


def channel(address: str) -> Place:
    return Place("playground", address, direct=False)


@asynccontextmanager
async def playground(log: Path, script: Script = silence) -> AsyncIterator[Running]:
    """Serves until the block ends; the log stays on disk."""
    hands, languages = Hands(), {member.key: member.language for member in MEMBERS}

    async def directory() -> list[Member]:
        return [Member(m.key, m.name, m.role, m.team, m.account, languages[m.key]) for m in MEMBERS]

    async def channels() -> tuple[Channel, ...]:
        return CHANNELS

    async def reset(language: str | None = None) -> None:
        running.resets += 1
        hands.time = START

    async def set_language(key: str, language: str) -> None:
        languages[key] = language

    async def nothing() -> None:
        return None

    async def ready() -> tuple:
        return running.adapter.health()

    running = Running(Playground(log, Company(directory, channels, hands, reset, set_language)), hands, languages, script)
    app = application(ready=ready, registry=CollectorRegistry(), measure=nothing, routes=running.adapter.routes())
    sock = listen("127.0.0.1", 0)
    running.url = f"http://127.0.0.1:{sock.getsockname()[1]}"
    async with serving(app, sock):
        await running.adapter.start(running.receive)
        try:
            yield running
        finally:
            await running.adapter.stop()
    running.adapter.close()
