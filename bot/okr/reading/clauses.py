"""A passage of a report cut into clauses, each a place in the text, so that what was typed can be handed on as it was typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_HEADINGS = r"备注|风险|卡点|下一步|blockers?|notes?|next(?: steps?)?"
_MAYBE = r"\s*(?:可能|大概|就|约|maybe|perhaps|about|now)?\s*\d"
_LOWER = rf"(?<=[一了有][点些],){_MAYBE}|(?<=lower,){_MAYBE}|(?<=higher,){_MAYBE}"
_FULL_STOP = r"(?<![\s:,;]\d)(?<!^\d)\.+(?=\s|$)"  # not the one of "1. sign 2. launch"
_BORDER: Final = re.compile(
    rf"\s(?=(?:{_HEADINGS})\s?:|备注\s)|(?P<hard>[;。!?\n|]+|{_FULL_STOP})|,+(?!\d{{3}}(?!\d))(?!{_LOWER})"
    r"|\s(?=(?:because|due to)\b)|(?<=[^\s,])(?=因为|由于)"
    r"|(?<=[\d%])\s{0,3}/\s{0,3}(?=[^\d\s])|\s/+\s|\s-+\s|(?<=[一-龥])\s{0,3}-{2,}\s{0,3}",
    re.IGNORECASE,
)
_EDGE: Final = " \t\r\n,.;:!。、-*•·/|([])\"'“”‘’，；：！（）"


@dataclass(frozen=True, slots=True)
class Clause:
    """A place in the text; `opens`: it follows the end of a sentence or line, not a comma."""

    start: int
    end: int
    opens: bool = False


def clauses(plain: str, start: int, end: int) -> Iterator[Clause]:
    """The clauses between two places, without the punctuation around them; empty ones are left out."""
    place, opens = start, True
    for border in _BORDER.finditer(plain, start, end):
        if found := trimmed(plain, Clause(place, border.start(), opens)):
            yield found
            opens = False
        place, opens = border.end(), opens or border["hard"] is not None
    if found := trimmed(plain, Clause(place, end, opens)):
        yield found


def trimmed(plain: str, clause: Clause) -> Clause | None:
    """The clause without punctuation at its ends, None when nothing else is in it; brackets that belong together stay."""
    start, end = clause.start, clause.end
    while start < end and plain[start] in _EDGE and not (plain[start] == "-" and plain[start + 1 : start + 2].isdigit()):
        start += 1
    while end > start and plain[end - 1] in _EDGE and not _closes(plain, start, end):
        end -= 1
    return Clause(start, end, clause.opens) if end > start else None


def _closes(plain: str, start: int, end: int) -> bool:
    opening = {")": "(", "]": "[", '"': '"'}.get(plain[end - 1])
    return opening is not None and opening in plain[start : end - 1]


def without(plain: str, clause: Clause, places: tuple[tuple[int, int], ...]) -> Iterator[Clause]:
    """What is left of a clause when some places are taken out of it."""
    place, opens = clause.start, clause.opens
    for start, end in (*sorted(places), (clause.end, clause.end)):
        if found := trimmed(plain, Clause(place, start, opens)):
            yield found
            opens = False
        place = max(place, end)
