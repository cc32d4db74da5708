"""Everything that can be done to an OKR, as values: what a flow ends in, what `actions.apply` takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from bot.okr.deeds_accounts import AccountDeed
from bot.okr.deeds_asking import AskingDeed
from bot.okr.deeds_ending import EndingDeed
from bot.okr.deeds_hr import HrDeed
from bot.okr.deeds_learning import LearningDeed
from bot.okr.deeds_time import TimeDeed
from bot.okr.deeds_week import WeekDeed
from bot.okr.model import CheckIn, Objective


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """The owner's drafts of a cycle read like this now; `dropped` are ids that the draft no longer holds."""

    objectives: tuple[Objective, ...]
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submit:
    """The owner asks for agreement to these objectives."""

    objectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The owner takes back what was submitted and is not decided yet."""

    objectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agree:
    """The approver agrees to what was submitted."""

    objectives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """The approver sends it back with a comment; None when remarks on its lines say it all."""

    objectives: tuple[str, ...]
    comment: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """How key results stand in a week; what was reported for that week before is corrected, its old values kept."""

    check_ins: tuple[CheckIn, ...]


@dataclass(frozen=True, slots=True)
class UndoReport:
    """Takes back the last report or correction of a week."""

    week: str
    key_results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakeLeave:
    """Away on these days, both included; an empty span ends a leave that runs or is to come."""

    start: date
    end: date
    cancel: bool = False


@dataclass(frozen=True, slots=True)
class SetOwn:
    """A person's own settings; None leaves one as it is."""

    language: str | None = None
    timezone: str | None = None
    prompt_time: time | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    platform: str | None = None
    calendar: str | None = None


Own = SaveDraft | Submit | Withdraw | Agree | Return | Report | UndoReport | TakeLeave | SetOwn
Action = Own | AskingDeed | WeekDeed | TimeDeed | EndingDeed | HrDeed | AccountDeed | LearningDeed
