"""What is kept of a cycle's end and of HR's campaigns, as frozen values: looking back, who is written to when, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Occasion = Literal["opens", "half", "last_day", "overdue", "scoring", "review", "word"]
"""Why a campaign goes out: one of a cycle's days (docs/method.md 7, 9), or because HR has a word to say."""
Stage = Literal["no_draft", "drafting", "submitted", "returned", "agreed", "not_scored"]


@dataclass(frozen=True, slots=True)
class Retro:
    """One person's look back on a cycle: for themselves (`team` empty), or as their part of a team's. None = not said."""

    person: str
    cycle: str
    at: datetime
    team: str = ""
    target: str | None = None
    result: str | None = None
    cause: str | None = None
    next: str | None = None
    lesson: str | None = None


@dataclass(frozen=True, slots=True)
class Gathering:
    """A team's look back: who began it when; `shared_at` is None until its lead shows the page to the team."""

    team: str
    cycle: str
    by: str
    at: datetime
    shared_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a campaign is for; what is empty narrows nothing. Teams hold the teams below them."""

    stages: tuple[Stage, ...] = ()
    teams: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A campaign. `by` is None of those that a cycle brings by itself; `texts` maps languages to words, empty where the occasion says it.

    `targeted` is whom it was for when it was last looked; `dropped` who was not written to, and why, as (person, code); what else became
    of it stands in the outbox, or, after a restore, in `delivered` and `failed`. `stopped`: HR took it back before its time.
    """

    id: str
    by: str | None
    at: datetime
    due: datetime
    occasion: Occasion = "word"
    cycle: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    audience: Audience = Audience()
    targeted: tuple[str, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    delivered: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What HR decided about one occasion of a cycle: off, or on another day (None: its usual one)."""

    cycle: str
    occasion: Occasion
    on: bool = True
    day: date | None = None
