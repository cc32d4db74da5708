"""What one passage of a report says, sorted; and what two passages about the same key result say together."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Sorted:
    """What one passage says; lists hold the clauses as typed, in reading order.

    `figures`: those of `progress` that are nothing but a figure; `causes`: how many of `blocker` say why, and nothing that hinders;
    `unsure`: the words of a confidence that is none, or two.
    """

    progress: list[str] = field(default_factory=list)
    confidence: int | None = None
    confidence_step: int | None = None
    worded: bool = False
    for_all: bool = False
    no_change: bool = False
    plainly: bool = False
    figures: list[str] = field(default_factory=list)
    next: list[str] = field(default_factory=list)
    blocker: list[str] = field(default_factory=list)
    causes: int = 0
    note: list[str] = field(default_factory=list)
    help: list[tuple[str, str]] = field(default_factory=list)
    unsure: str | None = None

    def is_empty(self) -> bool:
        words = self.progress or self.next or self.blocker or self.note or self.help or self.unsure
        return not words and self.confidence is None and self.confidence_step is None and not self.no_change


def merged(first: Sorted, second: Sorted) -> Sorted:
    """Two passages about one key result; the later figure and confidence count."""
    return Sorted(
        second.progress or first.progress, second.confidence or first.confidence, second.confidence_step or first.confidence_step,
        for_all=first.for_all or second.for_all, causes=first.causes + second.causes,
        no_change=(first.no_change and not second.progress) or second.no_change, plainly=first.plainly or second.plainly,
        figures=second.figures if second.progress else first.figures, next=first.next + second.next,
        blocker=first.blocker + second.blocker, note=first.note + second.note, help=first.help + second.help,
        unsure=second.unsure or first.unsure,
    )  # fmt: skip


def as_words(preface: Sorted) -> Sorted:
    """What stands before the first label reports no figure of it: its words are kept as a note."""
    return Sorted(
        confidence=preface.confidence,
        confidence_step=preface.confidence_step,
        for_all=preface.confidence is not None,
        next=preface.next,
        blocker=preface.blocker,
        causes=preface.causes,
        note=[part for part in preface.progress + preface.note if any(c.isalnum() for c in part)],
        help=preface.help,
    )


def joined_words(parts: Iterable[str]) -> str | None:
    """Parts of one sentence, with the comma of its language."""
    parts = tuple(parts)
    chinese = any("一" <= c <= "龥" for part in parts for c in part)
    return ("，" if chinese else ", ").join(parts) or None
