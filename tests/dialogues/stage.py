"""Plays transcripts: real store, engine and delivery, a clock that is set, a platform of paper, restarts if wanted."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.company import Setup
from bot.conversation.event import Event, Filled, Mention, Place, Quoted, Said, Sender
from bot.conversation.message import Button, Form, controls
from bot.delivery import Delivery
from bot.engine import Engine
from bot.flows.catalogue import FLOWS
from bot.flows.known import Company
from bot.okr.cycles import cycle_of
from bot.okr.model import Person, Team
from bot.ports import Abilities, Outcome, Proposer, Tx
from bot.proposing import Proposing
from bot.ticking import Ticking, refresh_rhythms
from storage.store import open_store
from tests.dialogues.paper import Paper, Sheet
from tests.dialogues.stored import check_stored
from tests.ready import sentences, store_at

ZONE = "Asia/Shanghai"
LINE = re.compile(r"^(?P<who>[a-z#]+)(?P<how>>|!|=|\^)\s?(?P<text>.*)$")
EXPECTED = re.compile(r"^(?P<who>[a-z#]*)(?P<not>~?)\|\s?(?P<text>.*)$")
STORED = re.compile(r"^= (?P<who>[a-z]+) (?P<rest>.*)$")
MOVED = re.compile(r"^@(?P<who>[a-z]+) (?P<rest>.*)$")
AT = re.compile(r"^\[(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d)\]$")


class SetClock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.at = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


def people(language: str) -> tuple[Person, ...]:
    """Wang leads Support with Li and Han; Lin is HR; Chen, an executive, has nobody above her."""

    def one(key: str, name: str, manager: str | None, team: str, *roles: str) -> Person:
        return Person(key, name, f"{key}@example.com", manager, team, frozenset({"employee", *roles}), language, accounts={"paper": key})

    return (
        one("chen", "Chen Jing", None, "company", "exec"),
        one("wang", "Wang Fang", "chen", "support", "manager"),
        one("li", "Li Lei", "wang", "support"),
        one("han", "Han Mei", "wang", "support"),
        one("lin", "Lin Tao", "chen", "company", "hr"),
        one("new", "Xin Ren", None, "support"),
    )


TEAMS = (
    Team("company", "Company", lead="chen"),
    Team("support", "Support", "company", "wang", board_platform="paper", board_channel="#support"),
)


@dataclass
class Stage:
    """One company on one database file."""

    file: Path
    language: str = "en"
    forms: bool = True
    restarts: bool = False
    clock: SetClock = field(default_factory=SetClock)
    paper: Paper = field(default_factory=Paper)
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    outcome: Outcome | None = None
    proposer: Proposer | None = None
    waits: bool = True  # until the model has answered
    between: timedelta = timedelta(seconds=20)  # what people say
    url: str = ""  # of another database than that file

    async def open(self, *, fresh: bool = True) -> Stage:
        self.paper.abilities = Abilities(forms=self.forms)
        self.setup = Setup(
            sentences(), FLOWS, Company(ZONE, self.language, "CN", proposes=self.proposer is not None), {"paper": self.paper.abilities}
        )
        self.store = open_store(self.url, migrate=False) if self.url else store_at(self.file)
        self.delivery = Delivery(self.setup, self.store, self.clock, {"paper": self.paper}, "stage")
        self.proposing = Proposing(self.setup, self.store, self.clock, self.proposer, self.delivery.wake) if self.proposer else None
        self.engine = Engine(self.setup, self.store, self.clock, self.delivery.push, self.proposing.push if self.proposing else None)
        if fresh:
            await self.store.write(self._move_in)
        return self

    def _move_in(self, tx: Tx) -> None:
        for team in TEAMS:
            tx.save_team(team)
        for person in people(self.language):
            tx.save_person(person)
        for key in ("2026Q4", "2027Q1"):
            tx.save_cycle(cycle_of(key))
        refresh_rhythms(self.setup, tx, self.clock.now())

    async def close(self) -> None:
        await self.delivery.drain()
        await self.store.close()

    async def settle(self) -> None:
        """Until nothing is left to send now; what is sent or dropped may have led to more."""
        await self.delivery.drain()
        if self.proposing and self.waits:
            await self.proposing.drain()
        while await self.delivery.step() or await self.store.read(self._due_now):
            await self.delivery.drain()

    def _due_now(self, tx: Tx) -> bool:
        at = tx.next_due(self.clock.at)
        return at is not None and at <= self.clock.at

    async def until(self, at: datetime) -> None:
        """Lets time pass from one moment at which something is due to the next, so that what one leads to can lead to another."""
        while self.clock.at < at:
            self.clock.at = min(at, await self.store.read(self._next_moment) or at)
            now = self.clock.at
            await self.store.write(lambda tx, now=now: Ticking(self.setup, tx, now).tick())
            await self.settle()

    def _next_moment(self, tx: Tx) -> datetime | None:
        """The next instant after now at which a rhythm falls due or a message may go."""
        coming = [due.at for due in tx.rhythms()] + [tx.next_due(self.clock.at)]
        return min((one for one in coming if one and one > self.clock.at), default=None)

    async def move(self, who: str, fields: dict[str, str]) -> None:
        """Changes a person as an import would: `manager=chen`, `active=no`, `manager=-`."""
        values = {name: None if value == "-" else value == "yes" if name == "active" else value for name, value in fields.items()}

        def work(tx: Tx) -> None:
            person = tx.person(who)
            assert person is not None
            tx.save_person(replace(person, **values))  # type: ignore[arg-type]
            refresh_rhythms(self.setup, tx, self.clock.now())

        await self.store.write(work)

    async def says(self, who: str, text: str, *, room: str | None = None) -> None:
        mentions = tuple(Mention(p.key, p.name) for p in people(self.language) if f"@{p.name}" in text)
        await self._hears(who, Said(text, mentions=mentions), room=room)

    async def answers(self, who: str, text: str, words: str) -> None:
        """In the thread of the newest message of theirs in which these words stand, or with a quote of it."""
        at = max(n for n, sheet in enumerate(self.paper.sheets) if sheet.address == who and words in sheet.text)
        await self._hears(who, Said(text), quoted=Quoted((str(at),)))

    async def presses(self, who: str, label: str, *, room: str | None = None) -> None:
        """The newest message of theirs, or of the room, that has such a button."""
        sheet, button = next(
            (sheet, button)
            for sheet in reversed(self.paper.sheets)
            if sheet.address == (room or who)
            for button in controls(sheet.message)
            if button.label == label
        )
        await self._hears(who, said_by(button, sheet), source=sheet, room=room)

    async def fills(self, who: str, values: dict[str, str]) -> None:
        """The newest form of theirs; fields are named `KR1/Confidence`, those not named stay as they are drawn."""
        sheet, form = next(
            (sheet, block)
            for sheet in reversed(self.paper.sheets)
            if sheet.address == who
            for block in sheet.message.blocks
            if isinstance(block, Form)
        )
        fields = {f"{s.heading.partition(' ')[0]}/{f.label}": f for s in form.sections for f in s.fields}
        filled = {f.name: f.value for f in fields.values()}
        for label, value in values.items():
            filled[fields[label].name] = value
        await self._hears(who, Filled(filled, sheet.message.ref), source=sheet)

    async def _hears(
        self, who: str, content: Said | Filled, *, source: Sheet | None = None, room: str | None = None, quoted: Quoted | None = None
    ) -> None:
        self.clock.at += self.between
        place = Place("paper", room, direct=False) if room else Place("paper", who)
        receipt = str(self.paper.sheets.index(source)) if source else None
        event = Event(f"e{next(self.ids)}", place, Sender(who), content, self.clock.at, source=receipt, quoted=quoted)
        self.outcome = await self.engine.receive(event)
        await self.settle()
        if self.restarts:
            await self.close()
            await self.open(fresh=False)

    async def state(self) -> dict[str, object]:
        """What is stored of OKRs, to be compared between ways of playing the same transcript."""

        def work(tx: Tx) -> dict[str, object]:
            objectives = tx.objectives()
            krs = [kr.id for o in objectives for kr in o.key_results]
            return {
                "objectives": [asdict(o) | {"events": [(e.by, e.what, e.note) for e in o.events]} for o in objectives],
                "check_ins": [{k: v for k, v in asdict(c).items() if k not in ("at", "edits")} for c in (tx.check_ins(krs) if krs else ())],
                "leave": {p.key: p.leave for p in tx.people() if p.leave},
            }

        return await self.store.read(work)


def said_by(button: Button, sheet: Sheet) -> Said:
    return Said(button.says, ref=sheet.message.ref, pressed=True)


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


async def play(stage: Stage, transcript: str) -> None:
    """Plays and checks a transcript.

    `li> text` says, `li! Label` presses (`li#support! Label` in the group), `li= KR1/Field: value; …` fills in, `li^ words >> text`
    answers the newest message in which these words stand, `[2026-11-20 16:00]` lets time pass,
    `| text` must stand in what that person was answered, `wang| text` in what somebody else got since, `~| text` must not.
    `@wang key=value …` moves people as an import would; `= li KR1 2026-W41 value 5 confidence 6 progress 0.57` is what must be stored
    (`-` for nothing, `= li KR1 2026-W41 none` for no check-in, `= li O1 state agreed` for the objective).
    """
    mark, speaker = len(stage.paper.log), ""
    for number, line in enumerate(transcript.splitlines(), start=1):
        if not line.strip() or line.startswith("//"):
            continue
        if at := AT.match(line):
            mark = len(stage.paper.log)
            await stage.until(local(at["at"]))
        elif said := LINE.match(line):
            mark, speaker = len(stage.paper.log), said["who"]
            await _act(stage, said["who"], said["how"], said["text"])
        elif stored := STORED.match(line):
            await check_stored(stage.store, stored["who"], stored["rest"], where=f"line {number}: {line}")
        elif moved := MOVED.match(line):
            await stage.move(moved["who"], dict(pair.split("=") for pair in moved["rest"].split()))
        elif expected := EXPECTED.match(line):
            _check(stage, expected["who"] or speaker, expected["text"], mark, where=f"line {number}: {line}", absent=bool(expected["not"]))
        else:
            raise AssertionError(f"line {number} is no line of a transcript: {line}")


async def _act(stage: Stage, who: str, how: str, text: str) -> None:
    who, _, room = who.partition("#")
    match how:
        case ">":
            await stage.says(who, text.replace("\\n", "\n"), room=f"#{room}" if room else None)
        case "!":
            await stage.presses(who, text, room=f"#{room}" if room else None)
        case "^":
            words, _, answer = text.partition(">>")
            await stage.answers(who, answer.strip(), words.strip())
        case _:
            pairs = (pair.partition(":") for pair in text.split(";") if pair.strip())
            await stage.fills(who, {label.strip(): value.strip() for label, _, value in pairs})


def _check(stage: Stage, who: str, text: str, mark: int, *, where: str, absent: bool) -> None:
    said = [sheet.text for sheet in stage.paper.log[mark:] if sheet.address == who]
    said += stage.outcome.errors.values() if stage.outcome else []  # what stands at the fields of a form
    heard = any(text.strip() in one for one in said)
    assert heard is not absent, f"{where}\n--- {who} got:\n" + "\n---\n".join(said or ["nothing"])
