"""A company that writes on two platforms at once, for transcripts whose lines say where: `li@paper> link`, `li@slate> link {code}`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.company import Setup
from bot.conversation.event import Event, Place, Said, Sender
from bot.conversation.message import controls
from bot.delivery import Delivery
from bot.engine import Engine
from bot.flows.catalogue import FLOWS
from bot.flows.known import Company
from bot.okr.cycles import cycle_of
from bot.ports import Abilities, Store, Tx
from bot.ticking import refresh_rhythms
from tests.dialogues.paper import Paper, Sheet
from tests.dialogues.stage import TEAMS, ZONE, SetClock, local, people, said_by
from tests.ready import sentences, store_at

LINE = re.compile(r"^(?P<who>[a-z]+)@(?P<platform>[a-z]+)(?P<room>#[a-z]+)?(?P<how>>|!)\s?(?P<text>.*)$")
EXPECTED = re.compile(r"^(?:(?P<who>[#a-z]+)@(?P<platform>[a-z]+))?(?P<not>~?)\|\s?(?P<text>.*)$")
AT = re.compile(r"^\[(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d)\]$")
CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")
NAMES = ("paper", "slate")


@dataclass
class TwoPlatforms:
    """Everybody has an account on paper; the slate knows nobody at first. The process is started anew after every line if wanted."""

    file: Path
    language: str
    restarts: bool = False
    clock: SetClock = field(default_factory=SetClock)
    papers: dict[str, Paper] = field(default_factory=lambda: {name: Paper(name) for name in NAMES})
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    code: str = ""
    store: Store = field(init=False)

    async def open(self, *, fresh: bool = True) -> TwoPlatforms:
        able = {name: Abilities(forms=not self.restarts) for name in NAMES}
        setup = Setup(sentences(), FLOWS, Company(ZONE, self.language, "CN"), able)
        self.store = store_at(self.file)
        self.delivery = Delivery(setup, self.store, self.clock, self.papers, "stage")
        self.engine = Engine(setup, self.store, self.clock, self.delivery.push)

        def move_in(tx: Tx) -> None:
            for team in TEAMS:
                tx.save_team(team)
            for person in people(self.language):
                tx.save_person(person)
            tx.save_cycle(cycle_of("2026Q4"))
            refresh_rhythms(setup, tx, self.clock.now())

        if fresh:
            await self.store.write(move_in)
        return self

    async def close(self) -> None:
        await self.delivery.drain()
        await self.store.close()

    async def settle(self) -> None:
        await self.delivery.drain()
        while await self.delivery.step():
            await self.delivery.drain()

    async def hears(self, account: str, platform: str, content: Said, room: str | None = None, source: str | None = None) -> None:
        """One event, and everything that it leads to."""
        self.clock.at += timedelta(seconds=20)
        place = Place(platform, room, direct=False) if room else Place(platform, account)
        await self.engine.receive(Event(f"e{next(self.ids)}", place, Sender(account), content, self.clock.at, source=source))
        await self.settle()
        self.code = next((found[0] for sheet in reversed(self.all()) if (found := CODE.search(sheet.text))), self.code)
        if self.restarts:
            await self.close()
            await self.open(fresh=False)

    def all(self) -> list[Sheet]:
        return [sheet for paper in self.papers.values() for sheet in paper.log]

    def pressed(self, platform: str, account: str, label: str) -> tuple[Said, str]:
        """The newest message there that has such a button."""
        sheets = self.papers[platform].sheets
        found = [(n, b, s) for n, s in enumerate(sheets) for b in controls(s.message) if s.address == account and b.label == label]
        assert found, f"{account}@{platform} has no button {label}: {[s.text for s in sheets if s.address == account][-1:]}"
        number, button, sheet = found[-1]
        return said_by(button, sheet), str(number)


async def play(stage: TwoPlatforms, transcript: str) -> None:
    """Plays and checks: `|` what the speaker was answered, `li@paper|` what came there since, `~|` what must not have."""
    marks, speaker = dict.fromkeys(NAMES, 0), ("", "")
    for number, line in enumerate(transcript.splitlines(), start=1):
        if not line.strip() or line.startswith("//"):
            continue
        if expected := EXPECTED.match(line):
            who, platform = (expected["who"], expected["platform"]) if expected["who"] else speaker
            got = [sheet.text for sheet in stage.papers[platform].log[marks[platform] :] if sheet.address == who]
            heard = any(expected["text"].replace("{code}", stage.code) in one for one in got)
            assert heard is not bool(expected["not"]), f"line {number}: {line}\n--- {who}@{platform} got:\n" + "\n---\n".join(got)
            continue
        marks = {name: len(stage.papers[name].log) for name in NAMES}
        if at := AT.match(line):
            stage.clock.at = local(at["at"])
            continue
        said = LINE.match(line)
        assert said, f"line {number} is no line of a transcript: {line}"
        speaker = (said["room"] or said["who"], said["platform"])
        if said["how"] == "!":
            content, source = stage.pressed(said["platform"], said["who"], said["text"])
            await stage.hears(said["who"], said["platform"], content, source=source)
        else:
            await stage.hears(said["who"], said["platform"], Said(said["text"].replace("{code}", stage.code)), said["room"])
