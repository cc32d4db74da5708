"""A wish for other wordings is a promise: a row of the outbox from the very turn, so that it is answered whatever dies meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.company import Setup
from bot.conversation.event import Place, Said
from bot.conversation.flow import Asking
from bot.conversation.message import Message
from bot.conversation.talk import Talk
from bot.flows.proposals import Wish, granted, is_granted, wish_of
from bot.okr.model import Person
from bot.ports import Outgoing, Tx
from bot.talking import Talking

KIND = "proposals"
PATIENCE = 8.0  # seconds that the model is given, from the moment it was wished for
ANSWERED_BY = timedelta(seconds=10)  # then nobody works on it any more, and the person is told that nothing came
WANTED_FOR = timedelta(minutes=10)
BEHIND_ANSWERS = 1  # the priority of a row for which no answer waits


@dataclass(frozen=True, slots=True)
class Promised:
    """A wish that is to be worked on, and the key of its row."""

    key: str
    talk: str
    wish: Wish
    language: str


@dataclass(frozen=True, slots=True)
class Promising:
    """The promises of one transaction."""

    setup: Setup
    tx: Tx
    now: datetime

    def make(self, person: Person, talk: Talk, place: Place, reply: str | None) -> Promised | None:
        """What this very turn wishes for, if it does. `reply` is the key of the row that answered it, where that can be redrawn."""
        wish = wish_of(talk.answers, self.now.isoformat()) if self.setup.company.proposes and talk.state == "open" else None
        if wish is None:
            return None
        key = f"{KIND}:{talk.id}:{wish.name}:{wish.at}"
        about = {"talk": talk.id, "at": wish.at, "platform": place.platform, "address": place.address}
        row = Outgoing(key, self.now + ANSWERED_BY, KIND, person.key, place, flow=talk.flow, about=about, edits=reply)
        self.tx.post(replace(row, priority=BEHIND_ANSWERS, expires=self.now + WANTED_FOR))
        return Promised(key, talk.id, wish, self.setup.company.language_of(person))

    def keep(self, promised: Promised, texts: Sequence[str]) -> bool:
        """Puts what came into the conversation, to be shown at once; False where nobody waits for it any more."""
        row, talk = self.tx.outgoing(promised.key), self.tx.talk(promised.talk)
        wish = self._waiting(talk, promised.wish.at) if talk else None
        if row is None or row.state != "ready" or talk is None or wish is None or is_granted(talk.answers, wish):
            return False
        self.tx.save_talk(replace(talk, answers={**talk.answers, **granted(wish, texts)}, rev=talk.rev + 1))
        return self.tx.settle(row.id, "ready", self.now, due=self.now)

    def compose(self, row: Outgoing, person: Person) -> tuple[Message, Place] | None:
        """Where the conversation stands with what came, or with word that nothing did; None where the person has gone on."""
        talk = self.tx.talk(row.about["talk"])
        wish = self._waiting(talk, row.about["at"]) if talk and not talk.pending else None
        if talk is None or wish is None:
            return None
        if not is_granted(talk.answers, wish):
            talk = replace(talk, answers={**talk.answers, **granted(wish, ())})
        place = Place(row.about["platform"], row.about["address"])
        return self._talking(person, place.platform).opened(talk).message, place

    def _waiting(self, talk: Talk, at: str) -> Wish | None:
        """The wish of that moment, while the conversation still stands where it was made."""
        person, wish = self.tx.person(talk.person), wish_of(talk.answers, at)
        if person is None or wish is None or talk.state != "open":
            return None
        turn, _ = self._talking(person).turn(talk, Said(""))
        position = turn.run(talk.answers)
        return wish if isinstance(position, Asking) and position.missing[0].name == wish.asked_at else None

    def _talking(self, person: Person, platform: str = "") -> Talking:
        return Talking(self.setup, self.tx, person, self.now, self.setup.able(platform).forms)
