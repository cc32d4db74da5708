"""A one-time code that somebody sends: in a direct message it makes their account another of the person's; in a group it is void."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from bot.acting import Acting
from bot.company import Setup
from bot.conversation.draw import notice
from bot.conversation.event import Event, Place, Said, legible
from bot.conversation.form import plain
from bot.conversation.i18n import Catalogue, Speak
from bot.conversation.message import Button, Message
from bot.flows.accounts import unlink_button
from bot.link_codes import MOST_TRIES, TRIES_FOR, digest, read_code
from bot.links import ensure_secret
from bot.loading import Loader
from bot.okr.deeds_accounts import LinkAccount
from bot.okr.model import Person
from bot.okr.model_accounts import LinkCode
from bot.okr.refusal import Refused
from bot.ports import Done, Outgoing, Tx
from bot.routing import PREFIX
from bot.wording import platform_name

COLLEAGUES = 1
TOLD_FOR = timedelta(days=7)
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to whoever sent a code, and whose account it is by now."""

    message: Message
    person: Person | None


@dataclass(frozen=True, slots=True)
class Linking:
    """Codes in one transaction. `person` is whom the sender's account belongs to so far."""

    setup: Setup
    tx: Tx
    now: datetime
    person: Person | None
    _secret: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_secret", ensure_secret(self.tx))

    def hear(self, event: Event) -> Answer | None:
        """None where nothing of it is a code. Of what somebody known says, only a code that holds counts without the word before it."""
        assert isinstance(event.content, Said)
        worded, code = said_code(self.setup, str(getattr(legible(event.content), "text", "")))
        if not code and not (worded and self.person is None):
            return None
        kept = self.tx.link_code(digest(self._secret, code)) if code else None
        if not worded and (self.person is not None or not event.place.direct) and not self._holds(event, kept):
            return None
        if not event.place.direct:
            return self._void(event, kept)
        return self._redeem(event, kept)

    def _holds(self, event: Event, kept: LinkCode | None) -> bool:
        """Whether bare words are a code. What only looks like one is heard as usual and counts as a try: nobody finds one by trying."""
        if not event.place.direct:
            return kept is not None
        platform, account = event.place.platform, event.sender.account
        if self.tx.link_tries(platform, account, self.now) >= MOST_TRIES:
            return False
        if kept is None:
            self.tx.count_link_try(platform, account, self.now, self.now + TRIES_FOR)
        return kept is not None

    def _void(self, event: Event, kept: LinkCode | None) -> Answer:
        """Whoever reads along in a group could have used it."""
        if kept is not None and self.tx.take_link_code(kept.digest):
            self.tx.log(Done(self.now, self.person.key if self.person else kept.person, "link_code_voided", kept.person))
        t = self._voice(event)
        return Answer(notice(t, t("link.not_in_a_group")), self.person)

    def _redeem(self, event: Event, kept: LinkCode | None) -> Answer:
        platform, account = event.place.platform, event.sender.account
        t = self._voice(event)
        if self.tx.link_tries(platform, account, self.now) >= MOST_TRIES:
            return self._said(event, t("link.too_many"))
        owner = self.tx.person(kept.person) if kept is not None and kept.until > self.now else None
        if kept is None or owner is None or not owner.active:
            self.tx.count_link_try(platform, account, self.now, self.now + TRIES_FOR)
            return self._said(event, t("link.no_code") + (self._already(t, platform)))
        if owner.accounts.get(platform) == account:
            return self._said(event, t("link.same_account", code=event_code(self.setup, event)))
        if not self.tx.take_link_code(kept.digest):
            return self._said(event, t("link.no_code"))
        try:
            Acting(self.tx, owner, Loader(self.tx, owner, self.setup.company, self.now), self.now).do(LinkAccount(platform, account))
        except Refused as refused:
            return self._said(event, t(refused.key, **{**refused.args_, "hr": self._hr(t)}))
        return self._linked(event, self.tx.person(owner.key) or owner)

    def _already(self, t: Speak, platform: str) -> str:
        """An event that comes twice, or a second press: the account is linked, and that is all there is to it."""
        if self.person is None or len(self.person.accounts) < 2:
            return ""
        return " " + t("link.linked_already", platforms=t.list([platform_name(t, name) for name in sorted(self.person.accounts)]))

    def _linked(self, event: Event, owner: Person) -> Answer:
        """Both sides hear of it, each with a way to take it back."""
        here = event.place.platform
        t = self.setup.speak(owner)
        self.tx.seen_at(owner.key, event.place, self.now)
        undo = unlink_button(t, here)
        where = platform_name(t, owner.platform or here)
        for name, account in sorted(owner.accounts.items()):
            if name != here:
                told = notice(t, t("link.told", platform=platform_name(t, here), account=_called(event)), None, (undo,))
                key = f"linked:{here}:{event.id}:{name}"
                place = Place(name, account)
                row = Outgoing(key, self.now, "linked", owner.key, place, told, priority=COLLEAGUES, expires=self.now + TOLD_FOR)
                self.tx.post(row)
        home = Button(t("button.home"), t("button.home_says"), "primary")
        choose = Button(t("link.choose"), t("link.choose_says"))
        return Answer(notice(t, t("link.done", name=owner.name, platform=where), None, (home, choose, undo)), owner)

    def _said(self, event: Event, sentence: str) -> Answer:
        return Answer(notice(self._voice(event), sentence), self.person)

    def _voice(self, event: Event) -> Speak:
        company = self.setup.company
        if self.person is not None:
            return self.setup.speak(self.person)
        return self.setup.catalogue.speak(event.sender.language or company.language, company.timezone)

    def _hr(self, t: Speak) -> str:
        """By name whom to turn to."""
        return t.list([person.name for person in self.tx.with_role("hr")]) or "HR"


def said_code(setup: Setup, text: str) -> tuple[bool, str]:
    """Whether it begins with the word for linking and goes on, and the code in it ("" = none)."""
    said = " ".join(unicodedata.normalize("NFKC", text).split())
    prefixed = PREFIX.match(said)
    said = said[prefixed.end() :] if prefixed else said
    if not said or len(said) > LONGEST:
        return False, ""
    for word, meant in _linking_words(setup.catalogue):
        rest = said[len(word) :]
        if rest and plain(said[: len(word)]) == meant and not (word[-1].isascii() and rest[0].isalnum()):
            return True, read_code(rest.strip(" :,"))
    return False, read_code(said)


@lru_cache(maxsize=4)
def _linking_words(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """The words before a code, the longest first, and as they are compared: every sentence is looked at."""
    return tuple((word, plain(word)) for word in sorted(catalogue.words("command.link"), key=len, reverse=True))


def may_hold_code(setup: Setup, text: str) -> bool:
    """A look at the words alone: nearly nothing that people say goes further."""
    return any(said_code(setup, text))


def event_code(setup: Setup, event: Event) -> str:
    """The code in it as it is shown."""
    code = said_code(setup, event.content.text)[1] if isinstance(event.content, Said) else ""
    return f"{code[:4]}-{code[4:]}"


def _called(event: Event) -> str:
    return f"{event.sender.name} ({event.sender.account})" if event.sender.name else event.sender.account
