"""`okrbot try`: the real bot with a sample company, a chat page instead of a platform, and a clock that can be turned."""

from __future__ import annotations

import asyncio
import signal
import webbrowser
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from adapters.http import application, listen, serving
from adapters.pages.web import Web
from adapters.playground.adapter import Playground
from adapters.playground.company import Channel, Member
from adapters.playground.company import Company as PageCompany
from adapters.playground.web import LANGUAGES
from bot.cli.measuring import Measuring
from bot.cli.serving import replica, setup
from bot.clock import TurnableClock
from bot.company import Setup
from bot.flows.known import Company
from bot.links import ensure_secret
from bot.okr.calendars import WorkCalendar
from bot.okr.localtime import to_local
from bot.okr.quiet import Availability
from bot.ports import Proposer, Store, Tx
from bot.running import Running
from bot.sample import sample
from bot.ticking import refresh_rhythms
from bot.visiting import Visiting
from storage.store import open_store

DATA = Path("okrbot-try.db")
CHAT = Path("okrbot-try-chat.db")
CLOCK = Path("okrbot-try-clock.txt")
LANGUAGE = Path("okrbot-try-language.txt")
PLATFORM = "playground"
OPENS, CLOSES = time(9), time(18)
ROLES = ("hr", "coach", "exec", "manager")


class KeptClock(TurnableClock):
    """A turned clock stays turned when the playground is started again."""

    def __init__(self, file: Path) -> None:
        super().__init__(_kept(file))
        self._file = file

    def turn(self, to: datetime) -> None:
        super().turn(to)
        self._file.write_text(str(self.offset.total_seconds()))

    def forget(self) -> None:
        """Back to the machine's time."""
        self.offset = timedelta()
        self._file.unlink(missing_ok=True)


def at_work(now: datetime, company: Company) -> datetime:
    """`now` in office hours, else when the office opens next: a sample company that sleeps would answer nobody but who speaks."""
    office = Availability(company.timezone, WorkCalendar(company.calendar), quiet_from=CLOSES, quiet_until=OPENS)
    return office.first_good_moment(now) or now


def _kept(file: Path) -> timedelta:
    """A file that was cut off while it was written means the machine's time."""
    try:
        return timedelta(seconds=float(file.read_text()))
    except (FileNotFoundError, ValueError, OverflowError):
        return timedelta()


@dataclass(slots=True)
class Tryout:
    """The playground at work; starting over means a new database under the same page."""

    company: Company
    folder: Path
    clock: KeptClock
    proposer: Proposer | None = None
    store: Store = field(init=False)
    page: Playground = field(init=False)
    running: Running = field(init=False)
    setup: Setup = field(init=False)
    pages: Visiting = field(init=False)

    async def start(self) -> None:
        """Opens the company, or makes it, and connects the page."""
        self.store = open_store(f"sqlite:///{self.folder / DATA}", migrate=True)
        about = PageCompany(
            self.directory, self.channels, self.clock, self.reset, self.set_language, self.company.timezone, lambda: self.company.language
        )
        self.page = Playground(self.folder / CHAT, about)
        kept = self.folder / LANGUAGE
        self._speak(kept.read_text("utf-8") if kept.exists() else None)
        await self._begin()

    async def stop(self) -> None:
        await self.running.stop()
        await self.store.close()

    def _speak(self, language: str | None) -> None:
        if language in LANGUAGES:
            self.company = replace(self.company, language=language)

    async def _begin(self) -> None:
        self.setup = setup(self.company, [self.page])
        now = self.clock.now()
        if not await self.store.read(lambda tx: tx.people()) and (begins := at_work(now, self.company)) != now:
            self.clock.turn(begins)
        await self.store.write(self._settle_in)
        await self.store.write(ensure_secret)
        self.pages = Visiting(self.setup, self.store, self.clock)
        self.running = Running(self.setup, self.store, self.clock, {PLATFORM: self.page}, replica(), self.proposer)
        await self.running.start()

    def _settle_in(self, tx: Tx) -> None:
        """The sample company moves into an empty database."""
        if tx.people():
            return
        now = self.clock.now()
        company = sample(self.company.language, to_local(now, self.company.timezone).date(), self.company.timezone, PLATFORM)
        for team in company.teams:
            tx.save_team(team)
        for person in company.people:
            tx.save_person(person)
        for cycle in company.cycles:
            tx.save_cycle(cycle)
        for objective in company.objectives:
            tx.save_objective(objective)
        for check_in in company.check_ins:
            tx.save_check_in(check_in)
        for improvement in company.improvements:
            tx.save_improvement(improvement)
        for example in company.examples:
            tx.save_example(example)
        refresh_rhythms(self.setup, tx, now)

    async def directory(self) -> Sequence[Member]:
        """Everybody one can be."""

        def work(tx: Tx) -> tuple[Member, ...]:
            teams = {team.key: team.name for team in tx.teams()}
            return tuple(
                Member(
                    person.key,
                    person.name,
                    next((role for role in ROLES if role in person.roles), "employee"),
                    teams.get(person.team or "", ""),
                    person.accounts[PLATFORM],
                    self.company.language_of(person),
                )
                for person in tx.people()
                if PLATFORM in person.accounts and person.active
            )

        return await self.store.read(work)

    async def channels(self) -> Sequence[Channel]:
        """The channel of every team."""
        teams = await self.store.read(lambda tx: tx.teams())
        return tuple(Channel(t.board_channel, t.name, t.name) for t in teams if t.board_channel)

    async def set_language(self, person: str, language: str) -> None:
        """As the person would in their settings."""

        def work(tx: Tx) -> None:
            known = tx.person(person)
            if known:
                tx.save_person(replace(known, language=language))

        await self.store.write(work)

    async def reset(self, language: str | None = None) -> None:
        """Everything from the beginning, the clock too; in this language from now on."""
        await self.running.stop()
        await self.store.close()
        for suffix in ("", "-wal", "-shm"):
            (self.folder / f"{DATA}{suffix}").unlink(missing_ok=True)
        self.clock.forget()
        self._speak(language)
        (self.folder / LANGUAGE).write_text(self.company.language, "utf-8")
        self.store = open_store(f"sqlite:///{self.folder / DATA}", migrate=True)
        await self._begin()


async def serve(company: Company, port: int, *, open_browser: bool, folder: Path, proposer: Proposer | None = None) -> None:
    """Serves the playground until it is stopped. Raises OSError when the port cannot be had."""
    sock = listen("127.0.0.1", port)
    address = f"http://127.0.0.1:{sock.getsockname()[1]}/"
    tryout = Tryout(replace(company, public_url=address), folder, KeptClock(folder / CLOCK), proposer)
    web = Web(lambda: tryout.pages)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stopped.set)
    async with AsyncExitStack() as stack:
        if proposer:
            stack.push_async_callback(proposer.close)
        await tryout.start()
        measuring = Measuring(lambda: tryout.running)
        routes = [*tryout.page.routes(), *web.routes()]
        app = application(
            ready=lambda: tryout.running.problems(),  # noqa: PLW0108 starting over makes another one
            registry=measuring.registry,
            measure=measuring.measure,
            routes=routes,
        )
        stack.callback(tryout.page.close)
        await stack.enter_async_context(serving(app, sock))
        stack.push_async_callback(tryout.stop)
        stack.callback(web.close)
        print(f"The playground is open at {address}  (stop it with Ctrl-C)", flush=True)  # noqa: T201 the one thing to tell
        if open_browser:
            await asyncio.to_thread(webbrowser.open, address)
        await stopped.wait()
