"""What the bot asks of a platform: to hear what people do there, and to bring them what it says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal, Protocol

from bot.conversation.event import Event, Place
from bot.conversation.message import Message


class Later(Exception):
    """The platform refused for now: nothing was sent. Wait `seconds`, an hour at most; `scope` says what has to wait."""

    LONGEST: ClassVar[float] = 3600.0  # a platform may say anything: by then it is asked again

    def __init__(self, seconds: float, scope: Literal["conversation", "api", "app"] = "conversation", reason: str = "busy") -> None:
        super().__init__(reason)
        self.seconds, self.scope, self.reason = min(max(0.0, seconds), self.LONGEST), scope, reason


class Never(Exception):
    """The platform will not take this message, however often it is tried; `reason` is for the operator, one line."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Uncertain(Exception):
    """The call was made and no answer came: it may have been delivered."""


class Forged(Exception):
    """A request that does not prove that the platform sent it: answered 401, nothing changes."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a platform can do with a message; the engine asks one question at a time where `forms` is False."""

    forms: bool = True
    edits: bool = True
    private_answers: bool = False  # a message in a group that only one member sees
    findable: bool = True  # an uncertain message can be looked for
    toasts: bool = False  # what a press comes to is said in its acknowledgement, in one sentence
    hurried: bool = False  # words and presses are acknowledged once they are kept (a form when it is heard: its errors stand in the answer)


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `count` sends in `seconds`: for the whole app, for one conversation, for redrawing (None: counted with the rest).

    `burst`: so many answers may go at once after a pause; `start`: so many of what the bot sends of itself (None: as many).
    `share`: the platform counts so closely that replicas cannot share moments. Each has a part of `app`'s count for itself, keeps it by
    itself, and is told by this how large it is.
    """

    app: tuple[int, float] = (50, 1.0)
    conversation: tuple[int, float] = (1, 1.0)
    edits: tuple[int, float] | None = None
    burst: int = 20
    start: int | None = None
    share: Callable[[int], None] | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A message on its way. `key` is unique for ever.

    `edits` is the receipt of the message to redraw, `only` the account that may see it in a group.

    `via` is what the adapter put on the event that this answers. `attempt` counts from 1. `since`: not tried before then (None: not known).
    """

    key: str
    place: Place
    message: Message
    via: Mapping[str, str] = field(default_factory=dict)
    edits: str | None = None
    only: str | None = None
    attempt: int = 1
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that an operator has to mend: which setting or place, what is wrong, what to do."""

    where: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as a platform lists them; None = not said. `unit` is the platform's id of the department that is their team,
    `unit_above` that of the one which it belongs to."""

    account: str
    name: str
    email: str | None = None
    language: str | None = None
    timezone: str | None = None
    manager_account: str | None = None
    team: str | None = None
    active: bool = True
    unit: str | None = None
    unit_lead: str | None = None
    unit_above: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an event, once it is committed.

    `errors`: field name -> sentence, for a form that has to be corrected (nothing was stored).

    `toast` is one short sentence a platform may show at once; `reply` the message that answers (also in the outbox, being sent).
    """

    errors: Mapping[str, str] = field(default_factory=dict)
    toast: str = ""
    reply: Message | None = None
    duplicate: bool = False


Receive = Callable[[Event], Awaitable[Outcome]]
"""Hands on an event; returns when it, or all it led to, is committed (then, and only then, acknowledge it)."""


class Adapter(Protocol):
    """One platform: verifies and parses what comes in, draws and sends what goes out."""

    @property
    def name(self) -> str:
        """The platform's name: the same that events and accounts carry."""

    @property
    def abilities(self) -> Abilities: ...
    @property
    def pace(self) -> Pace: ...

    def routes(self) -> Sequence[Any]:
        """Starlette routes to be served, none where the platform needs none."""

    async def start(self, receive: Receive) -> None:
        """Connect, then return; keep the connection up by itself until `stop`."""

    async def stop(self) -> None:
        """Take nothing new, let what is under way end, disconnect."""

    async def send(self, post: Post) -> str:
        """Send or redraw; the receipt names the message for later edits. Raises Later, Never, Uncertain."""

    async def find(self, post: Post) -> str | None:
        """The receipt of a post whose sending was uncertain, None when it is surely not there. Raises Later, Never (cannot be asked)."""

    def health(self) -> tuple[Problem, ...]:
        """What keeps it from being ready at this moment."""

    async def check(self) -> tuple[Problem, ...]:
        """Everything an operator has to mend: token, scopes, clock (`okrbot doctor`)."""

    async def people(self) -> tuple[Profile, ...]:
        """Everybody the platform lets the bot see."""

    async def somebody(self, account: str) -> Profile | None:
        """One person, with an e-mail only if the platform answers for it; None where it does not say so in time. Raises nothing."""
