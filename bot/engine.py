"""Hears one event in one transaction: who it is, what it is meant for, the turn, the answer in the outbox; then it is committed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answered import redraw_prompt
from bot.company import Setup
from bot.conversation.draw import notice
from bot.conversation.event import LONGEST, Added, Event, Filled, Listed, ListedTeam, Opened, Place, Removed, Said, Sender, legible
from bot.conversation.i18n import Speak
from bot.conversation.message import Message
from bot.conversation.talk import Talk
from bot.conversation.turn import Taken
from bot.greeting import Greeting
from bot.hearing import Hearing
from bot.linking import Linking, may_hold_code
from bot.listing import Listing
from bot.listing_teams import TeamListing
from bot.mentioned import by_their_names
from bot.okr.accounts import LINKED, UNLINKED, subject
from bot.okr.model import Person
from bot.ports import Clock, Done, Outcome, Outgoing, Profile, Store, Tx
from bot.promising import Promised, Promising
from bot.unsent import taken_out

Push = Callable[[tuple[Outgoing, ...]], None]
Work = Callable[[Promised], None]
Ask = Callable[[str, str], Awaitable[Profile | None]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What an event came to: the outcome for the adapter, and the rows it put on their way."""

    outcome: Outcome
    rows: tuple[Outgoing, ...] = ()
    promised: Promised | None = None


