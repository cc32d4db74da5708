"""The sixty at work: real store, engine, schedule and delivery, a clock that is turned; whatever they do is written into a journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.abilities import AbilitiesNow
from bot.company import Setup
from bot.conversation.event import Event
from bot.conversation.message import Message
from bot.delivery import Delivery
from bot.engine import Engine
from bot.flows.catalogue import FLOWS
from bot.flows.known import Company
from bot.links import ensure_secret
from bot.okr.cycles import cycle_of
from bot.ports import Tx
from bot.ticking import Ticking, refresh_rhythms
from bot.visiting import Visiting
from tests.dialogues.stage import SetClock
from tests.quarter.desks import Desk, desks
from tests.quarter.people import Who, everybody, teams
from tests.ready import sentences, store_at

HOME = "Asia/Shanghai"
CYCLE, NEXT = "2026Q4", "2027Q1"
BEGINS = datetime(2026, 9, 14, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """Somebody did something, or something became of them."""

    at: datetime
    who: str
    what: str
    about: dict[str, Any] = field(default_factory=dict)


def local(text: str, zone: str = HOME) -> datetime:
    """An instant from how a clock on the wall showed it."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@dataclass
class Play:
    """The company and its journal; `answers` are the newest replies by person, `asked` counts what people said and pressed."""

    file: Path
    people: dict[str, Who] = field(default_factory=everybody)
    clock: SetClock = field(default_factory=SetClock)
    journal: list[Entry] = field(default_factory=list)
    answers: dict[str, Message] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    async def open(self) -> Play:
        self.clock.at = BEGINS
        self.desks: dict[str, Desk] = {desk.name: desk for desk in desks(self._seconds)}
        self.accounts = {who.key: self.desks[who.platform].joins(who.key, who.name) for who in self.people.values()}
        company = Company(HOME, "en", "CN", public_url="https://okr.example.com")
        self.setup = Setup(sentences(), FLOWS, company, AbilitiesNow(self.desks.values()))
        self.store = store_at(self.file)
        self.delivery = Delivery(self.setup, self.store, self.clock, self.desks, "stage")  # type: ignore[arg-type]
        self.engine = Engine(self.setup, self.store, self.clock, self.delivery.push)
        self.visiting = Visiting(self.setup, self.store, self.clock)
        await self.store.write(self._move_in)
        return self

    def _seconds(self) -> float:
        return self.clock.at.timestamp()

    def _move_in(self, tx: Tx) -> None:
        for team in teams():
            tx.save_team(team)
        for who in self.people.values():
            tx.save_person(who.as_person(self.accounts[who.key]))
        tx.save_cycle(cycle_of(CYCLE))
        ensure_secret(tx)
        refresh_rhythms(self.setup, tx, self.clock.now())

    async def close(self) -> None:
        await self.delivery.drain()
        await self.store.close()

    # --- time ---------------------------------------------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Until nothing is left that may go now."""
        await self.delivery.drain()
        while (at := await self.store.read(self._next_sending)) is not None and at <= self.clock.at:
            await self.delivery.step()
            await self.delivery.drain()

    async def until(self, at: datetime) -> None:
        """Lets time pass from one moment at which something is due to the next."""
        assert at >= self.clock.at, (at, self.clock.at)
        while (moment := await self.store.read(self._next_moment)) is not None and moment <= at:
            self.clock.at = now = max(moment, self.clock.at)
            await self.store.write(lambda tx, now=now: Ticking(self.setup, tx, now).tick())
            await self.settle()
        self.clock.at = at

    def _next_sending(self, tx: Tx) -> datetime | None:
        return tx.next_due(self.clock.at)

    def _next_moment(self, tx: Tx) -> datetime | None:
        return min((one for one in (*(due.at for due in tx.rhythms()), tx.next_due(self.clock.at)) if one), default=None)

    # --- what people do -------------------------------------------------------------------------------------------------------------

    def note(self, who: str, what: str, **about: Any) -> None:
        self.journal.append(Entry(self.clock.at, who, what, about))

    async def says(self, who: str, *texts: str) -> Message:
        for text in texts:
            self.clock.at += timedelta(seconds=3)
            await self._hears(who, self._desk(who).says(self.accounts[who], text))
        return self.answers[who]

    async def presses(self, who: str, label: str, words: str = "") -> Message:
        self.clock.at += timedelta(seconds=3)
        await self._hears(who, self._desk(who).presses(self.accounts[who], label, words))
        return self.answers[who]

    def labels(self, who: str) -> list[str]:
        """What stands on the buttons of their newest message."""
        shown = [one for one in self._desk(who).screens.values() if one.post.place.address == self.accounts[who]]
        return list(shown[-1].buttons)

    async def does(self, who: str, label: tuple[str, str], typed: tuple[str, str]) -> Message:
        """Presses the button, or types its words, as each prefers."""
        person = self.people[who]
        return await (self.presses(who, person.words(*label)) if person.presses else self.says(who, person.words(*typed)))

    def _desk(self, who: str) -> Desk:
        return self.desks[self.people[who].platform]

    async def _hears(self, who: str, event: Event) -> None:
        outcome = await self.engine.receive(event)
        self.events.append(event)
        assert outcome.reply is not None, (who, event)
        self.answers[who] = outcome.reply
        await self.delivery.drain()

    async def move(self, who: str, **fields: Any) -> None:
        """As an import changes somebody."""

        def work(tx: Tx) -> None:
            person = tx.person(who)
            assert person is not None
            tx.save_person(replace(person, **fields))
            refresh_rhythms(self.setup, tx, self.clock.now())

        await self.store.write(work)


def day(text: str) -> date:
    return date.fromisoformat(text)


def said(answer: Message) -> str:
    return str(answer)


def keys(play: Play, kind: str) -> Iterable[str]:
    """What was sent of a kind, by the outbox's keys; redrawings do not count."""
    return (post.key for desk in play.desks.values() for post in desk.log if post.key.startswith(f"{kind}:") and not post.edits)
