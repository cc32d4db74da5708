"""Numbers written in words: Chinese numerals and English number words become exact values."""

import re
from decimal import Decimal
from typing import Final

Number = int | Decimal

CHINESE: Final = "零〇一二两三四五六七八九十百千万亿"
_DIGITS: Final = {c: v for v, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL: Final = {"十": 10, "百": 100, "千": 1000}
_LARGE: Final = {"万": 10**4, "亿": 10**8}

_ONES: Final = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS: Final = {word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_BIG: Final = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}
_ONE = "|".join(_ONES)
ENGLISH: Final = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{_ONE}))?|{_ONE}|an?(?= (?:{'|'.join(_BIG)})\b))"
    rf"(?:[ -](?:{'|'.join(_BIG)})\b)*"
    rf"(?:(?<=hundred)[ -](?:and[ -])?(?:(?:{'|'.join(_TENS)})(?:[- ](?:{_ONE}))?|{_ONE})\b)?"
)


def chinese_number(text: str) -> Number | None:
    """The value of a Chinese numeral ("两千三" is 2300, "三点五" is 3.5), None when it is none."""
    if len(text) > 24:
        return None
    whole, dot, fraction = text.partition("点")
    if dot:
        head = chinese_number(whole)
        if head is None or not fraction or any(c not in _DIGITS for c in fraction):
            return None
        return head + Decimal("0." + "".join(str(_DIGITS[c]) for c in fraction))
    if not text or any(c not in CHINESE for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return _spelled_digits(text)
    return _structured(text)


def _spelled_digits(text: str) -> int | None:
    """Digits read out one by one: a year such as 二〇二七; two in a row ("三四") are an estimate, not a number."""
    if len(text) == 2 and text[0] not in "零〇":
        return None
    return int("".join(str(_DIGITS[c]) for c in text))


def _structured(text: str) -> int | None:
    total = section = 0
    digit: int | None = None
    last_unit = 1
    skipped = False
    for c in text:
        if c in _DIGITS:
            if digit:
                return None
            digit, skipped = _DIGITS[c], c in "零〇" or skipped
            continue
        if c in _SMALL:
            section += (1 if digit is None else digit) * _SMALL[c]
            last_unit = _SMALL[c]
        else:
            total = (total + section + (digit or 0) or 1) * _LARGE[c]
            section, last_unit = 0, _LARGE[c]
        digit, skipped = None, False
    if digit and last_unit >= 100 and not skipped:
        digit *= last_unit // 10
    return total + section + (digit or 0)


def english_number(text: str) -> int | None:
    """The value of English number words ("twenty-five", "two hundred thousand"), None when there are none."""
    value, seen = 0, False
    for word in re.split(r"[ -]+", text.lower()):
        if word in ("a", "an", "and"):
            continue
        if word in _BIG:
            value = (value or 1) * _BIG[word]
        elif word in _TENS or word in _ONES:
            value += _TENS.get(word, 0) + _ONES.get(word, 0)
        else:
            return None
        seen = True
    return value if seen else None
