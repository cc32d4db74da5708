"""What people do to each other around a report, as values: answer, fix a talk, nudge, like, cheer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.okr.model_week import WeekNote

Word = Literal["answer", "talk", "seen", "comment", "weekly"]


@dataclass(frozen=True, slots=True)
class Tell:
    """A few words into a colleague's direct message; `key_result` and its `objective` say what they are about, if anything."""

    to: str
    what: Word
    text: str = ""
    objective: str | None = None
    key_result: str | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it concerns."""
        return (self.to,)


@dataclass(frozen=True, slots=True)
class SkipWeek:
    """Nothing is reported for that week, and it does not count as missing; the reason, if one is given, is for the chain above."""

    week: str
    reason: str | None = None

    @property
    def people(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class UnskipWeek:
    """The week is reported after all."""

    week: str

    @property
    def people(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Nudged:
    """One person to be nudged: about a check-in of a week, or a draft of a cycle; `day` is the day where they are."""

    person: str
    what: Literal["checkin", "draft"]
    period: str
    day: str


@dataclass(frozen=True, slots=True)
class Nudge:
    """A kind word to each of them, at most one a person and day."""

    whom: tuple[Nudged, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it concerns."""
        return tuple(one.person for one in self.whom)


@dataclass(frozen=True, slots=True)
class Cheer:
    """Recognition, for what somebody did."""

    to: str
    why: str = ""

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it concerns."""
        return (self.to,)


@dataclass(frozen=True, slots=True)
class Like:
    """A thumb up for somebody's check-in of a week."""

    to: str
    week: str

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it concerns."""
        return (self.to,)


@dataclass(frozen=True, slots=True)
class CommentOn:
    """Words on an agreed key result and how it goes; seen by whoever may see it."""

    to: str
    objective: str
    key_result: str
    text: str

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it concerns."""
        return (self.to,)


@dataclass(frozen=True, slots=True)
class SaveNotes:
    """What somebody says of a week: priorities and plans are their own, health is a team's."""

    notes: tuple[WeekNote, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it concerns."""
        return ()


@dataclass(frozen=True, slots=True)
class TalkHeld:
    """A manager has talked with somebody; what is told next time begins here."""

    person: str

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it concerns."""
        return (self.person,)


WeekDeed = Tell | SkipWeek | UnskipWeek | Nudge | Cheer | Like | CommentOn | SaveNotes | TalkHeld
