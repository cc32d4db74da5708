"""The bot behind its own web pages: opens links from chats, and shows each visitor what they may see in chat too."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.company import Setup
from bot.conversation.i18n import Speak
from bot.flows.map_cards import cards
from bot.links import STORED_AS, TO_STAY, Grant, NotValid, read, sign
from bot.loading_map import map_cycles
from bot.loading_report import SEES, participation
from bot.map_data import as_xlsx, map_data
from bot.okr.access import Org, may_see
from bot.okr.localtime import to_local
from bot.okr.model import Objective, Person
from bot.okr.tree import Forest, forest
from bot.pictures.tree import svg
from bot.ports import Clock, Store, Tx
from bot.ports.pages import File, NoEntry, Visit
from bot.report_file import as_csv as report_csv
from bot.report_file import as_xlsx as report_xlsx

SEEN = "link"
MOST_CARDS = 600
"""In a picture to take away: one can look closer at it."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(slots=True)
class Visiting:
    """Implements bot.ports.pages.Pages."""

    setup: Setup
    store: Store
    clock: Clock
    _known: tuple[tuple[str, ...], tuple[Objective, ...]] | None = field(default=None, init=False, repr=False)
    _last: tuple[tuple[object, ...], bytes] | None = field(default=None, init=False, repr=False)

    @property
    def address(self) -> str | None:
        return self.setup.company.public_url

    async def enter(self, link: str, visit: str | None) -> Visit:
        now = self.clock.now()
        return await self.store.write(lambda tx: self._enter(tx, link, visit, now))

    async def visit(self, token: str | None) -> Visit:
        now = self.clock.now()
        return await self.store.read(lambda tx: self._visit(tx, token, now)[0])

    async def map(self, visit: Visit) -> bytes:
        carried, org, person = await self._known_to(visit)
        t = self.setup.speak(person)

        return await asyncio.to_thread(self._drawn, carried, org, person, t)

    def _drawn(self, carried: tuple[Objective, ...], org: Org, person: Person, t: Speak) -> bytes:
        """Most people may see the same: what one was shown is shown to the next, as long as it is the same down to the names."""
        shown = tuple([o for o in carried if may_see(person, o, org)])
        names = tuple([(p.key, p.name, p.manager, p.team, p.active) for p in org.people.values()])
        what = (t.language, names, tuple(org.teams.values()), shown, carried)
        last = self._last
        if last is not None and last[0] == what:
            return last[1]
        data = map_data(forest(shown, carried, org), org, t)
        made = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        self._last = what, made
        return made

    async def file(self, visit: Visit, ending: str) -> File | None:
        if ending not in ("xlsx", "svg"):
            return None
        carried, org, person = await self._known_to(visit)
        t = self.setup.speak(person)
        day = to_local(self.clock.now(), self.setup.company.timezone_of(person)).date().isoformat()

        def made() -> File:
            seen = _seen(carried, org, person)
            if ending == "svg":
                picture = svg(cards(seen, org, t, MOST_CARDS), t("map.company_title"))
                return File(f"okr-map-{day}.svg", "image/svg+xml", picture.encode())
            return File(f"okr-map-{day}.xlsx", XLSX, as_xlsx(seen, org, t))

        return await asyncio.to_thread(made)

    async def report(self, link: str, ending: str) -> File | None:
        """A download by itself, as often as the link holds: whoever it was made for has to be HR or an executive still."""
        if ending not in ("xlsx", "csv"):
            return None
        now = self.clock.now()
        return await self.store.read(lambda tx: self._report(tx, link, ending, now))

    async def newest(self) -> str:
        return await self.store.read(lambda tx: tx.newest_deed())

    # --- who is there ----------------------------------------------------------------------------------------------------------

    def _enter(self, tx: Tx, link: str, visit: str | None, now: datetime) -> Visit:
        grant = self._granted(tx, link, "map", now)
        person = self._person(tx, grant.person)
        if not tx.first_time(SEEN, _short(grant.mark), now):
            known, came_from = self._visit(tx, visit, now, "used")
            if came_from != grant.mark or known.person != person.key:
                raise NoEntry("used")
            return known
        until = now + TO_STAY
        token = sign(self._secret(tx), Grant("map-visit", person.key, until, grant.mark), now)
        return Visit(person.key, self.setup.company.language_of(person), until, token)

    def _visit(self, tx: Tx, token: str | None, now: datetime, why: str = "none") -> tuple[Visit, str]:
        if not token:
            raise NoEntry(why)
        grant = self._granted(tx, token, "map-visit", now)
        person = self._person(tx, grant.person)
        return Visit(person.key, self.setup.company.language_of(person), grant.until, token), grant.mark

    def _granted(self, tx: Tx, token: str, audience: str, now: datetime) -> Grant:
        try:
            return read(self._secret(tx), token, "map" if audience == "map" else "map-visit", now)
        except NotValid as wrong:
            raise NoEntry(wrong.why) from None

    @staticmethod
    def _person(tx: Tx, key: str) -> Person:
        person = tx.person(key)
        if person is None or not person.active:
            raise NoEntry("gone")
        return person

    @staticmethod
    def _secret(tx: Tx) -> str:
        secret = tx.setting(STORED_AS)
        if not secret:
            raise NoEntry("changed")
        return secret

    def _report(self, tx: Tx, link: str, ending: str, now: datetime) -> File:
        try:
            grant = read(self._secret(tx), link, "report", now)
        except NotValid as wrong:
            raise NoEntry(wrong.why) from None
        person = self._person(tx, grant.person)
        cycle = next((c for c in tx.cycles() if c.key == grant.mark), None)
        if cycle is None or not person.roles & SEES:
            raise NoEntry("gone")
        today = to_local(now, self.setup.company.timezone_of(person)).date()
        org = Org({p.key: p for p in tx.roster()}, {t.key: t for t in tx.teams()}, today)
        found = participation(tx, cycle, org, today, self.setup.company.timezone)
        data = report_xlsx(found, org) if ending == "xlsx" else report_csv(found, org)
        return File(f"okr-report-{cycle.key}.{ending}", XLSX if ending == "xlsx" else "text/csv; charset=utf-8", data)

    # --- what they see ---------------------------------------------------------------------------------------------------------

    async def _known_to(self, visit: Visit) -> tuple[tuple[Objective, ...], Org, Person]:
        now = self.clock.now()

        def work(tx: Tx) -> tuple[tuple[Objective, ...], Org, Person]:
            person = self._person(tx, visit.person)
            people = {p.key: p for p in tx.roster()} | {person.key: person}
            today = to_local(now, self.setup.company.timezone_of(person)).date()
            return self._carried(tx, today), Org(people, {t.key: t for t in tx.teams()}, today), person

        return await self.store.read(work)

    def _carried(self, tx: Tx, today: date) -> tuple[Objective, ...]:
        """Read again only after something was done to an OKR, or another cycle runs."""
        running = map_cycles(tx.cycles(), today)
        stamp = (tx.newest_deed(), *running)
        if self._known is None or self._known[0] != stamp:
            self._known = stamp, tx.carried(running)
        return self._known[1]


def _seen(carried: tuple[Objective, ...], org: Org, person: Person) -> Forest:
    """What this person may see of it."""
    return forest((o for o in carried if may_see(person, o, org)), carried, org)


def _short(mark: str) -> str:
    return hashlib.sha256(mark.encode()).hexdigest()
