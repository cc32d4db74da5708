"""The nouns of the method as frozen values: who, when, what is aimed at and how it goes. No behaviour, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

CycleKind = Literal["week", "month", "bimonth", "quarter", "half", "year"]
CycleState = Literal["planned", "drafting", "active", "scoring", "closed"]
ObjectiveKind = Literal["committed", "aspirational"]
ObjectiveType = Literal["revenue", "user", "efficiency", "capability"]
ObjectiveState = Literal["draft", "submitted", "returned", "agreed", "closed", "dropped"]
Source = Literal["own", "split", "support"]
Visibility = Literal["company", "team", "chain"]
Direction = Literal["up", "down", "at_least", "at_most", "done"]
CollaboratorState = Literal["asked", "confirmed", "declined", "discuss"]
Policy = Literal["strict", "standard", "agile"]
Writing = Literal["required", "optional", "off"]
Reviewing = Literal["off", "monthly", "mid"]

MAX_OBJECTIVES = 5
MAX_KEY_RESULTS = 4


@dataclass(frozen=True, slots=True)
class Leave:
    """Days away, both ends included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the company; `accounts` maps a platform's name to the account id there. None = the company's default."""

    key: str
    name: str
    email: str | None = None
    manager: str | None = None
    team: str | None = None
    roles: frozenset[str] = frozenset({"employee"})
    language: str | None = None
    timezone: str | None = None
    calendar: str | None = None
    active: bool = True
    accounts: Mapping[str, str] = field(default_factory=dict)
    leave: tuple[Leave, ...] = ()
    platform: str | None = None  # where prompts go; None: where they last wrote
    prompt_time: time | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    stand_in: str | None = None  # who decides in their place while they are away; named by HR


@dataclass(frozen=True, slots=True)
class Team:
    """A unit with a board; weekday 0 = Monday, times are local to the lead."""

    key: str
    name: str
    parent: str | None = None
    lead: str | None = None
    coach: str | None = None
    pilot: bool = False
    board_platform: str | None = None
    board_channel: str | None = None
    weekday: int | None = None
    prompt_time: time | None = None
    every_weeks: int | None = None
    writing: Writing | None = None  # what follows here is the cycle's where the team does not say it
    max_objectives: int | None = None
    max_key_results: int | None = None
    policy: Policy | None = None


@dataclass(frozen=True, slots=True)
class Cycle:
    """A period in which OKRs run, with its own dates (docs/method.md 1); `closed` is set by HR only.

    `policy` says what may change while it runs (docs/method.md 8), `review` how often everybody looks back on the way (9).
    """

    key: str
    kind: CycleKind
    starts: date
    ends: date
    drafting_opens: date
    drafts_due: date
    scoring_opens: date
    closed: bool = False
    policy: Policy = "standard"
    max_objectives: int = 5
    max_key_results: int = 4
    writing: Writing = "required"
    review: Reviewing = "off"


@dataclass(frozen=True, slots=True)
class Collaborator:
    """Somebody a key result depends on, and what they answered; `asked_at` is None until the draft was submitted in these words."""

    person: str
    state: CollaboratorState = "asked"
    note: str | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """What an objective serves: another objective, or one key result of it."""

    objective: str
    key_result: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The owner's own judgement at the end, 0..1 in tenths."""

    own: float
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a key result as it was and became; `reason` and `approved_by` where a change request led to it."""

    at: datetime
    by: str
    field: str
    old: str | float | None
    new: str | float | None
    reason: str | None = None
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class KeyResult:
    """How one knows that the objective is reached. Numbers stand in `unit` as people say them; progress 0..1, confidence 1..10.

    `roll_up`: its owner's check-in suggests what the progress of those comes to who carry a part of it.
    """

    id: str
    objective: str
    text: str
    owner: str
    position: int = 1
    collaborators: tuple[Collaborator, ...] = ()
    unit: str | None = None
    baseline: float | None = None
    target: float | None = None
    direction: Direction = "done"
    current: float | None = None
    progress: float | None = None
    confidence: int | None = None
    due: date | None = None
    adjusted: bool = False
    advice: tuple[str, ...] = ()
    state: Literal["active", "dropped"] = "active"
    score: Score | None = None
    history: tuple[Change, ...] = ()
    roll_up: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was done to an objective: submitted, returned, agreed, changed ..."""

    at: datetime
    by: str
    what: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """Where somebody wants to go in a cycle, with its key results in order. `kind` is None only while drafting.

    `versions` are the texts of each submission, the objective's first; `shared_with` are those whom the owner shows the draft.
    `for_team`: it is `team`'s, and its owner answers for it; any other is its owner's own, and `team` only says where they were.
    """

    id: str
    owner: str
    cycle: str
    text: str
    team: str | None = None
    kind: ObjectiveKind | None = None
    type: ObjectiveType | None = None
    source: Source = "own"
    state: ObjectiveState = "draft"
    visibility: Visibility = "company"
    position: int = 1
    aligned_to: tuple[Alignment, ...] = ()
    unaligned_because: str | None = None
    approver: str | None = None
    advice: tuple[str, ...] = ()
    score: float | None = None
    key_results: tuple[KeyResult, ...] = ()
    events: tuple[Happening, ...] = ()
    versions: tuple[tuple[str, ...], ...] = ()
    shared_with: tuple[str, ...] = ()
    for_team: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    """Help asked of somebody; `person` is a key, None when the name fits nobody. The words are for the asked and the asker's chain."""

    person: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of a check-in before and after a correction."""

    at: datetime
    by: str
    field: str
    old: str | float | None
    new: str | float | None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """How one key result stood in one ISO week, as its owner said. None = not said, never 0."""

    key_result: str
    week: str
    at: datetime
    by: str
    value: float | None = None
    progress: float | None = None
    confidence: int | None = None
    note: str | None = None
    blocker: str | None = None
    help: tuple[Help, ...] = ()
    next: str | None = None
    late: bool = False
    no_change: bool = False
    edits: tuple[Edit, ...] = ()