@dataclass(frozen=True, slots=True)
class Engine:
    """Takes events from every platform. `push` hands what was just committed to delivery, `work` a promise to who keeps it.

    `ask` (platform, account) looks up who nobody knows here: their e-mail may be somebody's.
    """

    setup: Setup
    store: Store
    clock: Clock
    push: Push
    work: Work | None = None
    ask: Ask | None = None

    async def receive(self, event: Event) -> Outcome:
        """Returns when everything the event led to is committed; the same event again changes nothing."""
        now = self.clock.now()
        heard = await self.store.write(lambda tx: self.hear(tx, event, now, known_only=self.ask is not None))
        if heard is None:
            introduced = replace(event, sender=await self._introduced(event.place.platform, event.sender))
            heard = await self.store.write(lambda tx: self.hear(tx, introduced, now))
            assert heard is not None
        self.push(heard.rows)
        if heard.promised and self.work:
            self.work(heard.promised)
        return heard.outcome

    async def apologise(self, event: Event) -> Outcome:
        """Answers an event that could not be heard, once, and changes nothing."""
        now = self.clock.now()

        def work(tx: Tx) -> Heard:
            if not tx.first_time(event.place.platform, event.id, now):
                return Heard(Outcome(duplicate=True))
            person = tx.person_at(event.place.platform, event.sender.account)
            t = self.setup.speak(person) if person else self._voice(event.sender)
            only = event.sender.account if not event.place.direct else None
            return self._posted(tx, event, notice(t, t("talk.stumbled")), now, place=event.place, person=person, only=only)

        heard = await self.store.write(work)
        self.push(heard.rows)
        return heard.outcome

    async def _introduced(self, platform: str, sender: Sender) -> Sender:
        """With what the platform knows of them."""
        found = await self.ask(platform, sender.account) if self.ask else None
        if found is None:
            return sender
        language, timezone = sender.language or found.language, sender.timezone or found.timezone
        return Sender(sender.account, sender.name or found.name, found.email, language, timezone)

    def hear(self, tx: Tx, event: Event, now: datetime, *, known_only: bool = False) -> Heard | None:
        """One event in a transaction. With `known_only` nothing is heard of whom nobody knows, and None says so."""
        if isinstance(event.content, Listed | ListedTeam | Removed):
            return self._follow(tx, event, event.content, now)
        if isinstance(event.content, Added):
            return self._greet(tx, event, now)
        person = self._who(tx, event, now)
        if known_only and person is None and not event.sender.email:
            return None
        if not tx.first_time(event.place.platform, event.id, now):
            return Heard(Outcome(duplicate=True))
        if isinstance(event.content, Said) and not event.content.pressed and may_hold_code(self.setup, event.content.text):
            answer = Linking(self.setup, tx, now, person).hear(event)
            if answer is not None:
                only = event.sender.account if not event.place.direct else None
                return self._posted(tx, event, answer.message, now, place=event.place, person=answer.person, only=only)
        if person is None:
            return self._stranger(tx, event, now)
        if event.place.direct:
            tx.seen_at(person.key, event.place, now)
        if isinstance(event.content, Said) and not event.content.pressed and not 0 < len(event.content.text.strip()) <= LONGEST:
            return self._unread(tx, event, person, now)
        hearing = Hearing(self.setup, tx, person, now, event)
        taken = hearing.overview() if isinstance(event.content, Opened) else hearing.take(self._content(tx, event.place, event.content))
        if taken.errors:
            return Heard(Outcome(errors=taken.errors, reply=taken.message))
        heard = self._answer(tx, event, person, taken, now, private=hearing.private)
        if self.setup.able(event.place.platform).edits:
            redraw_prompt(tx, person, event, taken, now)
        return replace(heard, promised=self._promise(tx, event, person, taken.talk, now))

    @staticmethod
    def _content(tx: Tx, place: Place, content: Said | Filled) -> Said | Filled:
        content = legible(content)
        return by_their_names(tx, place.platform, content) if isinstance(content, Said) else content

    def _follow(self, tx: Tx, event: Event, content: Listed | ListedTeam | Removed, now: datetime) -> Heard:
        """What an address book says, and that the bot is in a group no more."""
        if not tx.first_time(event.place.platform, event.id, now):
            return Heard(Outcome(duplicate=True))
        if isinstance(content, Listed):
            Listing(self.setup, tx, now).hear(event, content)
        elif isinstance(content, Removed):
            taken_out(tx, event.place, event.id, now, dissolved=content.dissolved)
        else:
            TeamListing(self.setup, tx, now).hear(event.place.platform, content)
        return Heard(Outcome())

    def _greet(self, tx: Tx, event: Event, now: datetime) -> Heard:
        """In a group that it was brought into; whoever brings it there again within days is not told twice."""
        platform, room = event.place.platform, event.place.address
        if not (tx.first_time(platform, event.id, now) and tx.first_time(platform, f"greeted:{room}", now)):
            return Heard(Outcome(duplicate=True))
        return self._posted(tx, event, Greeting(self.setup, tx).message(event), now, place=event.place)

    def _unread(self, tx: Tx, event: Event, person: Person, now: datetime) -> Heard:
        """A picture, a file, a voice, which in a group may be no more than being named; or a document, pasted, longer than anybody types.

        What is being talked about goes on.
        """
        t = self.setup.speak(person)
        if isinstance(event.content, Said) and event.content.text.strip():
            message = notice(t, t("talk.too_long", n=LONGEST))
        else:
            message = notice(t, t("talk.only_words")) if event.place.direct else Greeting(self.setup, tx).message(event)
        return self._posted(tx, event, message, now, place=event.place, person=person)

    def _promise(self, tx: Tx, event: Event, person: Person, talk: Talk, now: datetime) -> Promised | None:
        """What the turn wished for that takes a while; what comes redraws the answer to it, where that can be."""
        direct, platform = event.place.direct, event.place.platform
        place = event.place if direct else Place(platform, event.sender.account)
        redrawn = reply_key(event) if direct and self.setup.able(platform).edits else None
        return Promising(self.setup, tx, now).make(person, talk, place, redrawn)

    def _who(self, tx: Tx, event: Event, now: datetime) -> Person | None:
        """By account; a new account with a known e-mail is linked to its person."""
        platform, sender = event.place.platform, event.sender
        person = tx.person_at(platform, sender.account)
        known = tx.person_by_email(sender.email) if person is None and sender.email else None
        if known and platform not in known.accounts and not self._unlinked(tx, platform, sender.account):
            person = replace(known, accounts={**known.accounts, platform: sender.account})
            tx.save_person(person)
            tx.log(Done(now, person.key, LINKED, subject(platform, sender.account), "e-mail"))
        return person if person and person.active else None

    @staticmethod
    def _unlinked(tx: Tx, platform: str, account: str) -> bool:
        """Whether somebody let go of this account: then it is linked again by a code only."""
        newest = tx.done(subject=subject(platform, account), limit=1)
        return bool(newest) and newest[0].what == UNLINKED

    def _stranger(self, tx: Tx, event: Event, now: datetime) -> Heard:
        t = self._voice(event.sender)
        sentence = f"{t('stranger.sentence', account=event.sender.account)}\n{t('stranger.other_platform')}"
        message = notice(t, sentence)
        return self._posted(tx, event, message, now, place=event.place, only=event.sender.account if not event.place.direct else None)

    def _voice(self, sender: Sender) -> Speak:
        """For who is not known yet."""
        company = self.setup.company
        return self.setup.catalogue.speak(sender.language or company.language, company.timezone)

    def _answer(self, tx: Tx, event: Event, person: Person, taken: Taken, now: datetime, *, private: bool) -> Heard:
        """Where the answer goes: back to where it was asked, or in private when it is for one person's eyes."""
        able = self.setup.able(event.place.platform)
        edits = event.source if taken.in_place and event.source and able.edits else None
        if event.place.direct or not private:
            return self._posted(tx, event, taken.message, now, place=event.place, person=person, edits=edits)
        if able.private_answers:
            return self._posted(tx, event, taken.message, now, place=event.place, person=person, only=event.sender.account)
        t = self.setup.speak(person)
        direct = Place(event.place.platform, event.sender.account)
        said = self._posted(tx, event, taken.message, now, place=direct, person=person)
        if isinstance(event.content, Said) and event.content.pressed:
            return said  # nobody in the group has heard a question
        pointer = notice(t, t("group.answered_in_private", name=person.name))
        note = Outgoing(f"{reply_key(event)}:note", now, place=event.place, message=pointer, state="sending")
        return Heard(said.outcome, (*said.rows, replace(note, id=tx.post(note))))

    def _posted(
        self,
        tx: Tx,
        event: Event,
        message: Message,
        now: datetime,
        *,
        place: Place,
        person: Person | None = None,
        only: str | None = None,
        edits: str | None = None,
    ) -> Heard:
        to = person.key if person and place.direct else None
        waits = tx.answers_wait(place, to)
        row = Outgoing(
            reply_key(event),
            now if waits is None else max(now, waits),  # behind what was answered before
            person=to,
            place=place,
            message=message,
            via=event.via,
            edits_receipt=edits,
            only=only,
            state="sending" if waits is None else "ready",
        )
        posted = replace(row, id=tx.post(row))
        return Heard(Outcome(reply=message, toast=message.summary), (posted,) if waits is None else ())


def reply_key(event: Event) -> str:
    """The key of the row that answers an event."""
    return f"reply:{event.place.platform}:{event.id}"
