"""What flows at a cycle's end, and those of HR, are given besides: loaded for whoever asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.okr.model import Cycle, Objective
from bot.okr.model_asking import Comment
from bot.okr.model_ending import Gathering, Retro


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
