"""What the bot asks of its memory: people and goals, conversations, the outbox, all within transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol, TypeVar

from bot.conversation.event import Event, Place
from bot.conversation.message import Message
from bot.conversation.talk import Talk
from bot.okr.model import CheckIn, Cycle, Objective
from bot.ports.asking import AskingStore
from bot.ports.carried import CarriedStore
from bot.ports.ending import EndingStore
from bot.ports.linking import LinkingStore
from bot.ports.people import PeopleStore
from bot.ports.upkeep import Served, UpkeepStore
from bot.ports.week import WeekStore

T = TypeVar("T")


class Clash(Exception):
    """Somebody else changed it since it was read: take the turn again."""


OutboxState = Literal["ready", "sending", "sent", "failed", "uncertain", "dropped"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row of the outbox. Either `message` is there and `place` says where it goes, or it is composed for `person` when its turn comes:
    `flow` and `about` say what is to be opened. `edits` is the key of the row whose message it redraws. Lower `priority` goes first
    (0 answers, 1 what colleagues do, 2 boards, 3 prompts and reminders). `expires`: not wanted from then on."""

    key: str
    due: datetime
    kind: str = "reply"
    person: str | None = None
    place: Place | None = None
    message: Message | None = None
    flow: str | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    via: Mapping[str, str] = field(default_factory=dict)
    edits: str | None = None
    edits_receipt: str | None = None
    only: str | None = None
    priority: int = 0
    expires: datetime | None = None
    state: OutboxState = "ready"
    tries: int = 0
    receipt: str | None = None
    error: str | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the audit trail: who did what to what, when."""

    at: datetime
    by: str
    what: str
    subject: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The next moment of a rhythm that people or teams share: what falls due when, for which local period."""

    rhythm: str
    kind: str
    period: str
    at: datetime


class GoalStore(Protocol):
    """Cycles, objectives with their key results, check-ins, the audit trail."""

    def cycles(self) -> tuple[Cycle, ...]: ...
    def save_cycle(self, cycle: Cycle) -> None: ...
    def objective(self, objective: str) -> Objective | None: ...
    def objectives(
        self,
        *,
        ids: Iterable[str] | None = None,
        owners: Iterable[str] | None = None,
        teams: Iterable[str] | None = None,
        cycles: Iterable[str] | None = None,
    ) -> tuple[Objective, ...]:
        """All that fit every filter given, with key results, ordered by owner, position."""

    def owned(self, people: Iterable[str], cycles: Iterable[str]) -> tuple[Objective, ...]:
        """Objectives of these cycles that these people own, or own a key result of."""

    def save_objective(self, objective: Objective) -> None:
        """Inserts or replaces it, its key results and its new events."""

    def check_ins(self, key_results: Iterable[str], weeks: Iterable[str] | None = None) -> tuple[CheckIn, ...]:
        """Ordered by week; all weeks when `weeks` is None."""

    def last_check_ins(self, key_results: Iterable[str], before: str) -> Mapping[str, CheckIn]:
        """For each key result the newest check-in of a week earlier than `before`."""

    def save_check_in(self, check_in: CheckIn) -> None: ...
    def drop_check_in(self, key_result: str, week: str) -> None: ...
    def log(self, done: Done) -> None: ...
    def done(self, *, by: str | None = None, subject: str | None = None, limit: int = 50) -> tuple[Done, ...]:
        """Newest first."""


class TalkStore(Protocol):
    """Conversations and the ids of what came in."""

    def first_time(self, platform: str, event: str, at: datetime) -> bool:
        """To be asked by who hears an event: notes that it is heard; False when it has been."""

    def keep(self, event: Event, at: datetime) -> bool:
        """Keeps an event to be heard later, and until then all of it; False when its id was known, heard or not."""

    def kept(self, before: datetime, ahead: datetime, limit: int) -> tuple[Event, ...]:
        """Up to `limit` events that wait to be heard since `before` (or were kept by a clock that was ahead of `ahead`), oldest first.

        What another version kept and this one cannot read is left to it.
        """

    def kept_since(self) -> datetime | None:
        """Since when the event waits that waits longest to be heard; None when none waits."""

    def talk(self, talk: str) -> Talk | None: ...
    def talks(self, person: str, *, flow: str | None = None, states: Sequence[str] = ("open",)) -> tuple[Talk, ...]:
        """Most recently touched first."""

    def unfinished_talks(self) -> tuple[Talk, ...]:
        """Everybody's that are open or parked; ordered by id."""

    def restore_talk(self, talk: Talk) -> None:
        """Writes a conversation that is not there yet, with the revision that it has. Raises Clash where there is one."""

    def save_talk(self, talk: Talk) -> None:
        """Writes `talk` as revision `talk.rev`. Raises Clash when the stored revision is not `talk.rev - 1` (0 = new)."""


