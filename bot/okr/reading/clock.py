"""Times of day in a text: 17:30, 5pm, noon, half past nine; 下午五点半, 晚上8点."""

import re
from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import Final

from bot.okr.reading.normalise import normalise
from bot.okr.reading.numerals import chinese_number

_HAN: Final = "零〇一二两三四五六七八九十"
_MORNING: Final = ("凌晨", "清晨", "早上", "早晨", "上午")
_AFTERNOON: Final = ("中午", "下午", "傍晚", "晚上", "夜里", "晚")
_NIGHT: Final = ("晚上", "夜里", "晚")
_QUARTERS: Final = {"半": 30, "一刻": 15, "三刻": 45}
_HOURS: Final = "zero one two three four five six seven eight nine ten eleven twelve".split()
_AFTER_ABOUT: Final = r"\s*(?:$|[,;.!?]|\b(?:please|sharp|today|tomorrow|tonight|then|on|in|next|this)\b)"  # "about 5 people" is no hour
_MORE_OR_LESS: Final = "少多早晚快慢好差高低大小有轻重松紧强弱长短近远久细静勤前后"
_A_BIT: Final = rf"(?!(?:晚|(?<=[{_MORE_OR_LESS}]))一点(?![钟半一三\d])|一点[都也儿])"  # 少一点 is no hour
_WORDS: Final = {"noon": 12, "midday": 12, "midnight": 0}


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day and where it stands. `half_known`: whether it was said which half of the day is meant."""

    at: time
    start: int
    end: int
    half_known: bool


def find_clocks(text: str) -> tuple[ClockTime, ...]:
    """Every time of day in reading order; a number without a sign of the clock is none."""
    plain = normalise(text)
    return tuple(found for match in _pattern().finditer(plain) if (found := _clock(match)))


@cache
def _pattern() -> re.Pattern[str]:
    half = "|".join((*_MORNING, *_AFTERNOON))
    minutes = rf"半|[一三]刻|[0-5]?\d(?=分)|[0-5]\d|[{_HAN}]{{1,3}}(?=分)"
    chinese = rf"{_A_BIT}(?P<half>{half})?\s?(?P<zh>\d{{1,2}}|[{_HAN}]{{1,3}})点钟?(?P<zm>{minutes})?分?(?![\d{_HAN}%])"
    digits = rf"(?P<before>{half})?\s?(?<![\d:.])(?P<h>\d{{1,2}}):(?P<m>[0-5]\d)(?![\d:])\s?(?P<ap>[ap]\.?m\b\.?)?"
    hours = "|".join((r"\d{1,2}", *_HOURS))
    english = (
        r"(?<![\d:.])(?P<eh>\d{1,2})\s?(?P<eap>[ap]\.?m\b\.?|o'clock)"
        rf"|\b(?:at|(?:around|about)(?=\s\w+{_AFTER_ABOUT})) (?P<at>{hours})(?![\d:%]|[.,]\d|\s?[ap]\.?m\b|\s?o'clock)\b"
    )
    words = rf"\b(?P<word>{'|'.join(_WORDS)})\b"
    past = rf"\b(?P<part>half|(?:a )?quarter) (?P<side>past|to) (?P<ph>{hours})\b"
    return re.compile(f"{digits}|{chinese}|{past}|{english}|{words}", re.IGNORECASE)


def _clock(match: re.Match[str]) -> ClockTime | None:
    if match["word"]:
        return ClockTime(time(_WORDS[match["word"].lower()]), match.start(), match.end(), half_known=True)
    if match["part"]:
        return _part_of_hour(match)
    hour = _number(match["h"] or match["zh"] or match["eh"] or match["at"])
    minute = _QUARTERS.get(match["zm"] or "", 0) or _number(match["m"] or match["zm"] or "0")
    half = (match["ap"] or match["eap"] or match["half"] or match["before"] or "").lower()
    late = half.startswith("p") or (half in _AFTERNOON and not (half in _NIGHT and hour < 5))
    if late and hour < 12:
        hour += 12
    elif (half.startswith("a") or half in _MORNING or half in _NIGHT) and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        return None
    known = bool(half and not half.startswith("o")) or hour > 12
    return ClockTime(time(hour, minute), match.start(), match.end(), known)


def _part_of_hour(match: re.Match[str]) -> ClockTime | None:
    """Half past nine, a quarter to ten."""
    minutes = 30 if match["part"].lower() == "half" else 15
    at = _number(match["ph"]) * 60 + (minutes if match["side"].lower() == "past" else -minutes)
    if not 0 <= at < 24 * 60:
        return None
    return ClockTime(time(at // 60, at % 60), match.start(), match.end(), half_known=at >= 13 * 60)


def _number(text: str) -> int:
    if text.lower() in _HOURS:
        return _HOURS.index(text.lower())
    return int(text) if text.isdigit() else int(chinese_number(text) or 0)
