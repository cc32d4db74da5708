"""What is done at a cycle's end, as values: scores, words on them, looking back."""

from __future__ import annotations

from dataclasses import dataclass


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


EndingDeed = GiveScores | CommentOnScore
