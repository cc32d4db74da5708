"""What the contract suite needs of a platform: its server, its adapter, people with hands and eyes. One small house a platform."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.ports import Adapter, Receive


@dataclass(frozen=True)
class Control:
    """A button as it is drawn; `press` does what the platform does when somebody presses it, and returns when that is answered."""

    label: str
    press: Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Shown:
    """A message of the bot as somebody sees it at this moment.

    `send` puts values into the form's fields, by their names, and sends it; None where there is no form to fill in. `alive` is whatever
    in it a client would make a mention, a link or markup of. `what` is the message as its server knows it.
    """

    text: str
    controls: tuple[Control, ...] = ()
    send: Callable[[dict[str, str]], Awaitable[object]] | None = None
    alive: tuple[object, ...] = ()
    what: Any = None


class Hand(Protocol):
    """A person on the platform. What they do returns when the platform has its acknowledgement."""

    account: str
    name: str

    async def says(self, text: str) -> Any:
        """Types in the direct chat; what the platform sent, to be sent `again`."""

    async def answers(self, text: str, shown: Shown) -> Any:
        """Types in the thread of a message of the direct chat, or with a quote of it."""

    async def types(self, text: str) -> Awaitable[object]:
        """Types in the direct chat; awaiting what comes back waits for the acknowledgement."""

    async def mentions(self, text: str, room: str) -> Any:
        """Types to the bot in a group; `@Name` of somebody known becomes the platform's mention."""

    def sees(self, room: str = "") -> list[Shown]:
        """Everything of the bot in the direct chat, or in a room, as it stands, oldest first."""


@dataclass(frozen=True)
class Untrue:
    """A request that the platform did not make: `send` gives the HTTP status that answered it."""

    what: str
    send: Callable[[], Awaitable[int]]


class House(Protocol):
    """A platform on loopback, at one of its levels and in one of its modes."""

    platform: str
    adapter: Adapter

    async def open(self, receive: Receive) -> Adapter:
        """Connects a new adapter."""

    async def shut(self) -> None:
        """Stops the adapter."""

    async def stop(self) -> None:
        """The end of the server too."""

    def person(self, name: str, key: str = "") -> Hand: ...
    def room(self, name: str, *members: Hand) -> str:
        """A group with the bot in it; its address."""

    async def own_and_foreign(self, ann: Hand, room: str) -> None:
        """What the platform tells of and is not for the bot: its own posts, other bots, chatter in a room without a mention."""

    async def malformed(self, ann: Hand) -> None:
        """Payloads of every kind with pieces missing or of the wrong type; returns when each is acknowledged."""

    def untrue(self, ann: Hand) -> Sequence[Untrue]:
        """Forged, stale and broken requests; none where the platform does not call."""

    async def again(self, delivery: Any) -> None:
        """What `says` sent, once more, as after a lost acknowledgement."""

    async def redeliver(self) -> int:
        """What was not acknowledged comes again; how many."""

    async def breaks(self) -> None:
        """The line is cut, without a word; returns when a new one is up. Nothing to cut where the platform calls."""


def squeezed(text: str) -> str:
    """The words of a text without spaces and invisible signs."""
    return "".join(text.replace("\u200b", "").replace("\u2060", "").replace("\ufeff", "").split())
