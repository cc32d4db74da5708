"""What a flow is given: what is known at this moment, as values, loaded by the engine according to what the flow says it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Literal, TypeVar

from bot.conversation.flow import Flow
from bot.conversation.i18n import Speak
from bot.conversation.talk import Answers
from bot.flows.known_accounts import NewCode
from bot.flows.known_ending import NO_ENDING, Ending
from bot.flows.known_learning import NO_LEARNING, Learning
from bot.flows.known_managing import NO_BRIEF, NO_MANAGED, Brief, Managed
from bot.okr.access import NO_ORG, Org, is_away
from bot.okr.calendars import Overrides
from bot.okr.cycles import has_days_in
from bot.okr.localtime import to_local
from bot.okr.model import CheckIn, Cycle, KeyResult, Objective, Person, Team
from bot.okr.model_asking import ChangeRequest, Comment, Offer
from bot.okr.model_week import WeekNote
from bot.okr.reviewing import ReviewDay
from bot.okr.rhythm import Rhythm
from bot.okr.rolling import RolledUp
from bot.okr.stuck import Stuck
from bot.okr.weeks import Week

T = TypeVar("T")

Need = Literal[
    "mine",
    "drafts",
    "parents",
    "week",
    "team",
    "subject",
    "submission",
    "waiting",
    "reports",
    "asked",
    "comments",
    "around",
    "shared",
    "left",
    "requests",
    "offers",
    "members",
    "alert",
    "scored",
    "retro",
    "previous",
    "found",
    "broadcast",
    "company",
    "fates",
    "report",
    "nudge",
    "carried",
    "carried_team",
    "managed",
    "brief",
    "addressed",
    "liked",
    "history",
    "week_notes",
    "rhythm",
    "days",
    "reviews",
    "planning",
    "above",
    "link_code",
    "deciding",
    "stuck",
    "rolled",
    "memo",
    "memo_waiting",
    "memo_lists",
    "examples",
    "marked",
    "marking",
    "leading",
    "readiness",
]


@dataclass(frozen=True, slots=True)
class Company:
    """The company's defaults: time zone, language, calendar, and the hours of its week."""

    timezone: str = "Asia/Shanghai"
    language: str = "zh-CN"
    calendar: str = "CN"
    prompt_weekday: int = 4
    prompt_time: time = time(16, 0)
    every_weeks: int = 1
    public_url: str | None = None  # where people reach the bot's own pages
    proposes: bool = False  # whether a language model may be asked for other wordings

    def timezone_of(self, person: Person) -> str:
        return person.timezone or self.timezone

    def language_of(self, person: Person) -> str:
        return person.language or self.language

    def calendar_of(self, person: Person) -> str:
        return person.calendar or self.calendar


