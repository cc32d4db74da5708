"""What the page posts, checked and turned into events."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from adapters.playground.company import Member
from bot.conversation.event import Event, Filled, Mention, Opened, Place, Quoted, Ref, Said, Sender

PLATFORM = "playground"
MAX_TEXT = 20_000

EventId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
_BOT = re.compile(r"[@＠]okrbot(?![A-Za-z0-9_])[,，:：]?\s*", re.IGNORECASE)
_SLASH = re.compile(r"^\s*[/／]\s*okr(?![A-Za-z0-9_])", re.IGNORECASE)


class _Posted(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PostedRef(_Posted):
    """The conversation and revision that a card was drawn for."""

    conversation: str
    rev: int


class _Deed(_Posted):
    """What a person does in a conversation: `account` does it, `place` is a channel's address or the account itself."""

    id: EventId
    account: str
    place: str


class Say(_Deed):
    """Typed; `mentions` are the accounts that were picked from the list of people, `quoted` is the message that it answers."""

    do: Literal["say"] = "say"
    text: str = Field(max_length=MAX_TEXT)
    mentions: tuple[str, ...] = ()
    quoted: str | None = None


class Press(_Deed):
    """A button of the message `source`."""

    do: Literal["press"] = "press"
    says: str
    label: str = ""
    ref: PostedRef | None = None
    source: str | None = None


class Fill(_Deed):
    """A form of the message `source`."""

    do: Literal["fill"] = "fill"
    values: dict[str, Annotated[str, Field(max_length=MAX_TEXT)]]
    title: str = ""
    ref: PostedRef | None = None
    source: str | None = None


class Open(_Deed):
    """The person opened the conversation and said nothing."""

    do: Literal["open"] = "open"


Deed = Say | Press | Fill | Open


def event(deed: Deed, sender: Member, everybody: Sequence[Member], at: datetime) -> Event | None:
    """The event of a deed. None where the bot is not meant: in a channel it hears only what mentions it, or a slash command."""
    direct = deed.place == sender.account
    content = _content(deed, direct, everybody)
    if content is None:
        return None
    return Event(
        id=deed.id,
        place=Place(PLATFORM, deed.place, direct=direct),
        sender=Sender(sender.account, name=sender.name, language=sender.language),
        content=content,
        at=at,
        via={"deed": deed.id},
        source=deed.source if isinstance(deed, Press | Fill) else None,
        quoted=Quoted((deed.quoted,)) if isinstance(deed, Say) and deed.quoted else None,
    )


def _content(deed: Deed, direct: bool, everybody: Sequence[Member]) -> Said | Filled | Opened | None:
    match deed:
        case Say():
            meant = direct or _BOT.search(deed.text) or _SLASH.search(deed.text)
            return _said(deed, everybody) if meant else None
        case Press():
            return Said(deed.says, ref=_ref(deed.ref), pressed=True)
        case Fill():
            return Filled(deed.values, ref=_ref(deed.ref))
        case Open():
            return Opened()


def _ref(ref: PostedRef | None) -> Ref | None:
    return None if ref is None else Ref(ref.conversation, ref.rev)


def _said(deed: Say, everybody: Sequence[Member]) -> Said:
    """The words without the bot's own mention. Of people with one name the picked account is meant; if none was picked, nobody."""
    mentions: dict[str, Mention] = {}

    def named(match: re.Match[str]) -> str:
        called = [member for member in everybody if member.name.casefold() == match[1].casefold()]
        meant = [member for member in called if member.account in deed.mentions] or called
        if len(meant) != 1:
            return match[0]
        mentions.setdefault(meant[0].account, Mention(meant[0].account, meant[0].name))
        return f"@{meant[0].name}"

    text = _BOT.sub("", deed.text).strip()
    longest_first = sorted({re.escape(member.name) for member in everybody}, key=len, reverse=True)
    if longest_first:
        text = re.sub(rf"[@＠]({'|'.join(longest_first)})(?![A-Za-z0-9_])", named, text, flags=re.IGNORECASE)
    return Said(text, mentions=tuple(mentions.values()))


class Seen(_Posted):
    """The account has read the conversation up to this line."""

    account: str
    place: str
    upto: int


class Turn(_Posted):
    """Turn the clock to this time; without an offset it is the company's wall clock."""

    to: datetime


class Reset(_Posted):
    """Start over; in this language, or in the one of before."""

    language: Literal["en", "zh-CN"] | None = None


class Language(_Posted):
    """The person of this account wants to be answered in this language."""

    account: str
    language: Literal["en", "zh-CN"]
