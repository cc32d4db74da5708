"""Which key results a text speaks of, and where the words about each begin: KR1, kr 1 到 3, 第一个, KR1、KR2, or a numbered list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.okr.reading.numerals import chinese_number
from bot.okr.reading.words import alternatives

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_TO = r"(?:-+|~|到|至|to|through|thru)"
_AND = r"(?:,|、|/|&|\+|and|和|与|跟|及)"
_WORD_NUMBERS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
_LIST: Final = re.compile(r"^[ ]*(?:[(]?(?P<n>\d{1,2})[.、:)](?!\d)|(?P<circle>[①-⑩]))\s*", re.MULTILINE)
_OPEN_BEFORE: Final = re.compile(
    r"(?:^|[,;:。.!?\n、()\[\]*•·|/-]|\d\s?%?|%|[🟢🟡🔴🟠]|same|unchanged|done|no change|不变|没变|没变化|完成了?|\b(?:and|but|while|then|also|update|so)|[,;.\n]\s*(?:on|for)|和|而|另外|还有|以及|但|把?更正|其中|关于|是|其)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Label:
    """The key results named at one place (numbers from 1), and the place."""

    numbers: tuple[int, ...]
    start: int
    end: int


@cache
def _label() -> re.Pattern[str]:
    name = rf"(?:(?:O\s?\d{{1,2}}\s*[-./·]?\s*)?(?:{alternatives('report', 'label').replace('(?![A-Za-z]|-[A-Za-z])', '')})\s*[-#.]?\s*)"
    many = rf"{name}(?P<first>{_N})(?P<more>(?:\s*(?:{_TO}|{_AND})\s*(?:{name}{_N}|{_N}(?![\d.]*\s*[%个家单次人名位天万kKmMw\d]|\.\d)(?=\s*(?:[:,;]|$|[^\d\s]))))*)"
    ordinal = rf"第\s*(?P<nth>{_N})\s*(?:个|条|项)(?:\s*(?:KR|关键结果))?|(?:the\s+)?\b(?P<word>{'|'.join(_WORD_NUMBERS)})\b(?:\s+(?:one|kr|key result))?(?=\s*(?:[:,]|is\b|at\b|\d|same|no\b|unchanged|done))"
    return re.compile(
        rf"(?<![A-Za-z0-9])(?:{many}|{ordinal})(?!\d|[.]\d)\s*(?:[:=]|-+(?=\s|\d)|的?(?:进度|进展|情况)?[:=]|(?=.))?",
        re.IGNORECASE | re.DOTALL,
    )


def find_labels(plain: str) -> tuple[Label, ...]:
    """Labels that open a passage, in reading order; a key result that is only mentioned ("waits for KR2") opens none."""
    found = tuple(_openings(plain))
    return found or tuple(_numbered_list(plain))


def _openings(plain: str) -> Iterator[Label]:
    for match in _label().finditer(plain):
        if not _OPEN_BEFORE.search(plain[max(0, match.start() - 12) : match.start()]):
            continue
        numbers = _numbers(match)
        if numbers:
            yield Label(numbers, match.start(), match.end())


def _numbered_list(plain: str) -> Iterator[Label]:
    for match in _LIST.finditer(plain):
        number = int(match["n"]) if match["n"] else ord(match["circle"]) - ord("①") + 1
        yield Label((number,), match.start(), match.end())


def _numbers(match: re.Match[str]) -> tuple[int, ...]:
    if match["word"]:
        return (_WORD_NUMBERS[match["word"].lower()],)
    if match["nth"]:
        return (_number(match["nth"]),)
    numbers = [_number(match["first"])]
    for part in re.finditer(rf"({_TO}|{_AND})\s*[^\d一二三四五六七八九十]*({_N})", match["more"] or "", re.IGNORECASE):
        number = _number(part[2])
        if re.fullmatch(_TO, part[1], re.IGNORECASE) and numbers[-1] < number <= numbers[-1] + 20:
            numbers.extend(range(numbers[-1] + 1, number + 1))
        else:
            numbers.append(number)
    return tuple(dict.fromkeys(numbers))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese_number(text) or 0)
