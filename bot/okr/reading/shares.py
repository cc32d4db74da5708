"""Numbers said in words of their own: 三成五, 百分之三十五, a third, 一半, double, 翻两番."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from bot.okr.reading.numerals import CHINESE, chinese_number
from bot.okr.reading.quantity import Quantity, exact

_CN = f"[{CHINESE}]"
_NUMERAL = f"[{CHINESE}]{{1,12}}"
_ONE_TO_TEN = r"[一二两三四五六七八九十]"
_PERCENT: Final = re.compile(rf"百分之\s?(?:(?P<figures>\d{{1,12}}(?:\.\d{{1,12}})?)|(?P<words>{_NUMERAL}(?:点{_NUMERAL})?))")
_ALL: Final = re.compile(r"百分百")
_FRACTION: Final = re.compile(rf"(?P<low>{_NUMERAL})分之(?P<high>{_NUMERAL})")
_TENTHS: Final = re.compile(
    rf"(?P<tens>(?<![\d.])\d(?:\.\d)?|(?<!{_CN}){_ONE_TO_TEN})\s?成(?P<ones>[一二三四五六七八九半](?![个家次名月年成]))?"
    r"(?![为功立本熟员交果长绩都就效型品单份分不套])"
)
_HALF: Final = re.compile(r"一半|半数|过半|\bhalf(?:way)?\b(?!-)", re.IGNORECASE)
_PARTS: Final = re.compile(
    r"\b(?:(?P<third>a|one)[ -]third|(?P<thirds>two)[ -]thirds|(?P<quarters>three)[ -]quarters (?=of|done|there|complete)|"
    r"(?P<quarter>a|one) quarter (?=of|done|there))",
    re.IGNORECASE,
)
_COUNTS = "one two three four five six seven eight nine ten".split()
_OUT_OF: Final = re.compile(
    rf"(?<![\d.,])\b(?P<part>\d{{1,2}}|{'|'.join(_COUNTS)})\s+(?:out of|in)(?: every)?\s+"
    r"(?P<whole>3|4|5|10|20|100|three|four|five|ten|hundred)\b"
    r"(?=\s*(?:[),;.]|$)|\s+(?!(?:days?|weeks?|months?|quarters?|years?|hours?|minutes?|to)\b)[a-z])",
    re.IGNORECASE,
)
_NUMBER = rf"(?P<n>\d{{1,12}}(?:\.\d{{1,12}})?|{_NUMERAL})"
_DOUBLINGS: Final = re.compile(rf"翻(?:了|上)?(?:(?P<times>\d|{_ONE_TO_TEN})?番|(?P<twice>倍))")
_TIMES: Final = re.compile(rf"(?P<more>(?:增长|增加|增|提高|提升|上涨|涨|多|翻)(?:了|出)?\s?)?{_NUMBER}\s?倍")
_WORDS: Final = re.compile(
    r"\b(?:(?P<two>doubl(?:e[sd]?|ing)|twice)|(?P<three>tripl(?:e[sd]?|ing))|(?P<four>quadrupl(?:e[sd]?|ing)))\b", re.IGNORECASE
)
_X: Final = re.compile(
    r"(?<![A-Za-z0-9.])(?:x\s?(?P<behind>\d{1,12}(?:\.\d{1,12})?)(?![\dA-Za-z])|(?P<ahead>\d{1,12}(?:\.\d{1,12})?)\s?x(?![A-Za-z0-9]))",
    re.IGNORECASE,
)


def find_shares(plain: str) -> Iterator[Quantity]:
    """Shares of a hundred (kind percent) and factors in a normalised text; they may overlap with plain numbers."""
    yield from _percentages(plain)
    yield from _factors(plain)


def _percentages(plain: str) -> Iterator[Quantity]:
    for m in _PERCENT.finditer(plain):
        number = Decimal(m["figures"]) if m["figures"] else chinese_number(m["words"])
        if number is not None:
            yield _share(m, number)
    for m in _ALL.finditer(plain):
        yield _share(m, 100)
    for m in _FRACTION.finditer(plain):
        low, high = chinese_number(m["low"]), chinese_number(m["high"])
        if low and high and m["low"] != "百":
            yield _share(m, (Decimal(100) * high / low).quantize(Decimal("0.01")))
    for m in _TENTHS.finditer(plain):
        tens = Decimal(m["tens"]) if m["tens"][0].isdigit() else chinese_number(m["tens"])
        ones = 5 if m["ones"] == "半" else chinese_number(m["ones"]) if m["ones"] else 0
        if tens is not None and ones is not None:
            yield _share(m, tens * 10 + ones)
    for m in _HALF.finditer(plain):
        yield _share(m, 50)
    for m in _OUT_OF.finditer(plain):
        low, high = _counted(m["part"]), _counted(m["whole"])
        if low <= high:
            yield _share(m, (Decimal(100) * low / high).quantize(Decimal("0.01")))
    for m in _PARTS.finditer(plain):
        worth = {"third": "33.33", "thirds": "66.67", "quarters": "75", "quarter": "25"}
        yield _share(m, Decimal(worth[str(m.lastgroup)]))


def _counted(said: str) -> int:
    if said.isdigit():
        return int(said)
    return 100 if said.lower() == "hundred" else _COUNTS.index(said.lower()) + 1


def _factors(plain: str) -> Iterator[Quantity]:
    for m in _DOUBLINGS.finditer(plain):
        times = chinese_number(m["times"]) if m["times"] and not m["times"].isdigit() else int(m["times"] or 1)
        yield _factor(m, 2 if m["twice"] else 2 ** int(times or 1))
    for m in _TIMES.finditer(plain):
        number = Decimal(m["n"]) if m["n"][0].isdigit() else chinese_number(m["n"])
        if number:
            yield _factor(m, number + 1 if m["more"] else number)
    for m in _WORDS.finditer(plain):
        yield _factor(m, 2 if m["two"] else 3 if m["three"] else 4)
    for m in _X.finditer(plain):
        yield _factor(m, Decimal(m["behind"] or m["ahead"]))


def _share(match: re.Match[str], value: int | Decimal) -> Quantity:
    return Quantity(exact(value), "%", match.start(), match.end(), "percent")


def _factor(match: re.Match[str], value: int | Decimal) -> Quantity:
    return Quantity(exact(value), "x", match.start(), match.end(), "factor")
