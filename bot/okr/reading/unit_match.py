"""Which units speak of the same thing: 28 min and 分钟, hours and days, 个 and anything that is counted."""

from fractions import Fraction
from typing import Final

_SECONDS: Final = {
    "ms": Fraction(1, 1000),
    "毫秒": Fraction(1, 1000),
    **dict.fromkeys(("seconds", "秒"), Fraction(1)),
    **dict.fromkeys(("minutes", "分钟"), Fraction(60)),
    **dict.fromkeys(("hours", "小时"), Fraction(3600)),
    **dict.fromkeys(("days", "天"), Fraction(86400)),
    **dict.fromkeys(("weeks", "周"), Fraction(7 * 86400)),
}
_MONTHS: Final = {
    **dict.fromkeys(("months", "个月"), Fraction(1)),
    **dict.fromkeys(("quarters", "季度"), Fraction(3)),
    **dict.fromkeys(("years", "年"), Fraction(12)),
}
_WORKING_DAYS: Final = dict.fromkeys(("working days", "工作日", "days", "天"), Fraction(1))
_ANYTHING: Final = frozenset({"个", "项", "pts", "分"})
_ANYBODY: Final = frozenset({"people", "hires"})


def convert(value: float, unit: str | None, wanted: str | None) -> float | None:
    """The value in the wanted unit; None when the two measure different things. A unit left out fits any but a percent."""
    if unit == wanted or (unit == "分" and wanted in ("分钟", "minutes")):
        return value
    for scale in (_SECONDS, _MONTHS, _WORKING_DAYS):
        if unit in scale and wanted in scale:
            return _plain(Fraction(str(value)) * scale[unit] / scale[wanted])
    return value if _same_thing(unit, wanted) else None


def is_duration(unit: str | None) -> bool:
    return unit in _SECONDS or unit in _MONTHS or unit in _WORKING_DAYS


def _same_thing(unit: str | None, wanted: str | None) -> bool:
    if unit is None or wanted is None:
        return unit is None or not {unit} & {"%", "x"}
    if {unit, wanted} & {"%", "pp", "x"} or is_duration(unit) or is_duration(wanted):
        return False
    if {unit, wanted} & _ANYBODY:
        return True
    if {unit, wanted} & _ANYTHING or not (unit.isascii() or wanted.isascii()):
        return len(unit) <= 2 or len(wanted) <= 2 or unit in wanted or wanted in unit
    return bool(_stems(unit) & _stems(wanted))


def _stems(unit: str) -> set[str]:
    return {word.lower().removesuffix("s").removesuffix("e") for word in unit.split()}


def _plain(number: Fraction) -> float:
    return int(number) if number.denominator == 1 else float(number)
