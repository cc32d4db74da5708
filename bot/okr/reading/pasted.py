"""A whole OKR pasted at once: which lines are objectives, which are key results of which."""

import re
from dataclasses import dataclass
from typing import Final

SEVERAL: Final = 2

_NUMBER: Final = r"[\d一二三四五六七八九十]{0,2}"
_LABEL: Final = re.compile(
    r"^\s*(?:(?P<o>O|Objective|目标)|(?P<kr>KR|Key ?Results?|关键结果|关键成果))\s*" + _NUMBER + r"\s*[:：.、)）]\s*(?P<text>.*\S)",
    re.IGNORECASE,
)
_INLINE: Final = re.compile(
    r"\s*[;；,，。]?\s*(?=(?:(?<![A-Za-z])KR|关键结果|关键成果)\s*[\d一二三四五六七八九十]{1,2}\s*[:：])", re.IGNORECASE
)
_BULLET: Final = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.、)）](?!\d))\s*")


@dataclass(frozen=True, slots=True)
class Pasted:
    """An objective's text (None: the one that is being written) and the texts of its key results, in order."""

    objective: str | None
    key_results: tuple[str, ...]


def read_pasted(text: str, *, lines_count: bool) -> tuple[Pasted, ...]:
    """Labelled lines (`O: …`, `KR1: …`, `目标：…`), also several on one line; nothing labelled gives ().

    With `lines_count`, several lines without labels are key results, one a line, with or without bullets.
    """
    lines = [line for line in _INLINE.sub("\n", text).splitlines() if line.strip()]
    found = [_LABEL.match(line) for line in lines]
    if not any(found) and not (lines_count and len(lines) >= SEVERAL):
        return ()
    pasted: list[Pasted] = [Pasted(None, ())]
    for label, line in zip(found, lines, strict=True):
        said = label["text"].strip() if label else _BULLET.sub("", line).strip()
        if label and label["o"]:
            pasted.append(Pasted(said, ()))
        elif said:
            pasted[-1] = Pasted(pasted[-1].objective, (*pasted[-1].key_results, said))
    return tuple(one for one in pasted if one.objective or one.key_results)
