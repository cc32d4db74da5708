"""What travels to DingTalk and back unchanged: what a control says and where it stands, which cards a message became, how to answer."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, quote, urlencode

from bot.conversation.event import Place, Ref
from bot.conversation.signs import LETTERS, MARK, sign_of, signed

PLATFORM = "dingtalk"
SPEAK = "dtmd://dingtalkclient/sendMessage?content="
SAYS, AT, FORM = "says", "at", "form"  # params of a press: the words, where it stood, what was filled in
HIDDEN = "okrbotAt"  # the form field that carries the same as AT
ROUTE = "okrbot"  # the name under which presses are posted to us in HTTP mode
WEBHOOK, UNTIL, CHAT = "webhook", "until", "chat"  # keys of Event.via: how to answer, until when (ms), and only there

SHARED = "+"  # before the query key of a message that others have got too: it is not taken back for one of them

BRACKETS = re.compile(r"[（()）]")
LONGEST_ABOUT = 24  # characters
STANDING_WORDS = re.compile(rf"(?P<says>.+)[（(][^（()）]*{MARK}(?P<sign>[a-z2-7]{{{LETTERS}}})[)）]", re.DOTALL)

Template = Literal["form", "buttons"]
MARKS: Mapping[Template, str] = {"form": "okrf", "buttons": "okrb"}


def speaking(says: str) -> str:
    """The link that makes the person say these words."""
    return SPEAK + quote(says, safe="")


def standing_words(says: str, about: str, ref: Ref) -> str:
    """Words that tell what they are said to, and where that stands: a link can be pressed again weeks later."""
    about = BRACKETS.split(about)[0].strip()[:LONGEST_ABOUT]
    return f"{says}（{about} {MARK}{sign_of(ref)}）"


def read_standing(text: str) -> tuple[str, Ref | None]:
    """What `standing_words` made, taken apart; all else is words."""
    found = STANDING_WORDS.fullmatch(text)
    return (found["says"], signed(found["sign"])) if found else (text, None)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a control stands: the conversation it was drawn for, and the group its card is in (None = a direct chat)."""

    ref: Ref | None = None
    group: str | None = None

    def dump(self) -> str:
        """Text, empty when there is nothing to say."""
        parts: dict[str, str] = {}
        if self.ref is not None:
            parts |= {"c": self.ref.conversation, "r": str(self.ref.rev)}
        if self.group is not None:
            parts["g"] = self.group
        return urlencode(parts)

    @classmethod
    def load(cls, text: str) -> Standing:
        """What `dump` wrote. Raises ValueError."""
        parts = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)))
        ref = Ref(parts["c"], int(parts["r"])) if "c" in parts and "r" in parts else None
        return cls(ref, parts.get("g"))


def track(key: str, template: Template, number: int, count: int) -> str:
    """The outTrackId of one part of a message: the same for the same message, so that sending it twice makes one card."""
    digest = hashlib.blake2b(key.encode(), digest_size=20).hexdigest()
    return f"{MARKS[template]}-{digest}.{number}.{count}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a message became: the cards it is, or the robot's messages that can be taken back, or nothing that can be named."""

    tracks: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()

    @property
    def template(self) -> Template:
        return "form" if self.tracks and self.tracks[0].startswith(MARKS["form"]) else "buttons"

    def dump(self) -> str:
        if self.tracks:
            return ",".join(self.tracks)
        return "robot:" + ",".join(self.queries)

    @classmethod
    def load(cls, text: str) -> Receipt:
        """From `dump`, or from the one card that was pressed: its id tells the others'."""
        if text.startswith("robot:"):
            return cls(queries=tuple(q for q in text.removeprefix("robot:").split(",") if q))
        tracks = tuple(t for t in text.split(",") if t)
        base, _, count = (tracks[0] if tracks else "").rpartition(".")
        if len(tracks) == 1 and count.isdecimal() and int(count) > 1:
            tracks = tuple(f"{base.rpartition('.')[0]}.{number}.{count}" for number in range(int(count)))
        return cls(tracks)


def space(place: Place) -> str:
    """The openSpaceId of a place."""
    return f"dtv1.card//{'IM_ROBOT' if place.direct else 'IM_GROUP'}.{place.address}"
