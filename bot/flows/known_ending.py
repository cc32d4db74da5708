"""What flows at a cycle's end, and those of HR, are given besides: loaded for whoever asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.okr.model import Cycle, Objective, Person
from bot.okr.model_asking import Comment
from bot.okr.model_ending import Broadcast, CampaignPlan, Gathering, Retro, Stage
from bot.okr.participation_outline import Outline
from bot.okr.participation_report import Report

NOTHING: frozenset[Stage] = frozenset({"no_draft"})
NO_OUTLINE = Outline()


@dataclass(frozen=True, slots=True)
class Ending:
    """What a flow did not ask for is empty."""

    scored: tuple[Objective, ...] = ()  # whose scores are told
    remarks: tuple[Comment, ...] = ()  # on those scores
    cycle: Cycle | None = None  # that it is about
    past: tuple[Objective, ...] = ()  # what was agreed in that cycle: mine, or the subject's
    retros: tuple[Retro, ...] = ()  # of that cycle, as far as the listener may read them
    gathering: Gathering | None = None  # the team's look back on it
    before: tuple[Objective, ...] = ()  # mine of the cycles before those that are open
    found: tuple[Objective, ...] = ()  # by the words that were said
    broadcast: Broadcast | None = None  # that is put into words
    behind: tuple[tuple[Person, str], ...] = ()  # the listener's people without an agreed OKR, and how far each is
    stages: Mapping[str, frozenset[Stage]] = field(default_factory=dict)  # of everybody, in the cycle it is about
    broadcasts: tuple[Broadcast, ...] = ()  # the latest
    fates: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)  # what became of their messages
    plans: tuple[CampaignPlan, ...] = ()
    outline: Outline = NO_OUTLINE  # of everybody's objectives in the cycle it is about
    report: Report | None = None  # the numbers of that cycle

    def stages_of(self, person: str) -> frozenset[Stage]:
        return self.stages.get(person, NOTHING)


NO_ENDING = Ending()
