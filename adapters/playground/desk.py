"""What a person does on the page: written down as the platform would, then handed to the bot."""

from __future__ import annotations

import sqlite3

from adapters.ordering import Order
from adapters.playground.client import ChatLog, Kind
from adapters.playground.company import Company, Member
from adapters.playground.parse import Deed, Fill, Open, Press, Say, event
from bot.ports import Outcome, Receive

REMEMBERED = 100
"""Deeds without a line whose answer is awaited."""


class Unable(Exception):
    """The page asked for something that cannot be done; `code` is a key of the page's own catalogue."""

    def __init__(self, code: str, status: int = 422) -> None:
        super().__init__(code)
        self.code, self.status = code, status


class Desk:
    """Takes deeds while `receive` is set; `held` is true while the sample company is being started over."""

    def __init__(self, log: ChatLog, company: Company) -> None:
        self._log, self._company = log, company
        self._silent: dict[str, Press | Fill] = {}
        self.receive: Receive | None = None
        self.held = False
        self._order = Order()

    async def member(self, account: str) -> Member:
        """Raises Unable for an account that nobody has."""
        for member in await self._company.directory():
            if member.account == account:
                return member
        raise Unable("unknown_person", 404)

    async def do(self, deed: Deed) -> Outcome:
        """Returns when the bot has committed it. The same id again is the same deed: one line, and the bot is asked again."""
        if self.receive is None or self.held:
            raise Unable("not_ready", 503)
        async with self._order.turn(deed.place):
            return await self._do(deed, self.receive)

    async def _do(self, deed: Deed, receive: Receive) -> Outcome:
        everybody = await self._company.directory()
        sender = await self.member(deed.account)
        if deed.place != sender.account and deed.place not in {channel.address for channel in await self._company.channels()}:
            raise Unable("unknown_place", 404)
        if isinstance(deed, Open):  # opened once a history, however many tabs ask
            deed = deed.model_copy(update={"id": f"open-{deed.account}-{self._log.cleared()}"})
        else:
            self._begin()
        happened = event(deed, sender, everybody, self._company.clock.now())
        if isinstance(deed, Say):
            self._line(deed, "said", deed.text)
        elif isinstance(deed, Press | Fill) and happened and happened.place.direct:
            self._remember(deed)
        return Outcome() if happened is None else await receive(happened)

    def _remember(self, deed: Press | Fill) -> None:
        self._silent[deed.id] = deed
        while len(self._silent) > REMEMBERED:
            del self._silent[next(iter(self._silent))]

    def answered(self, deed_id: str, *, in_place: bool) -> None:
        """The answer to a deed is about to be shown. What was pressed or filled in gets a line before a new message; a card redrawn in its
        place speaks for itself."""
        deed = self._silent.pop(deed_id, None)
        if deed is None or in_place:
            return
        if isinstance(deed, Press):
            self._line(deed, "pressed", deed.label or deed.says)
        else:
            self._line(deed, "filled", deed.title)

    def _begin(self) -> None:
        try:
            self._log.begin()
        except sqlite3.Error as error:
            raise Unable("not_kept", 503) from error

    def _line(self, deed: Deed, kind: Kind, text: str) -> None:
        try:
            self._log.add(f"deed:{deed.id}", deed.place, kind=kind, body={"text": text}, at=self._company.clock.now(), author=deed.account)
        except sqlite3.Error as error:
            raise Unable("not_kept", 503) from error

    async def reset(self, language: str | None = None) -> None:
        """The sample company starts over, and every conversation with it; what the bot sends meanwhile has to wait."""
        self.held = True
        try:
            await self._company.reset(language)
            self._log.clear()
        finally:
            self.held = False
