"""What a reported figure means for a key result: the metric's own value or the share that is done, and the other reading."""

import re
from dataclasses import dataclass
from typing import Final

from bot.okr.reading.durations import summed, unit_in_full
from bot.okr.reading.key_result import Direction, tidy
from bot.okr.reading.normalise import normalise
from bot.okr.reading.numbers import find_numbers
from bot.okr.reading.passage_words import BEFORE, LOST, is_part
from bot.okr.reading.quantity import Quantity
from bot.okr.reading.steps import by_weight, step
from bot.okr.reading.unit_match import convert
from bot.okr.reading.words import pattern
from bot.okr.scoring import progress_of, value_of

_WORDED: Final = re.compile(r"[一过半数]|half|third|quarter", re.IGNORECASE)
_SHARE_NAMED: Final = re.compile(r"进度|完成度|progress", re.IGNORECASE)
_MISSING_AHEAD: Final = re.compile(r"(?:还差|还缺|还剩|尚缺|差|short (?:of|by))\s*$", re.IGNORECASE)
_MISSING_BEHIND: Final = re.compile(r"\s*(?:left|to go|remaining|missing|short)\b", re.IGNORECASE)
_DENIED: Final = re.compile(r"(?:不是|并非|not|instead of|rather than)\s*$", re.IGNORECASE)
_BOUND: Final = re.compile(r"\s*(?:都|还)?(?:不到|没到|未到|以下|以内|之内|以上)")
_SCALES: Final = (1000, 10**4, 10**6, 10**8)
_FRACTION: Final = re.compile(r"(?<![\d/.])(\d+(?:\.\d+)?)\s?/\s?(\d+(?:\.\d+)?)(?![\d/])")


@dataclass(frozen=True, slots=True)
class ReadProgress:
    """A reading of a figure: `value` in the metric's unit, `progress` 0..1, each None where it cannot be known.

    `other` is the second way to read the same figure, None when there is only one.
    """

    value: float | None
    progress: float | None
    other: "ReadProgress | None" = None


@dataclass(frozen=True, slots=True)
class _Metric:
    unit: str | None
    baseline: float | None
    target: float | None
    direction: Direction
    current: float | None = None
    counted: bool = False

    def at_value(self, value: float) -> ReadProgress:
        return ReadProgress(value, progress_of(value, self.baseline, self.target, self.direction))

    def at_share(self, share: float) -> ReadProgress:
        share = round(min(1.0, max(0.0, share)), 6)
        return ReadProgress(value_of(share, self.baseline, self.target, self.direction), share)

    def holds(self, value: float) -> bool:
        """Whether the value lies within the metric's range; a threshold is open on its good side."""
        if self.target is None:
            return False
        low, high = sorted((self.baseline if self.baseline is not None else 0.0, self.target))
        if self.direction == "at_least":
            return value >= min(low, 0.0)
        if self.direction == "at_most":
            return min(low, 0.0) <= value <= (high if self.baseline is not None else 3 * self.target)
        if self.direction == "down" and self.baseline is None:
            return 0.0 <= value <= 3 * self.target
        return low <= value <= high


def read_value(
    text: str,
    unit: str | None,
    baseline: float | None,
    target: float | None,
    direction: Direction,
    current: float | None = None,
    *,
    counted: bool = False,
) -> ReadProgress:
    """Reads a reported figure (docs/method.md 9); all None when the text holds none that fits the metric.

    `current`: the last level, from which a step is taken ("5 more"); without it a step is read as the level.
    `counted`: the key result itself is about what is added (新增 20 家): then what was added is the level, unless it is less than
    what there was, or said of this week alone.
    A bare number, or a percentage on a percentage metric, is the value when it lies within the metric's range, else the progress.
    """
    plain = unit_in_full(normalise(text), unit)
    metric = _Metric(unit, baseline, target, direction, current, counted)
    if direction == "done" or target is None:
        return _of_deliverable(plain)
    if out_of := _out_of(plain, metric):
        return out_of
    for quantity in _latest_first(plain, summed(plain, find_numbers(plain))):
        if (read := _read(plain, quantity, metric)) is not None:
            return read
    if pattern("report", "not_started").search(plain):
        return metric.at_share(0.0)
    if pattern("report", "finished").search(plain):
        return metric.at_share(1.0)
    return ReadProgress(None, None)


def _of_deliverable(plain: str) -> ReadProgress:
    if fraction := _FRACTION.search(plain):
        part, whole = float(fraction[1]), float(fraction[2])
        return ReadProgress(None, _share(part / whole) if whole else None)
    for quantity in find_numbers(plain):
        if quantity.unit == "%":
            return ReadProgress(None, _share(quantity.value / 100))
        if quantity.unit is None:
            return ReadProgress(None, _share(quantity.value if 0 < quantity.value < 1 else quantity.value / 100))
    if pattern("report", "not_started").search(plain):
        return ReadProgress(None, 0.0)
    return ReadProgress(None, 1.0 if pattern("report", "finished").search(plain) else None)


def _share(share: float) -> float:
    return round(min(1.0, max(0.0, share)), 6)


def _out_of(plain: str, metric: _Metric) -> ReadProgress | None:
    """3/5: of a metric that goes to 5 the value, of a five-point scale the value too, else a share."""
    fraction = _FRACTION.search(plain)
    if not fraction or not float(fraction[2]):
        return None
    part, whole = float(fraction[1]), float(fraction[2])
    value = int(part) if part == int(part) else part
    if whole == metric.target or metric.unit == f"/{fraction[2]}":
        return metric.at_value(value)
    return metric.at_share(part / whole)