@dataclass(frozen=True, slots=True)
class Known:
    """What the engine loaded for one turn. What a flow did not ask for is empty."""

    now: datetime
    me: Person
    company: Company
    org: Org = NO_ORG
    cycles: tuple[Cycle, ...] = ()
    mine: tuple[Objective, ...] = ()  # of cycles that are not closed: owned, or with a key result of mine
    others: tuple[Objective, ...] = ()  # what there is to align to, the subject's, the team's, the submission's
    check_ins: Mapping[tuple[str, str], CheckIn] = field(default_factory=dict)  # (key result, week)
    last: Mapping[str, CheckIn] = field(default_factory=dict)  # key result -> the newest before `week`
    named: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)  # a name that somebody wrote -> who may be meant
    subject: Person | None = None
    team: Team | None = None
    members: tuple[Person, ...] = ()
    answered: frozenset[str] = frozenset()  # members who reported for `week`
    week: Week | None = None
    prompted: Week | None = None  # the week of the last prompt I got
    is_manager: bool = False  # others name me as their manager
    notes: tuple[WeekNote, ...] = ()  # what is said of the week besides the check-ins
    plans: bool = False  # whether I, or my team, plan weeks besides reporting on them
    silent_weeks: Mapping[str, int] = field(default_factory=dict)  # member -> how many prompts in a row they left unanswered
    unasked: frozenset[str] = frozenset()  # members whose first OKR was agreed after that week's prompt
    nudged: frozenset[str] = frozenset()  # members who were nudged today
    reached: Mapping[str, datetime] = field(default_factory=dict)  # member in their quiet hours -> when a message reaches them
    rhythm: Rhythm | None = None  # mine
    posted: Mapping[str, datetime | None] = field(default_factory=dict)  # week -> until when its prompt waits for me; None: it is out
    overrides: Overrides = field(default_factory=dict)  # of my calendar, or of the company's
    days: Mapping[str, Mapping[date, tuple[bool, str]]] = field(default_factory=dict)  # calendar -> what HR keeps
    history: tuple[CheckIn, ...] = ()  # of the last weeks, oldest first
    reviews: tuple[ReviewDay, ...] = ()  # of the cycles that are open, in order of time
    said: str = ""  # what stands behind the name of whoever is addressed
    likes: tuple[str, ...] = ()  # who liked my check-in
    coached: frozenset[str] = frozenset()  # members whom I do not manage
    below: tuple[Objective, ...] = ()  # what my reports have
    left: tuple[Objective, ...] = ()  # agreed, with something that somebody holds who has left
    requests: tuple[ChangeRequest, ...] = ()  # changes that wait for me, or the one that a card is about
    changing: tuple[Objective, ...] = ()  # what these would change
    offers: tuple[Offer, ...] = ()  # objectives that are offered to me, or that I offer
    shared: tuple[Objective, ...] = ()  # drafts that their owners show me
    comments: tuple[Comment, ...] = ()  # on lines of what is shown, oldest first
    asked: tuple[Objective, ...] = ()  # of which a key result depends on me
    carried: tuple[Objective, ...] = ()  # everybody's agreed objectives of the cycles that run, as far as a map shows them
    links: Mapping[str, str] = field(default_factory=dict)  # what can be opened in a browser -> its address, for my eyes only
    rolled: Mapping[str, RolledUp] = field(default_factory=dict)  # key result of mine -> what its parts come to, where I want to know
    stuck: tuple[Stuck, ...] = ()  # drafts of those I look after that nobody has touched for a while
    managed: Managed = NO_MANAGED  # what I alone see of my team
    brief: Brief = NO_BRIEF  # for a talk with the subject
    new_code: NewCode | None = None  # by which another account of mine may be linked
    ending: Ending = NO_ENDING  # for the flows at a cycle's end and those of HR
    learning: Learning = NO_LEARNING  # memo, examples, readiness

    @property
    def today(self) -> date:
        """The day in my time zone."""
        return to_local(self.now, self.company.timezone_of(self.me)).date()

    def skipped(self, person: str, week: Week | str) -> bool:
        """Whether they leave that week out."""
        return any(n.kind == "skip" and n.owner == person and n.week == str(week) for n in self.notes)

    def of_week(self, objectives: tuple[Objective, ...], week: Week) -> tuple[Objective, ...]:
        """Those of open cycles to which that week belongs."""
        running = {c.key for c in self.cycles if has_days_in(c, week)}
        return tuple(o for o in objectives if o.cycle in running)

    def today_of(self, person: Person) -> date:
        """The day where somebody is."""
        return to_local(self.now, self.company.timezone_of(person)).date()

    def reached_on(self, person: Person) -> date:
        """The day, where they are, on which they read what is sent now."""
        later = self.reached.get(person.key)
        return to_local(later, self.company.timezone_of(person)).date() if later else self.today_of(person)

    def away(self, person: Person) -> bool:
        """Whether somebody is on leave today."""
        return is_away(person, self.today_of(person))

    def person(self, key: str | None) -> Person | None:
        return self.org.people.get(key or "")

    def name(self, key: str | None) -> str:
        """Somebody's name; their key when they are not known any more."""
        person = self.org.people.get(key or "")
        return person.name if person else (key or "")


@dataclass(frozen=True, slots=True)
class Ctx:
    """The setting in which a flow runs: what is known, the listener's language, what it is about, the answers so far."""

    known: Known
    t: Speak
    about: Mapping[str, str]
    answers: Answers
    talk: str
    words: Callable[[str], tuple[str, ...]]  # what a key means in every language, as people type it
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What does not hang on the answers is made once a turn, however often the flow is run in it."""
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made


@dataclass(frozen=True, slots=True)
class FlowSpec:
    """A flow by name: how to run it, what to load, whether its answers are for one person's eyes only."""

    name: str
    run: Callable[[Ctx], Flow]
    needs: frozenset[Need] = frozenset()
    private: bool = True
    keys: tuple[str, ...] = ()  # what of `about` tells one talk of this flow from another
    begin: Callable[[Known, Mapping[str, str]], Mapping[str, str]] | None = None  # completes what a fresh talk is about
    begins_with: frozenset[Need] | None = None  # what `begin` needs, where that is less, to find the keys; given them, it is not asked
    seed: Callable[[Known, Mapping[str, str]], Mapping[str, Any]] | None = None  # answers that a fresh talk begins with
    discard: Callable[[Ctx], tuple[Any, ...]] | None = None  # what dropping the talk undoes


def active_key_results(objectives: tuple[Objective, ...], owner: str) -> tuple[tuple[Objective, KeyResult], ...]:
    """Somebody's key results that are agreed and alive, in the order in which they are numbered through: KR1, KR2 ..."""
    return tuple(
        (o, kr)
        for o in objectives
        if o.state == "agreed"
        for kr in sorted(o.key_results, key=lambda k: k.position)
        if kr.state == "active" and kr.owner == owner
    )


_NTH = ("1", "2", "3", "4")


def edits(ctx: Ctx, *names: str) -> tuple[str, ...]:
    """What people type to change something: "edit kr2" in every language, with and without the space."""
    ordinals = tuple(word for name in names if name[:2] == "KR" and name[2:] in _NTH for word in ctx.words(f"nth_{name[2:]}"))
    return _edits(ctx.words("edit"), (*names, *ordinals))


@lru_cache(maxsize=1024)
def _edits(verbs: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    said = tuple(f"{verb} {name}" for verb in verbs for name in names if name)
    return (*said, *(words.replace(" ", "") for words in said))
