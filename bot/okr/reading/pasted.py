"""A whole OKR pasted at once: which lines are objectives, which are key results of which."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SEVERAL: Final = 2

_NUMBER: Final = r"[\d一二三四五六七八九十]{0,2}"
_GAP: Final = r"\s{0,9}"  # bounded: a text of blanks is read in one go
_LABEL: Final = re.compile(
    rf"(?:(?P<o>O|Objective|目标)|(?P<kr>KR|Key ?Results?|关键结果|关键成果)){_GAP}{_NUMBER}{_GAP}[:：.、)）](?P<text>.*)",
    re.IGNORECASE,
)
_UNSIGNED: Final = re.compile(
    r"(?P<o>(?:O|Objective|目标)(?:\s?\d{1,2})?)\s+(?P<o_text>\S.*)|(?P<kr>KR\s?\d{1,2})\s+(?P<kr_text>\S.*)", re.IGNORECASE
)
_INLINE: Final = re.compile(rf"(?:(?<![A-Za-z])KR|关键结果|关键成果){_GAP}[\d一二三四五六七八九十]{{1,2}}{_GAP}[:：]", re.IGNORECASE)
_SEPARATORS: Final = ";；,，。"
_BULLET: Final = re.compile(r"(?:[-*•·]|\d{1,2}[.、)）](?!\d))\s*")


@dataclass(frozen=True, slots=True)
class Pasted:
    """An objective's text (None: the one that is being written) and the texts of its key results, in order."""

    objective: str | None
    key_results: tuple[str, ...]


def read_pasted(text: str, *, lines_count: bool) -> tuple[Pasted, ...]:
    """Labelled lines (`O: …`, `KR1: …`, `目标：…`), also several on one line; nothing labelled gives ().

    With `lines_count`, several lines without labels are key results, one a line, with or without bullets.
    """
    lines = _signed([line for piece in _pieces(text) for typed in piece.splitlines() if (line := typed.strip())])
    found = [label if label and label["text"].strip() else None for label in map(_LABEL.match, lines)]
    if not any(found) and not (lines_count and len(lines) >= SEVERAL):
        return ()
    pasted: list[Pasted] = [Pasted(None, ())]
    for label, line in zip(found, lines, strict=True):
        said = label["text"].strip() if label else _BULLET.sub("", line, count=1).strip()
        if label and label["o"]:
            pasted.append(Pasted(said, ()))
        elif said:
            pasted[-1] = Pasted(pasted[-1].objective, (*pasted[-1].key_results, said))
    return tuple(one for one in pasted if one.objective or one.key_results)


def _signed(lines: list[str]) -> list[str]:
    """The lines with a colon behind each label that has none, where both an objective and a key result begin like that (O …, KR1 …)."""
    found = [None if _LABEL.match(line) else _UNSIGNED.match(line) for line in lines]
    labelled = [one for one in found if one]
    objective = any(one["o"] for one in labelled)
    numbered = any(one["kr"] for one in labelled) or any(label and label["kr"] for label in map(_LABEL.match, lines))
    if not (objective and numbered):
        return lines
    signed = (one and f"{one['o'] or one['kr']}: {one['o_text'] or one['kr_text']}" for one in found)
    return [new or line for new, line in zip(signed, lines, strict=True)]


def _pieces(text: str) -> Iterator[str]:
    """The text cut before each key result's label, without the sign that stands between."""
    start = 0
    for label in _INLINE.finditer(text):
        piece = text[start : label.start()].rstrip()
        yield piece[:-1] if piece.endswith(tuple(_SEPARATORS)) else piece
        start = label.start()
    yield text[start:]
