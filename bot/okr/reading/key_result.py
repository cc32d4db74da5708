"""What a key result says: from where to where, in which unit, which way, until when (docs/method.md 4)."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from bot.okr.reading.dates import DateSpan, find_dates
from bot.okr.reading.metric_text import metric_text
from bot.okr.reading.normalise import normalise
from bot.okr.reading.numbers import find_numbers
from bot.okr.reading.quantity import Quantity
from bot.okr.reading.roles import CHANGE_BEHIND, Role, clause_start, is_baseline, targets
from bot.okr.reading.unit_match import convert
from bot.okr.reading.words import pattern

Direction = Literal["up", "down", "at_least", "at_most", "done"]

_COMPARED: Final = re.compile(r"(?:比|较|相比|同比|对比|去年|vs\.?|than|compared (?:with|to)|versus|since)\s*(?:in\s+)?$", re.IGNORECASE)


_AS_OF: Final = re.compile(r"today|tonight|今[天日]|昨[天日]|yesterday", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadKeyResult:
    """Numbers stand in `unit` as people say them. No number at all: direction "done".

    `relative`: the target is a change ("by 20%", 提升两成) and not a level; one that goes down then starts at 0, since any smaller
    number would count as reached otherwise. A factor starts at 1 (unit "x").
    """

    metric: str | None
    baseline: float | None
    target: float | None
    unit: str | None
    direction: Direction
    due: date | None
    relative: bool = False


def read_key_result(text: str, today: date, cycle_start: date, cycle_end: date) -> ReadKeyResult:
    """Reads one key result. Dates without a year are those of the cycle, from today on."""
    plain = normalise(text)
    reference = min(max(today, cycle_start), cycle_end)
    dates = tuple(span for span in find_dates(plain, reference) if span.last >= cycle_start)
    quantities = find_numbers(plain)
    roles = [role for role in targets(plain, quantities) if role.weight >= -3]
    if not roles:
        named = metric_text(text, plain, (len(plain), len(plain), len(plain)), dates)
        return ReadKeyResult(named, None, None, None, "done", _due(plain, dates, len(plain)))
    best = max(roles, key=lambda role: role.weight)
    baseline = best.baseline or _said_baseline(plain, quantities, best.quantity)
    start = min(q.start for q in (best.quantity, baseline) if q is not None)
    behind = baseline is not None and baseline.start > best.quantity.end  # 70% of parents log in (today 50%)
    end = best.quantity.end if baseline is None or behind else max(best.quantity.end, baseline.end)
    unit = best.quantity.unit if best.quantity.kind == "count" else None
    until = baseline.start if baseline is not None and behind else len(plain)
    metric = metric_text(text, plain, (start, end, until), dates, unit if unit and unit.isascii() else None)
    found = _levels(plain, best, baseline)
    return replace(found, metric=metric or found.unit, due=_due(plain, dates, best.quantity.start))


def _said_baseline(plain: str, quantities: tuple[Quantity, ...], target: Quantity) -> Quantity | None:
    for quantity in quantities:
        bare = quantity.unit is None and target.kind == "count"  # 1 million users (760k today)
        comparable = bare or target.kind in ("factor", "percent") or convert(quantity.value, quantity.unit, target.unit) is not None
        if quantity is not target and comparable and is_baseline(plain, quantity):
            return quantity
    return None


def _levels(plain: str, role: Role, baseline: Quantity | None) -> ReadKeyResult:
    target, falling = role.quantity, _falls(plain, role.quantity)
    if role.relative:
        return _change(role, baseline, falling)
    if baseline is None:
        none_at_all: Direction | None = "at_most" if target.value == 0 else None
        direction: Direction = role.bound or none_at_all or ("down" if falling else "up")
        return ReadKeyResult(None, None, target.value, target.unit, direction, None)
    unit = target.unit or baseline.unit
    start = convert(_scaled(plain, baseline, target), baseline.unit or unit, unit)
    goal = target.value
    if start is None:
        return ReadKeyResult(None, None, goal, unit, role.bound or ("down" if falling else "up"), None)
    return ReadKeyResult(None, start, goal, unit, "down" if goal < start else "up", None)


def _scaled(plain: str, baseline: Quantity, target: Quantity) -> float:
    """从 3 到 5 万 means 30000: a small bare number takes the scale of the other one."""
    written = plain[target.start : target.end]
    bare = re.fullmatch(r"-?\d{1,3}(?:\.\d+)?", plain[baseline.start : baseline.end])
    for sign, scale in (("亿", 10**8), ("万", 10**4), ("M", 10**6), ("k", 10**3), ("K", 10**3)):
        if bare and sign in written and target.value >= scale:
            return baseline.value * scale
    return baseline.value


def _change(role: Role, baseline: Quantity | None, falling: bool) -> ReadKeyResult:
    change, sign = role.quantity, -1 if falling else 1
    direction: Direction = "down" if falling else "up"
    if baseline is not None and baseline.kind != "factor":
        goal = _applied(baseline.value, baseline.unit, change, sign)
        if goal is not None:
            return ReadKeyResult(None, baseline.value, goal, baseline.unit, "down" if goal < baseline.value else "up", None, relative=True)
    if change.kind == "factor":
        return ReadKeyResult(None, 1, change.value, "x", "down" if change.value < 1 else "up", None, relative=True)
    return ReadKeyResult(None, 0 if falling else None, abs(change.value), change.unit, direction, None, relative=True)


def _applied(level: float, unit: str | None, change: Quantity, sign: int) -> float | None:
    """The level that a change leads to; None when the two do not fit."""
    if change.kind == "factor":
        return tidy(level * change.value)
    if change.unit == "%" and unit != "%":
        return tidy(level * (100 + sign * change.value) / 100)
    if change.unit == "pp" and unit == "%":
        return tidy(level + sign * change.value)
    step = convert(change.value, change.unit, unit)
    return None if step is None else tidy(level + sign * step)


def tidy(number: float) -> float:
    """Without the dust of binary fractions."""
    rounded = round(number, 9)
    return int(rounded) if rounded == int(rounded) else rounded


def _falls(plain: str, target: Quantity) -> bool:
    if change := CHANGE_BEHIND.match(plain, target.end):
        return bool(pattern("key_result", "down").search(change.group()) or "decline" in change.group().lower())
    return bool(pattern("key_result", "down").search(plain[clause_start(plain, target.start) : target.start]))


def _due(plain: str, dates: tuple[DateSpan, ...], target: int) -> date | None:
    """The date said in the clause of the target, else the last one; a date to compare with ("than in Q4") is none."""
    compared = (_COMPARED.search(plain[max(0, span.start - 16) : span.start]) for span in dates)
    aims = [span for span, to in zip(dates, compared, strict=True) if not to and not _AS_OF.fullmatch(plain, span.start, span.end)]
    if not aims:
        return None
    start = clause_start(plain, target)
    near = [span for span in aims if span.start >= start]
    return (near or aims)[-1].last
