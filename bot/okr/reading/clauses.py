"""A passage of a report cut into clauses, each a place in the text, so that what was typed can be handed on as it was typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

EMOJI: Final = r"[\u2600-\u27bf\u2b50\ufe0f\U0001f300-\U0001f7df\U0001f7f0-\U0001faff]"  # but the round lights, which say how it goes
_HEADINGS = (
    r"备注|风险|卡点|阻塞|阻碍|困难|求助|下一步|下周|接下来|blockers?|blocked(?: by)?|risks?|issues?|notes?|next(?: steps?| week)?|plan"
)
_MAYBE = r"\s*(?:可能|大概|就|约|都是?|给|算|maybe|perhaps|about|now|say|call it|so)?\s*(?:an?\s)?\d"
_SOFTER = (
    "(?<=[一了有][点些],)",
    "(?<=还[行好],)",
    *(f"(?<={word},)" for word in ("lower", "higher", "down", "up", "overall", "ok", "okay")),
)
_LOWER = "|".join(softer + _MAYBE for softer in _SOFTER)
_NOT_BEHIND = "".join(
    f"(?<!{word})" for word in "需要 请 求 和 等 跟 给 向 找 need needs ask asked from for on with to and by of see cc".split()
)
_ASKED = _NOT_BEHIND + r"\s(?=@\S{1,30}(?:\s[A-Z]\w{0,20})?\s{0,2}(?:can|could|please|would|能|可以|帮|请|麻烦|借)(?![A-Za-z]))"
_FULL_STOP = r"(?<![\s:,;]\d)(?<!^\d)\.+(?=\s|$)"  # not the one of "1. sign 2. launch"
_BORDER: Final = re.compile(
    rf"\s(?=(?:{_HEADINGS})\s?:|备注\s)|{_ASKED}|(?<={EMOJI})\s{{0,3}}(?=[^\s,;.。!?])(?!{EMOJI})|(?<=[^\s,;:])\s?[(](?=[^\d\s/+↑↓()-])|(?P<hard>[;。!?\n|]+|{_FULL_STOP})|,+(?!\d{{3}}(?!\d))(?!{_LOWER})"
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


def bulleted(plain: str, clause: Clause) -> bool:
    """A line of a list under its heading ("Next:" and then "- sign")."""
    return bool(re.search(r"[:\n]\s*[-*•·]?\s*$", plain[max(0, clause.start - 6) : clause.start]))


def without(plain: str, clause: Clause, places: tuple[tuple[int, int], ...]) -> Iterator[Clause]:
    """What is left of a clause when some places are taken out of it."""
    place, opens = clause.start, clause.opens
    for start, end in (*sorted(places), (clause.end, clause.end)):
        if found := trimmed(plain, Clause(place, start, opens)):
            yield found
            opens = False
        place = max(place, end)
