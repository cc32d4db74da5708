"""What people ask of each other and answer, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.okr.model import ObjectiveType, Source, Visibility
from bot.okr.model_asking import FieldValue


@dataclass(frozen=True, slots=True)
class AnswerDependency:
    """Whoever a key result depends on confirms, declines or wants to talk; `note` in their words."""

    objective: str
    key_result: str
    state: Literal["confirmed", "declined", "discuss"]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Words on one line: of an objective, or of one of its key results."""

    objective: str
    key_result: str | None
    text: str


@dataclass(frozen=True, slots=True)
class AddComments:
    """Remarks on lines of somebody's draft; `told` when the owner is to hear of them by themselves, not with a decision."""

    remarks: tuple[Remark, ...]
    told: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """The owner shows these drafts to a manager above them or to their coach, with a question if there is one."""

    objectives: tuple[str, ...]
    person: str
    question: str | None = None


@dataclass(frozen=True, slots=True)
class NameStandIn:
    """HR names who decides in somebody's place while they are away; None = nobody any more."""

    person: str
    stand_in: str | None


@dataclass(frozen=True, slots=True)
class AskChange:
    """A change to what is agreed: new values by field, dates as text; see `ChangeRequest` for what the fields mean."""

    objective: str
    key_result: str | None
    fields: Mapping[str, FieldValue]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DecideChange:
    """Approved, returned with a question or declined; who asked may take it back (declined by themselves)."""

    request: str
    decision: Literal["approved", "returned", "declined"]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class OfferObjectives:
    """A manager offers an objective out of their key result: (report, words) each."""

    objective: str
    key_result: str
    offers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AnswerOffer:
    """Accepted as it is or in other words; declined with a reason that only the manager sees."""

    offer: str
    accepted: bool
    text: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SetNature:
    """Who may see an objective, its type, where it comes from, whether it is the team's; None leaves it as it is."""

    objective: str
    visibility: Visibility | None = None
    type: ObjectiveType | None = None
    source: Source | None = None
    for_team: bool | None = None


@dataclass(frozen=True, slots=True)
class SetRollUp:
    """Its owner wants the progress of those who carry a part of it suggested at the check-in, or not any more."""

    objective: str
    key_result: str
    on: bool


AskingDeed = (
    SetRollUp | SetNature | AnswerDependency | AddComments | Share | NameStandIn | AskChange | DecideChange | OfferObjectives | AnswerOffer
)
