"""Takes what DingTalk sends, whichever way it came: handed to the engine, answered only when that has stored it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from adapters.dingtalk import parse
from adapters.dingtalk.cards import BY_KEY
from adapters.dingtalk.form_card import closed, wrong
from adapters.dingtalk.parse import Unheard
from adapters.dingtalk.people import ROOT, department, somebody
from adapters.dingtalk.pieces import BREAK
from adapters.dingtalk.render import Plain
from adapters.dingtalk.sending import Sending
from adapters.dingtalk.wire import MARKS, PLATFORM
from adapters.dingtalk.words import LANGUAGES, said
from adapters.ordering import Order
from bot.conversation.event import Event, Filled, Listed, ListedTeam, Place, Sender
from bot.ports import Later, Never, Outcome, Receive, Uncertain

Json = Mapping[str, Any]
MALFORMED = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, OSError)
MOST_UNHEARD = 1000
LEAVES = "user_leave_org"

log = structlog.get_logger("dingtalk")


class NotStored(Exception):
    """The engine could not store it: it is to come again."""


class Taking:
    """`receive` is None before the start and after the stop. In nobody's language yet, outsiders hear both."""

    def __init__(self, sending: Sending, robot_code: str, now: Callable[[], datetime]) -> None:
        self.sending, self.robot_code, self._now = sending, robot_code, now
        self.receive: Receive | None = None
        self.order = Order()
        self._told: set[asyncio.Task[None]] = set()
        self._unheard: OrderedDict[str, None] = OrderedDict()  # messages whose senders were told, which may come again
        self._strangers: set[str] = set()
        self._company = ""  # the corpId of ours, once a message has told it

    async def message(self, data: Json) -> None:
        """A message to the robot. Raises NotStored."""
        try:
            event = parse.message(data, self.robot_code, self._now())
            self._company = str(data.get("chatbotCorpId") or self._company)
        except MALFORMED as error:
            log.warning("not_understood", what="message", error=type(error).__name__)
            return
        if isinstance(event, Unheard):
            self._after(event)
        elif event is None and (code := parse.another_robot(data, self.robot_code)):
            self._stranger(code)
        elif event is not None:
            await self._hand(self._named(event))

    def _named(self, event: Event) -> Event:
        """With a quoted card by its own id, where it is remembered; else the moment at which it was sent has to do."""
        if event.quoted is None:
            return event
        carriers = self.sending.cards.carriers
        return replace(event, quoted=replace(event.quoted, marks=tuple(carriers.get(mark, mark) for mark in event.quoted.marks)))

    async def press(self, data: Json, time: str) -> Json:
        """A pressed button or a form sent: what answers it, in the platform's own shape. Raises NotStored."""
        try:
            event = parse.press(data, time, self._now())
        except MALFORMED as error:
            log.warning("not_understood", what="press", error=type(error).__name__)
            return {}
        if event is None:
            return {}
        if not event.place.direct and parse.another_company(data.get("corpId"), self._company):
            log.warning("another_company", what="press")
            return {}
        card = str(event.source)
        answered = self.sending.answering.setdefault(card, asyncio.Event())
        try:
            return _answer(event, await self._hand(event))
        finally:
            # The answer goes out in this very turn of the loop, before whoever waits for this wakes up.
            self.sending.answering.pop(card, None)
            asyncio.get_running_loop().call_soon(answered.set)

    async def contact(self, kind: str, number: str, data: Json) -> None:
        """An event of the address book: whoever it names is handed on as they are listed now. Raises what makes it come again."""
        for account in parse.contacts(kind, data):
            content = Listed(active=False) if kind == LEAVES else await self._listed(account)
            if content is not None:
                await self._hand(Event(f"{number}:{account}", Place(PLATFORM, account), Sender(account), content, self._now()))
        for unit in parse.departments(kind, data):
            team = await self._listed_team(unit)
            if team is not None:
                team = replace(team, new=kind == parse.NEW_DEPARTMENT)
                await self._hand(Event(f"{number}:{unit}", Place(PLATFORM, unit), Sender(unit), team, self._now()))

    async def _listed(self, account: str) -> Listed | None:
        """None where DingTalk will not tell: asking again would not help. Raises Later, Uncertain."""
        try:
            found = await somebody(self.sending.client, account)
        except Never as never:
            log.warning("not_listed", reason=never.reason)
            return None
        if found is None:
            return Listed(active=False)
        return Listed(True, found.name, found.language, found.timezone, found.manager_account, found.unit)

    async def _listed_team(self, unit: str) -> ListedTeam | None:
        """As `_listed`."""
        try:
            if int(unit) == ROOT:
                return None  # the company itself
            found = await department(self.sending.client, int(unit))
        except (Never, ValueError) as error:
            log.warning("not_listed", reason=str(error))
            return None
        above = str(found.parent) if found.parent not in (None, ROOT) else None
        return ListedTeam(unit, found.name or None, found.managers[0] if found.managers else None, above=above)

    async def finish(self, patience: float) -> None:
        """Takes nothing new and waits for what is under way."""
        self.receive = None
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self.order.idle()
                if self._told:
                    await asyncio.wait(self._told)

    async def _hand(self, event: Event) -> Outcome:
        async with self.order.turn(event.place.address):
            if self.receive is None:
                raise NotStored
            try:
                return await self.receive(event)
            except Exception as error:
                log.warning("not_stored", error=type(error).__name__)
                raise NotStored from error

    def _after(self, unheard: Unheard) -> None:
        """Tells somebody, behind the acknowledgement, why nothing happens."""
        if unheard.id in self._unheard or not unheard.webhook or not self.sending.client.trusted(unheard.webhook):
            return
        self._unheard[unheard.id] = None
        if len(self._unheard) > MOST_UNHEARD:
            self._unheard.popitem(last=False)
        words = [said(unheard.why, language) for language in LANGUAGES]
        task = asyncio.create_task(self._tell(unheard.webhook, Plain(words[0], BREAK.join(words))))
        self._told.add(task)
        task.add_done_callback(self._told.discard)

    def _stranger(self, code: str) -> None:
        """Says once in the log why nothing is answered: silence has to have a reason that can be found."""
        if code not in self._strangers:
            self._strangers.add(code)
            log.warning("another_robot", robot_code=code, mend="if this is the app's robot, set DINGTALK_ROBOT_CODE to it")

    async def _tell(self, webhook: str, words: Plain) -> None:
        try:
            await self.sending.client.webhook(webhook, words.webhook())
        except (Later, Never, Uncertain) as error:
            log.warning("not_told", reason=str(error))


def _answer(event: Event, outcome: Outcome) -> Json:
    """A form says what is wrong in it and stays as it was filled in, or closes; buttons are redrawn from the outbox, if at all."""
    if not isinstance(event.content, Filled) or not str(event.source).startswith(MARKS["form"]) or outcome.duplicate:
        return {}
    data = wrong(outcome.errors, outcome.reply) if outcome.errors else closed(outcome.toast)
    return {"cardUpdateOptions": BY_KEY, "cardData": {"cardParamMap": data}}