def _latest_first(plain: str, quantities: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """The level before steps; what is said not to be so is left out, and a bound where a figure is said too."""
    said = tuple(q for q in quantities if not _DENIED.search(plain[: q.start]))
    said = tuple(q for q in said if not is_part(plain, q.start, q.end)) or said
    said = tuple(q for q in said if not BEFORE.search(plain[max(0, q.start - 16) : q.start])) or said
    exact = tuple(q for q in said if not _BOUND.match(plain, q.end))
    return by_weight(plain, exact or said)


def counts_steps(text: str) -> bool:
    """Whether a key result itself is about what is added (新增 20 家): then a step is a level of it."""
    plain = normalise(text)
    return any(pattern("report", name).search(plain) for name in ("step_up", "step_behind", "counted"))


def _read(plain: str, quantity: Quantity, metric: _Metric) -> ReadProgress | None:
    if metric.target is not None and _is_missing(plain, quantity) and not LOST.search(plain[: quantity.start]):
        gap = convert(quantity.value, _of_points(quantity, metric), metric.unit)
        return (
            None if gap is None else metric.at_value(metric.target - gap if metric.direction in ("up", "at_least") else metric.target + gap)
        )
    below_zero = quantity.value < 0 and min(metric.baseline or 0, metric.target or 0) < 0  # a level, and no step down
    if (
        metric.current is not None
        and not below_zero
        and (sign := step(plain, quantity))
        and (stepped := _stepped(plain, quantity, metric, sign))
    ):
        return stepped
    if quantity.unit == "%":
        return _read_percent(plain, quantity, metric)
    if quantity.unit in ("pp", "points", "point", "pts") and metric.unit == "%" and metric.holds(quantity.value):
        return metric.at_value(quantity.value)
    if quantity.unit == "pp":
        on_percent = metric.unit == "%" and metric.baseline is not None
        sign = -1 if pattern("key_result", "down").search(plain[: quantity.start]) and quantity.value > 0 else 1
        return metric.at_value((metric.baseline or 0) + sign * quantity.value) if on_percent else _same(quantity, metric)
    if quantity.unit is None and quantity.kind == "number":
        return _read_bare(plain, quantity.value, metric)
    return _same(quantity, metric)


def _of_points(quantity: Quantity, metric: _Metric) -> str | None:
    """The unit of a distance: two points of a percentage are two of its percent."""
    return "%" if quantity.unit in ("pp", "points", "point", "pts") and metric.unit == "%" else quantity.unit


def _is_missing(plain: str, quantity: Quantity) -> bool:
    """还差 5 家, 5 left: the number says how far it is to the target."""
    return bool(_MISSING_AHEAD.search(plain[: quantity.start]) or _MISSING_BEHIND.match(plain, quantity.end))


def _stepped(plain: str, quantity: Quantity, metric: _Metric, sign: int) -> ReadProgress | None:
    """So much more or less than the last time; the other reading is the figure itself."""
    move = convert(quantity.value, _of_points(quantity, metric), metric.unit)
    if move is None or quantity.unit == "%" != metric.unit:
        return None
    moved = metric.at_value(tidy((metric.current or 0) + (abs(move) if sign > 0 else -abs(move))))
    level = metric.at_value(move)
    of_week = pattern("report", "this_week").search(plain) or move < (metric.current or 0)
    first, second = (level, moved) if metric.counted and sign > 0 and not of_week else (moved, level)
    return ReadProgress(first.value, first.progress, second)


def _same(quantity: Quantity, metric: _Metric) -> ReadProgress | None:
    value = convert(quantity.value, quantity.unit, metric.unit)
    return None if value is None else metric.at_value(value)


def _read_percent(plain: str, quantity: Quantity, metric: _Metric) -> ReadProgress:
    share = metric.at_share(quantity.value / 100)
    if metric.unit not in ("%", "pp"):
        return share
    value = metric.at_value(quantity.value)
    if _WORDED.search(plain[quantity.start : quantity.end]) and "成" not in plain[quantity.start : quantity.end]:
        return share
    said_share = pattern("report", "share_words").search(plain)
    return _with_other(value, share, not said_share and (metric.holds(quantity.value) or not 0 <= quantity.value <= 100))


def _read_bare(plain: str, number: float, metric: _Metric) -> ReadProgress:
    value, share = metric.at_value(number * _scale_of(metric, number)), metric.at_share(number / 100)
    if not 0 <= number <= 100:
        return value
    return _with_other(value, share, metric.holds(value.value or number) and not _SHARE_NAMED.search(plain))


def _scale_of(metric: _Metric, number: float) -> int:
    """What is left out where all figures are thousands or 万: 88 of what goes from 60 万 to 120 万."""
    if metric.baseline is None or metric.target is None or metric.holds(number):
        return 1
    low, high = sorted((metric.baseline, metric.target))
    fitting = (s for s in _SCALES if not low % s and not high % s and low <= number * s <= high)
    return next(fitting, 1)


def _with_other(value: ReadProgress, share: ReadProgress, is_value: bool) -> ReadProgress:
    if (value.value, value.progress) == (share.value, share.progress):
        return value
    first, second = (value, share) if is_value else (share, value)
    return ReadProgress(first.value, first.progress, second)
