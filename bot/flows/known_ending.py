"""What flows at a cycle's end, and those of HR, are given besides: loaded for whoever asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.okr.model import Objective
from bot.okr.model_asking import Comment


@dataclass(frozen=True, slots=True)
class Ending:
    """What a flow did not ask for is empty."""

    scored: tuple[Objective, ...] = ()  # whose scores are told
    remarks: tuple[Comment, ...] = ()  # on those scores
