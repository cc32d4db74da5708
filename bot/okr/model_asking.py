"""What people ask of each other, as frozen values: a remark on a line, a change while it runs, an objective that is offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.okr.model import Visibility

CommentAbout = Literal["objective", "key_result", "score", "retro"]
RequestState = Literal["open", "returned", "approved", "declined"]
OfferState = Literal["offered", "accepted", "declined"]
FieldValue = str | float | None


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on one line; `subject` is the id of what it is about."""

    id: str
    about: CommentAbout
    subject: str
    by: str
    at: datetime
    text: str
    visible_to: Visibility = "chain"


@dataclass(frozen=True, slots=True)
class Consent:
    """One of several people who all have to agree has agreed."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A change to an agreed key result, or to its objective (`key_result` None).

    `fields` maps names of fields to their new values, dates as text; {"state": "dropped"} takes a key result out, {"add": text} is a new
    one. `owner` is the objective's owner when it was asked; `heir` is who would become the owner, and then the one who decides.
    `consents` are of those who agreed where two have to.
    """

    id: str
    objective: str
    key_result: str | None
    owner: str
    asked_by: str
    at: datetime
    heir: str | None = None
    reason: str | None = None
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    state: RequestState = "open"
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str | None = None
    consents: tuple[Consent, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """An objective out of the manager's key result, offered to a report; `made` is the draft that came of it."""

    id: str
    by: str
    to: str
    objective: str
    key_result: str
    cycle: str
    text: str
    at: datetime
    state: OfferState = "offered"
    made: str | None = None
    note: str | None = None
