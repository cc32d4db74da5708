"""Plays the transcripts of tests/dialogues in Slack: the real SDK, a line, people at their screens; the same store, engine and clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from adapters.slack.adapter import Slack
from bot.cli.serving import catalogue
from bot.company import Setup
from bot.delivery import Delivery
from bot.engine import Engine
from bot.flows.catalogue import FLOWS
from bot.flows.known import Company
from bot.ports import Pace, Tx
from bot.ticking import refresh_rhythms
from storage.store import open_store
from tests.dialogues.stage import ZONE, Stage, people
from tests.servers.slack import APP_TOKEN, BOT_TOKEN, SlackHuman, SlackServer
from tests.servers.slack_eyes import Heard
from tests.servers.slack_inputs import initial
from tests.servers.slack_records import Channel, Message
from tests.servers.slack_screen import text_of

QUICK = Pace(app=(10**6, 1.0), conversation=(10**6, 1.0))  # what is tried here is not how patient it is


@dataclass(frozen=True)
class Seen:
    """What somebody (a key, or `#channel`) got to see: a message, or what became of one."""

    address: str
    text: str


@dataclass
class Screens:
    """Everything that was ever shown, in order, as the transcripts' own platform keeps it."""

    log: list[Seen] = field(default_factory=list)


@dataclass
class SlackStage(Stage):
    """One company in one workspace; `people` of the transcripts are members, `#support` is a channel."""

    server: SlackServer | None = None
    screens: Screens = field(default_factory=Screens)
    _told: dict[str, tuple[int, bool]] = field(default_factory=dict)

    async def open(self, *, fresh: bool = True) -> SlackStage:
        if fresh:
            await self._build()
        assert self.server is not None
        self.adapter = Slack(self.clock, bot_token=BOT_TOKEN, app_token=APP_TOKEN, api_url=self.server.api_url, ping=0.2, pace=QUICK)
        self.setup = Setup(catalogue(), FLOWS, Company(ZONE, self.language, "CN"), {"slack": self.adapter.abilities})
        self.store = open_store(f"sqlite:///{self.file}", migrate=True)
        self.delivery = Delivery(self.setup, self.store, self.clock, {"slack": self.adapter}, "stage")
        self.engine = Engine(self.setup, self.store, self.clock, self.delivery.push)
        if fresh:
            await self.store.write(self._move_in)
        await self.adapter.start(self.engine.receive)
        await self.server.socket.connected()
        self.paper = self.screens  # where the transcripts look
        return self

    async def _build(self) -> None:
        self.server = SlackServer(self._seconds, own_events=False)
        await self.server.start()
        members = [p.key for p in people(self.language)]
        self.humans = {p.key: self.server.human(p.name, id=f"U{p.key.upper()}", email=p.email, tz=ZONE) for p in people(self.language)}
        self.support: Channel = self.server.channel("support", *(self.humans[key] for key in members))

    def _seconds(self) -> float:
        return self.clock.at.timestamp()

    def _move_in(self, tx: Tx) -> None:
        super()._move_in(tx)
        for person in tx.people():
            tx.save_person(replace(person, accounts={"slack": f"U{person.key.upper()}"}))
        for team in tx.teams():
            if team.board_channel:
                tx.save_team(replace(team, board_platform="slack", board_channel=self.support.id))
        refresh_rhythms(self.setup, tx, self.clock.now())

    async def close(self) -> None:
        await self.delivery.drain()
        await self.adapter.stop()
        await self.store.close()

    async def leave(self) -> None:
        """The end of it, server and all."""
        await self.close()
        assert self.server is not None
        await self.server.stop()

    # --- what people do -----------------------------------------------------------------------------------------------------------

    async def says(self, who: str, text: str, *, room: str | None = None) -> None:
        human = self._turn(who)
        delivery = await (human.mentions(text, self.support) if room else human.says(text))
        await delivery.ack()
        await self._settled()

    async def presses(self, who: str, label: str) -> None:
        await self._turn(who).press(label)
        await self._settled()

    async def fills(self, who: str, values: dict[str, str]) -> None:
        human = self._turn(who)
        holder = human._newest(_has_form)
        if not holder.fields:
            await human.press(next(c.label for c in holder.controls if c.element["action_id"] == "open"), holder)
            holder = await human.sees_modal()
        blocks = self._fields(holder)
        send = next((c.label for c in holder.controls if c.element["action_id"] == "send"), None)
        await human.fill({blocks[label]: value for label, value in values.items()}, send, None if send is None else holder)
        await self._settled()

    def _turn(self, who: str) -> SlackHuman:
        self.clock.at += timedelta(seconds=20)
        return self.humans[who]

    def _fields(self, holder: Heard) -> dict[str, str]:
        """`KR1/Field` -> the input's block."""
        assert self.server is not None
        found, heading = {}, ""
        for block in holder.blocks:
            if block["type"] == "rich_text":
                heading = text_of(self.server.workspace, [block]).splitlines()[-1].partition(" ")[0]
            elif block["type"] == "input" and initial(block["element"]) is not None:
                found[f"{heading}/{block['label']['text']}"] = block["block_id"]
        return found

    # --- what they see ------------------------------------------------------------------------------------------------------------

    async def _settled(self) -> None:
        await self.settle()
        if self.restarts:
            await self.close()
            await self.open(fresh=False)

    async def settle(self) -> None:
        await super().settle()
        self._look()

    def _look(self) -> None:
        """Notes every message that is new or was changed since the last look."""
        assert self.server is not None
        messages = [m for c in self.server.workspace.channels.values() for m in c.messages if m.by_bot]
        for message in sorted(messages, key=lambda m: m.ts):
            state = (len(message.edits), message.deleted)
            if self._told.get(message.ts) != state:
                self._told[message.ts] = state
                if not message.deleted:
                    self.screens.log.append(Seen(self._address(message), self._shown(message)))

    def _address(self, message: Message) -> str:
        assert self.server is not None
        reader = message.ephemeral_to or self.server.workspace.channels[message.channel].im_user
        return reader[1:].lower() if reader else "#support"

    def _shown(self, message: Message) -> str:
        assert self.server is not None
        heard = self.humans["li"]._look(message)
        return "\n".join([heard.text, *heard.labels])


def _has_form(heard: Heard) -> bool:
    return bool(heard.fields) or any(c.element["action_id"] == "open" for c in heard.controls)
