"""A human's eyes and ears on the workspace: waits for what the bot shows, and sees it as Slack's client draws it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.servers.slack_records import Channel, Json, Message, User, View
from tests.servers.slack_screen import Control, alive, controls, markup, text_of

if TYPE_CHECKING:
    from tests.servers.slack import SlackServer

State = dict[str, dict[str, Json]]


@dataclass(frozen=True)
class Heard:
    """A message (or view) as it stood when the human looked."""

    text: str
    controls: tuple[Control, ...]
    shown: Message | View
    edits: int = 0

    @property
    def labels(self) -> list[str]:
        """What can be pressed."""
        return [c.label for c in self.controls if not c.is_input]

    @property
    def fields(self) -> list[str]:
        """What can be filled in."""
        return [c.label for c in self.controls if c.is_input]

    @property
    def ephemeral(self) -> bool:
        return isinstance(self.shown, Message) and self.shown.ephemeral_to is not None

    @property
    def blocks(self) -> list[Json]:
        return self.shown.blocks if isinstance(self.shown, Message) else self.shown.body["blocks"]

    def alive_mentions(self) -> list[str]:
        return alive_mentions(self)

    def alive_markup(self) -> list[tuple[str, str]]:
        return markup(self.shown)


def alive_mentions(what: Heard | Message | View) -> list[str]:
    """Mentions and links that would be live on the screen."""
    return alive(what.shown if isinstance(what, Heard) else what)


class Eyes:
    """What one member sees. All waiting is for events, never for time."""

    def __init__(self, server: "SlackServer", user: User) -> None:
        self.server, self.ws, self.user, self.id = server, server.workspace, user, user.id
        self._read: dict[str, int] = {}
        self._typed: dict[tuple[str, str], State] = {}

    @property
    def dm(self) -> Channel:
        return self.ws.dm(self.id)

    def _unread(self, channel: Channel | None) -> list[tuple[int, Message]]:
        """What the bot has posted since this human last listened there, with its place in the list."""
        key, everything = (channel.id, channel.messages) if channel else ("", self.ws.inboxes.get(self.id, []))
        start = self._read.get(key, 0)
        return [
            (place, m)
            for place, m in enumerate(everything[start:], start)
            if m.by_bot and not m.deleted and m.ephemeral_to in (None, self.id)
        ]

    async def hears(self, count: int = 1, *, channel: Channel | None = None) -> list[Heard]:
        """The next `count` messages of the bot not heard yet, oldest first: direct and ephemeral ones, or a channel's."""
        new = await self.ws.signals.until(
            channel.id if channel else self.id,
            lambda: found if len(found := self._unread(channel)) >= count else None,
            lambda: f"{self.user.name} waits for {count}, sees {[h.text for h in self.unheard(channel=channel)]}",
        )
        self._read[channel.id if channel else ""] = new[count - 1][0] + 1
        return [self._look(m) for _, m in new[:count]]

    async def hears_one(self, *, channel: Channel | None = None) -> Heard:
        return (await self.hears(1, channel=channel))[0]

    def unheard(self, *, channel: Channel | None = None) -> list[Heard]:
        """What is there already and was not heard yet; nothing is waited for."""
        return [self._look(m) for _, m in self._unread(channel)]

    async def sees_edit(self, heard: Heard) -> Heard:
        """Waits until the message has changed since it was looked at."""
        message = heard.shown
        assert isinstance(message, Message)
        await self.ws.signals.until(
            message.channel, lambda: len(message.edits) > heard.edits or message.deleted, lambda: f"no edit of {heard.text!r}"
        )
        return self._look(message)

    async def sees_modal(self) -> Heard:
        """Waits until a modal is open and returns the one on top."""
        await self.ws.signals.until(f"views:{self.id}", lambda: self.ws.modals(self.id), lambda: "no modal")
        return self._look(self.ws.modals(self.id)[-1])

    @property
    def modal(self) -> Heard | None:
        """The modal on top, if one is open."""
        stack = self.ws.modals(self.id)
        return self._look(stack[-1]) if stack else None

    @property
    def home(self) -> Heard | None:
        return self._look(self.ws.homes[self.id]) if self.id in self.ws.homes else None

    def _look(self, shown: Message | View) -> Heard:
        blocks = shown.blocks if isinstance(shown, Message) else shown.body["blocks"]
        edits = len(shown.edits) if isinstance(shown, Message) else shown.published
        return Heard(text_of(self.ws, shown), tuple(controls(blocks)), shown, edits)

    def _newest(self, wanted: Callable[[Heard], bool]) -> Heard:
        """The newest message of the bot on this person's screen for which `wanted` holds."""
        mine = [c for c in self.ws.channels.values() if self.id in c.members]
        seen = [m for c in mine for m in c.messages if m.by_bot and not m.deleted and m.ephemeral_to in (None, self.id)]
        for message in sorted(seen, key=lambda m: m.ts, reverse=True):
            if wanted(heard := self._look(message)):
                return heard
        raise AssertionError(f"{self.user.name} sees no such thing in {[text_of(self.ws, m) for m in seen]}")