class OutboxStore(Protocol):
    """The outbox and the moments."""

    def post(self, outgoing: Outgoing) -> int:
        """Inserts and returns the row's id; 0 when the key is there already (then nothing changes)."""

    def outgoing(self, key: str) -> Outgoing | None: ...
    def states(self, keys: Iterable[str]) -> Mapping[str, OutboxState]:
        """The states of those of these rows that there are."""

    def reword(self, key: str, message: Message, at: datetime) -> None:
        """The message under this key is to read like this: replaced if it still waits, else edited in place (newest wins)."""

    def claim(self, platforms: Iterable[str], now: datetime, lease_until: datetime, owner: str, limit: int) -> tuple[Outgoing, ...]:
        """Marks up to `limit` due rows as sending and returns them: by priority and age, at most one a conversation, none behind an earlier
        one of it that is unsettled, none whose conversation, API or app is blocked, none expired (those are dropped)."""

    def composed(self, row: int, message: Message, place: Place, person: str | None) -> None:
        """Gives the row that was claimed for this person its message and place."""

    def settle(
        self,
        row: int,
        state: OutboxState,
        at: datetime,
        *,
        receipt: str | None = None,
        error: str | None = None,
        due: datetime | None = None,
        owner: str | None = None,
    ) -> bool:
        """Ends or defers an attempt; with an `owner` ("" = nobody) only if that is still who claimed the row. Whether anything changed.

        With state "ready" it is tried again at `due`: with an `error` the try counts and it keeps its turn before later rows of its
        conversation, without one they may pass. With "uncertain" it is asked about from `due` (or at once).
        """

    def give_up(self, row: int, at: datetime, error: str) -> None:
        """Nobody can say whether it arrived: it stays uncertain, for the operator to see, and holds back nothing."""

    def lost(self, now: datetime) -> int:
        """Rows whose sending nobody finished (lease over) become uncertain; how many."""

    def uncertain(self, platforms: Iterable[str], now: datetime, limit: int) -> tuple[Outgoing, ...]: ...
    def block(self, platform: str, scope: str, until: datetime) -> None:
        """Nothing goes to this conversation address (`scope`), or to the whole platform ("*"), before `until`."""

    def deliveries(self) -> Mapping[str, int]:
        """How many messages are in each state; a row that waits for its moment and goes to nobody yet is none."""

    def waiting_since(self) -> datetime | None:
        """When the message that waits in the outbox fell or falls due that comes first; None when none waits."""

    def stuck(self, limit: int) -> tuple[Outgoing, ...]:
        """What failed, or may or may not have arrived and nobody can say: for an operator to decide, oldest first."""

    def retry(self, key: str, at: datetime) -> bool:
        """A failed or uncertain row is sent again as if for the first time, however late; False when there is none of this key."""

    def abandon(self, key: str, at: datetime) -> bool:
        """A failed or uncertain row is given up; False when there is none of this key."""

    def next_due(self, now: datetime, platforms: Iterable[str] | None = None) -> datetime | None:
        """Of these platforms: `now` when a row may go at once, else when the next is due or a block ends; None: time changes nothing."""

    def set_rhythm(self, kind: Literal["person", "team"], key: str, rhythm: str | None) -> None:
        """What a person or a team shares its moments with; None = it has none."""

    def rhythms_in_use(self, kind: Literal["person", "team"]) -> tuple[str, ...]:
        """The rhythms that at least one active person, or one team, has."""

    def rhythms(self) -> tuple[Due, ...]: ...
    def due_rhythms(self, now: datetime) -> tuple[Due, ...]: ...
    def set_due(self, due: Due) -> None: ...
    def post_for(self, due: Due, expires: datetime | None, priority: int, day: date | None = None) -> int:
        """Posts, in one statement, a row for everybody (or every team) of the rhythm who is to get it; how many were new.

        `day` is the local day of the moment (a cycle runs by the day); without it, the day of `due.at` as it is given.
        """


class Tx(
    PeopleStore, GoalStore, TalkStore, OutboxStore, AskingStore, WeekStore, EndingStore, CarriedStore, LinkingStore, UpkeepStore, Protocol
):
    """One transaction: everything in it happens, or nothing. Not to be kept after the work returns."""


class Store(Served, Protocol):
    """The memory. Work is a plain function of a transaction, pure but for it: after a Clash it is run again."""

    async def write(self, work: Callable[[Tx], T], *, first: bool = False) -> T:
        """Runs the work and returns when it is on disk; several works may share one commit. Whatever work raises undoes only itself.

        `first`: a short work that somebody waits for, done before all that wait longer.
        """

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Runs the work on a consistent view; writing in it is an error."""

    async def close(self) -> None: ...
