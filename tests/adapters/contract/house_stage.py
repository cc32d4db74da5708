"""Plays the transcripts of tests/dialogues on a real platform: adapter, loopback server, people's hands; the same store and engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.abilities import AbilitiesNow
from bot.company import Setup
from bot.conversation.event import Event
from bot.conversation.message import Form
from bot.delivery import Delivery
from bot.engine import Engine
from bot.flows.catalogue import FLOWS
from bot.flows.known import Company
from bot.ports import Adapter, Outcome, Post, Tx
from bot.ticking import refresh_rhythms
from tests.adapters.contract.house import Hand, House, Shown, squeezed
from tests.dialogues.paper import Sheet
from tests.dialogues.stage import ZONE, Stage, people
from tests.ready import sentences, store_at

ROOM = "#support"


class Impossible(Exception):
    """No client lets a person do that."""


@dataclass
class Notes:
    """What was sent, in order, by whom it was for: what a transcript looks into. `sheets` are messages as they stand."""

    names: dict[str, str] = field(default_factory=dict)
    log: list[Sheet] = field(default_factory=list)
    sheets: dict[str, Sheet] = field(default_factory=dict)

    def note(self, post: Post, receipt: str) -> None:
        address = post.only or post.place.address
        sheet = Sheet(post, self.names.get(address, address))
        self.log.append(sheet)
        self.sheets.pop(receipt, None)
        self.sheets[receipt] = sheet


class Noting:
    """The platform's own adapter; what it has sent is noted."""

    def __init__(self, adapter: Adapter, notes: Notes) -> None:
        self._adapter, self._notes = adapter, notes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adapter, name)

    async def send(self, post: Post) -> str:
        receipt = await self._adapter.send(post)
        self._notes.note(post, receipt)
        return receipt


@dataclass
class HouseStage(Stage):
    """One company, all of it on one platform; `#support` is a group there."""

    house: House | None = None
    notes: Notes = field(default_factory=Notes)
    hands: dict[str, Hand] = field(default_factory=dict)
    room: str = ""
    note: Callable[[Outcome], object] = lambda _: None  # what became of each event

    async def open(self, *, fresh: bool = True) -> HouseStage:
        assert self.house is not None
        if fresh:
            self.hands = {person.key: self.house.person(person.name, person.key) for person in people(self.language)}
            self.room = self.house.room("support", *self.hands.values())
            self.notes.names = {hand.account: key for key, hand in self.hands.items()} | {self.room: ROOM}
        adapter = await self.house.open(self._receive)
        adapters = {self.house.platform: Noting(adapter, self.notes)}
        self.setup = Setup(sentences(), FLOWS, Company(ZONE, self.language, "CN"), AbilitiesNow([adapter]))
        self.store = store_at(self.file)
        self.delivery = Delivery(self.setup, self.store, self.clock, adapters, "stage")
        self.proposing = None
        self.engine = Engine(self.setup, self.store, self.clock, self.delivery.push)
        self.paper = self.notes  # type: ignore[assignment]  # where the transcripts look
        if fresh:
            await self.store.write(self._move_in)
        return self

    async def _receive(self, event: Event) -> Outcome:
        self.outcome = await self.engine.receive(event)
        self.note(self.outcome)
        return self.outcome

    def _move_in(self, tx: Tx) -> None:
        assert self.house is not None
        super()._move_in(tx)
        for person in tx.people():
            tx.save_person(replace(person, accounts={self.house.platform: self.hands[person.key].account}))
        for team in tx.teams():
            if team.board_channel:
                tx.save_team(replace(team, board_platform=self.house.platform, board_channel=self.room))
        refresh_rhythms(self.setup, tx, self.clock.now())

    async def close(self) -> None:
        assert self.house is not None
        await self.delivery.drain()
        await self.house.shut()
        await self.store.close()

    # --- what people do -----------------------------------------------------------------------------------------------------------

    async def says(self, who: str, text: str, *, room: str | None = None) -> None:
        hand = self._turn(who)
        await (hand.mentions(text, self.room) if room else hand.says(text))
        await self._settled()

    async def answers(self, who: str, text: str, words: str) -> None:
        hand = self._turn(who)
        shown = next((one for one in reversed(hand.sees()) if squeezed(words) in squeezed(one.text)), None)
        if shown is None:
            raise Impossible(words)
        await hand.answers(text, shown)
        await self._settled()

    async def presses(self, who: str, label: str, *, room: str | None = None) -> None:
        """The newest message with such a button; what is not drawn as one stands there as words, and is typed."""
        hand = self._turn(who)
        control = next((c for shown in self._screen(hand, room) for c in shown.controls if _called(c.label, label)), None)
        if control is not None:
            await control.press()
        else:
            await hand.says(label)
        await self._settled()

    async def fills(self, who: str, values: dict[str, str]) -> None:
        """The newest form; `KR1/Confidence` names a field by its section's first word and its label."""
        hand = self._turn(who)
        forms = (b for s in reversed(self.notes.sheets.values()) if s.address == who for b in s.message.blocks if isinstance(b, Form))
        fields = {f"{s.heading.partition(' ')[0]}/{f.label}": f for s in next(forms).sections for f in s.fields}
        for label, value in values.items():
            if fields[label].options and value not in {said for o in fields[label].options for said in (o.label, o.value)}:
                raise Impossible(f"{label} does not offer {value}")
        send = next(shown.send for shown in self._screen(hand) if shown.send)
        await send({fields[label].name: value for label, value in values.items()})
        await self._settled()

    def _turn(self, who: str) -> Hand:
        self.clock.at += timedelta(seconds=20)
        return self.hands[who]

    def _screen(self, hand: Hand, room: str | None = None) -> list[Shown]:
        """Newest first; the direct chat before the group, unless it is the group that is looked at."""
        if room:
            return [*reversed(hand.sees(self.room))]
        return [*reversed(hand.sees()), *reversed(hand.sees(self.room))]

    async def _settled(self) -> None:
        await self.settle()
        if self.restarts:
            await self.close()
            await self.open(fresh=False)


def _called(drawn: str, label: str) -> bool:
    """Platforms shorten long labels, and spell signs that would be markup with others."""
    short = squeezed(drawn).rstrip("…")
    return short == squeezed(label) or (len(short) > 20 and squeezed(label).startswith(short[:20]))
