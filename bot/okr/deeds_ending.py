"""What is done at a cycle's end, as values: scores, words on them, looking back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.okr.model_ending import Retro


@dataclass(frozen=True, slots=True)
class GiveScores:
    """Owners score their key results, 0..1 in tenths; `goes_on` says of objectives that fell far short whether they still matter."""

    scores: tuple[tuple[str, float], ...]
    goes_on: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class CommentOnScore:
    """A manager's words on the score of an objective; the score stays the owner's."""

    objective: str
    text: str


@dataclass(frozen=True, slots=True)
class SaveRetro:
    """Somebody looks back, for themselves or as their part of a team's."""

    retro: Retro


@dataclass(frozen=True, slots=True)
class BeginRetro:
    """A team's lead asks everybody in it to look back."""

    team: str
    cycle: str


@dataclass(frozen=True, slots=True)
class ShareRetro:
    """A team's page is shown to the team; with `team` empty one's own to one's manager."""

    team: str
    cycle: str


EndingDeed = GiveScores | CommentOnScore | SaveRetro | BeginRetro | ShareRetro
