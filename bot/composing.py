"""A row of the outbox gets its words when its turn comes, from what is true by then; or it is dropped with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from bot.campaigning import Campaigning
from bot.company import Setup
from bot.conversation.event import Place
from bot.conversation.message import Message, Progress
from bot.loading import Loader
from bot.okr.localtime import to_local
from bot.okr.model import Person, Team
from bot.okr.quiet import Availability
from bot.okr.schedule import reminded_after
from bot.ports import Outgoing, Tx
from bot.promising import KIND as PROPOSALS
from bot.promising import Promising
from bot.reaching import availability
from bot.talking import Talking
from bot.unsent import ANSWER
from bot.wanted import Wanted

OF_ITSELF = ("prompt", "reminder", "digest", "campaign")


@dataclass(frozen=True, slots=True)
class Composed:
    """The message and where it goes."""

    message: Message
    place: Place


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: the person is away, or it is their quiet time."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """Nobody wants it any more, or nobody can get it; `failed` when an operator should know."""

    reason: str
    failed: bool = False


@dataclass(frozen=True)
class Composing:
    """Composes the rows of one transaction."""

    setup: Setup
    tx: Tx
    now: datetime

    def compose(self, row: Outgoing) -> Composed | Wait | Drop:
        """What becomes of a row without words."""
        if row.kind == "board":
            return self._board(row)
        if row.kind == "campaign_due":
            return Drop(self._campaigning.fall(row))
        person = self.tx.person(row.person or "")
        if person is None or not person.active:
            return Drop("the person has left")
        if row.kind == PROPOSALS:
            found = Promising(self.setup, self.tx, self.now).compose(row, person)
            return Composed(*found) if found else Drop("the person has gone on")
        if row.kind == ANSWER and (account := person.accounts.get(row.about["platform"])):
            asked = Place(row.about["platform"], account)
            return Composed(self._message(row, person, asked), asked)  # an answer waits for nothing
        waits = self._waits(row, person)
        if waits is not None:
            return waits
        place = self.tx.direct_place(person)
        if place is None:
            return Drop("the person has no account on any platform", failed=True)
        campaign = row.kind in ("broadcast", "campaign")
        decides = self._campaigning if campaign else Wanted(self.tx, self.now, self._today(person))
        unwanted = decides.why_not(row, person)
        if unwanted:
            return Drop(unwanted)
        if row.kind == "reminder" and (until := self._too_soon(row)):
            return Wait(until) if row.expires is None or until < row.expires else Drop("asked too late to be reminded on the same day")
        return Composed(self._message(row, person, place), place)

    def _too_soon(self, row: Outgoing) -> datetime | None:
        """When to remind somebody whose prompt came late, after an outage or at the end of a long queue; None: it is time."""
        key = f"prompt:{row.person}:{row.about['week']}"
        asked = self.tx.sent_at(key)
        if asked is None and (prompt := self.tx.outgoing(key)) and prompt.state == "ready":
            asked = max(prompt.due, self.now)  # it waits itself: for the morning, or for its turn
        until = reminded_after(asked) if asked else self.now
        return until if until > self.now else None

    @cached_property
    def _campaigning(self) -> Campaigning:
        return Campaigning(self.setup.company, self.tx, self.now)

    def _today(self, person: Person) -> date:
        return to_local(self.now, self.setup.company.timezone_of(person)).date()

    def _message(self, row: Outgoing, person: Person, place: Place) -> Message:
        forms = self.setup.able(place.platform).forms
        talking = Talking(self.setup, self.tx, person, self.now, forms)
        if row.kind == "prompt":
            self._close_earlier(person, row.about["week"])
        return talking.opened(talking.begin(row.flow or "home", row.about, touched=False)).message

    def _close_earlier(self, person: Person, week: str) -> None:
        """From a prompt on, what is said belongs to its week: check-ins of weeks before that nobody confirmed are over."""
        for talk in self.tx.talks(person.key, flow="checkin", states=("open", "parked")):
            if talk.about.get("week", week) < week:
                self.tx.save_talk(replace(talk, state="dropped", pending="", rev=talk.rev + 1))

    def _waits(self, row: Outgoing, person: Person) -> Wait | Drop | None:
        """What the bot says of itself waits for a working day; what a colleague did waits only for quiet hours and leave."""
        hours = self.availability(person)
        good = hours.first_good_moment(self.now) if row.kind in OF_ITSELF else hours.after_quiet(self.now)
        if good is None or (row.expires is not None and good >= row.expires):
            return Drop("not wanted any more when it could be sent")
        return Wait(good) if good > self.now else None

    def availability(self, person: Person) -> Availability:
        """When somebody may be written to."""
        return availability(person, self.setup.company, Loader(self.tx, person, self.setup.company, self.now).overrides)

    def _board(self, row: Outgoing) -> Composed | Drop:
        team = self.tx.team(row.about["team"])
        if team is None or not team.board_platform or not team.board_channel:
            return Drop("the team has no board channel any more")
        message = self.board(team, row.about["week"])
        if row.edits is None and not any(isinstance(block, Progress) for block in message.blocks):
            return Drop("no key result that everybody there may see")
        return Composed(message, Place(team.board_platform, team.board_channel, direct=False))

    def board(self, team: Team, week: str) -> Message:
        """A team's board of a week, in its lead's language."""
        lead = (self.tx.person(team.lead) if team.lead else None) or Person("", team.name)
        about = {"team": team.key, "week": week, "posted": "yes"}
        if self.setup.able(team.board_platform or "").edits:  # there buttons are drawn
            about["reacts"] = "yes"
        talking = Talking(self.setup, self.tx, lead, self.now)
        return replace(talking.opened(talking.begin("team", about)).message, ref=None)
