"""What each number in a key result is there for: where things stand, what is aimed at, a change, or only a circumstance."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from bot.okr.reading.quantity import Quantity
from bot.okr.reading.unit_match import convert, is_duration
from bot.okr.reading.words import alternatives

Bound = Literal["at_least", "at_most"]

_TERMS = frozenset("天 周 个月 季度 年 days weeks months quarters years".split())
_CLAUSE = 240  # no clause is longer
_MOST = 40
_NEAR = 48  # characters around a number that can say what it is for


@dataclass(frozen=True, slots=True)
class Role:
    """A number as a possible target. `weight` grows with the signs that it is the one; `baseline` comes from a way (9 → 4)."""

    quantity: Quantity
    weight: int
    bound: Bound | None = None
    relative: bool = False
    baseline: Quantity | None = None


@cache
def _ahead(name: str, link: str | None = None) -> re.Pattern[str]:
    """A marker that ends right where the number begins, link words allowed between."""
    links = rf"(?:\s*(?:{alternatives('key_result', link)})){{0,4}}" if link else ""
    return re.compile(rf"(?:{alternatives('key_result', name)}){links}\s*[(]?\s*$", re.IGNORECASE)


@cache
def _behind(name: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{alternatives('key_result', name)})", re.IGNORECASE)


@cache
def _way(loose: bool) -> re.Pattern[str]:
    """What stands between the two numbers of a way; with a "from" before them, more may."""
    between = (
        r"[^,;。!?\n]{0,40}?"
        if loose
        else r"(?:\s*[(][^()]{0,12}[)])?(?:(?:一路|再)?[升降提增减缩压涨高长加少短低改善优化]{1,4}|\s*(?:down|up|over))?"
    )
    return re.compile(
        rf"{between}\s*(?:{alternatives('key_result', 'onward')})\s*(?:第|at least|about|不低于|不超过|至少|约)?\s*", re.IGNORECASE
    )


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(alternatives("key_result", name), re.IGNORECASE)


_WITHIN = re.compile(r"\s*[之以]?内\s*[一-鿿a-z]", re.IGNORECASE)
_GROUND = re.compile(
    r"\s*的?基础上|\s*(?:today|now|currently|at present|last (?:year|quarter|month)|a (?:year|quarter|month) ago)(?=\s*(?:[),;.]|$))",
    re.IGNORECASE,
)
CHANGE_BEHIND = re.compile(
    r"\s+(?:drop|fall|decrease|reduction|cut|decline|increase|rise|growth|jump|lift) in\b|\s*的?(?:降幅|涨幅|增幅)", re.IGNORECASE
)
_BORDER = re.compile(r"[;。!?\n]|,(?!\d{3})")


def ahead_of(plain: str, quantity: Quantity) -> str:
    return plain[max(0, quantity.start - _NEAR) : quantity.start]


def is_baseline(plain: str, quantity: Quantity) -> bool:
    return bool(_ahead("baseline", "baseline_link").search(ahead_of(plain, quantity)) or _GROUND.match(plain, quantity.end))


def clause_start(plain: str, place: int) -> int:
    """Where the clause begins that a place is in; a comma inside a number is no border."""
    start = max(0, place - _CLAUSE)
    for border in _BORDER.finditer(plain, start, place):
        start = border.end()
    return start


def clause_end(plain: str, place: int) -> int:
    border = _BORDER.search(plain, place, place + _CLAUSE)
    return border.start() if border else min(len(plain), place + _CLAUSE)


def targets(plain: str, quantities: tuple[Quantity, ...]) -> Iterator[Role]:
    """Every number that may be the target, in reading order; of a very long list the first ones."""
    quantities = quantities[:_MOST]
    starts = {id(q) for q in quantities if is_baseline(plain, q)}
    for i, quantity in enumerate(quantities):
        before = quantities[i - 1] if i else None
        from_way = before if before and _leads_to(plain, before, quantity, id(before) in starts) else None
        if id(quantity) in starts and from_way is None:
            continue
        if from_way is None and i + 1 < len(quantities) and _leads_to(plain, quantity, quantities[i + 1], False):
            continue
        role = _role(plain, quantity, from_way, quantities[:i])
        beside = _is_window(plain, role, quantities[i + 1 :]) or (len(quantities) > 1 and _describes_each(plain, quantity))
        yield replace(role, weight=role.weight - 8) if beside else role


def _leads_to(plain: str, first: Quantity, second: Quantity, marked: bool) -> bool:
    if (
        second.start - first.end > _NEAR
        or "factor" in (first.kind, second.kind)
        or not _way(marked).fullmatch(plain[first.end : second.start])
    ):
        return False
    return convert(first.value, first.unit, second.unit) is not None or convert(second.value, second.unit, first.unit) is not None


def _role(plain: str, quantity: Quantity, from_way: Quantity | None, earlier: tuple[Quantity, ...]) -> Role:
    ahead = ahead_of(plain, quantity)
    bound = _bound(plain, quantity, ahead)
    relative = from_way is None and _is_change(plain, quantity, ahead)
    reached = bool(_ahead("reach", "reach_link").search(ahead))
    weight = 5 * (from_way is not None) + 4 * (bound is not None) + 3 * reached + 2 * relative
    if weight == 0:
        weight = 2 * (quantity.kind == "percent") + (quantity.kind == "money")
    weight += 2 * _has_effect(plain, quantity)
    if from_way is None:
        weight -= 6 * _is_deadline(plain, quantity)
        weight -= (
            4 * _in_method(plain, quantity) + 3 * _is_condition(ahead, quantity, reached) + 5 * _limits_a_share(plain, quantity, earlier)
        )
        weight -= 6 * (plain[quantity.start] == "一" and quantity.value == 1)
    return Role(quantity, weight, bound, relative, from_way)


def _bound(plain: str, quantity: Quantity, ahead: str) -> Bound | None:
    """At least or at most. Of two signs the one that begins first holds the other inside it ("no less than", 不超过)."""
    least = _ahead("at_least_ahead", "reach_link").search(ahead)
    most = _ahead("at_most_ahead", "reach_link").search(ahead)
    if least or most:
        return "at_most" if most and (not least or most.start() < least.start()) else "at_least"
    if "+" in plain[quantity.start + 1 : quantity.end] or _behind("at_least_behind").match(plain, quantity.end):
        return "at_least"
    return "at_most" if _behind("at_most_behind").match(plain, quantity.end) else None


def _is_change(plain: str, quantity: Quantity, ahead: str) -> bool:
    if quantity.kind == "factor" or quantity.unit == "pp":
        return True
    if quantity.kind not in ("percent", "money", "duration", "number", "count"):
        return False
    if CHANGE_BEHIND.match(plain, quantity.end):
        return True
    if _ahead("change", "change_link").search(ahead):
        return (
            quantity.kind == "percent"
            or bool(re.search(r"(?i)\bby\b", ahead[-24:]))
            or bool(_ahead("level_change", "change_link").search(ahead))
        )
    start = clause_start(plain, quantity.start)
    said = plain[start : quantity.start]
    verbs = _pattern("change_verbs").search(said)
    return quantity.kind == "percent" and bool(verbs) and not re.search(r"(?i)\b(to|above|at|over|under|below|of)\b|[≥≤<>=]", said)


def _has_effect(plain: str, quantity: Quantity) -> bool:
    return bool(_pattern("effect").search(plain[clause_start(plain, quantity.start) : quantity.start]))


def _in_method(plain: str, quantity: Quantity) -> bool:
    said = plain[clause_start(plain, quantity.start) : quantity.start]
    return bool(re.match(rf"\s*(?:{alternatives('key_result', 'method')})", said, re.IGNORECASE)) and not _pattern("effect").search(said)


def _is_condition(ahead: str, quantity: Quantity, reached: bool) -> bool:
    return not reached and quantity.kind in ("count", "duration", "number") and bool(_ahead("condition").search(ahead))


def _is_window(plain: str, role: Role, later: tuple[Quantity, ...]) -> bool:
    """In 30 天内活跃率达到 80% the time says when it is looked at; in 3 个月内上线 5 个客户 too, but 30 分钟内 is a level by itself."""
    quantity = role.quantity
    if not is_duration(quantity.unit) or role.bound != "at_most" or role.baseline is not None:
        return False
    end, days = clause_end(plain, quantity.end), convert(quantity.value, quantity.unit, "天")
    long = days is None or days >= 1
    same = [q for q in later if q.start < end and not is_duration(q.unit)]
    return any(q.kind == "percent" or (long and _WITHIN.match(plain, quantity.end)) for q in same)


def _is_deadline(plain: str, quantity: Quantity) -> bool:
    """3 个月内把成本砍掉三成: a length of time at the beginning says until when, not what."""
    opens = not plain[: quantity.start].strip() or plain[: quantity.start].strip().lower() in ("in", "within", "在")
    behind = re.match(r"\s*(?:之|以)?内|\s*(?=,|reduce|cut|raise|grow|increase)", plain[quantity.end :], re.IGNORECASE)
    return (
        quantity.unit in _TERMS and opens and behind is not None and bool(re.search(r"\d|[一二两三四五六七八九]成", plain[quantity.end :]))
    )


def _describes_each(plain: str, quantity: Quantity) -> bool:
    """15 deals worth over $50k each, 5 个 50 万以上的大单: how large each of those is that are counted."""
    behind = re.match(r"\s*(?:each|apiece)\b|\s*以上的[一-龥]", plain[quantity.end :], re.IGNORECASE)
    return bool(behind or re.search(r"\bworth(?: (?:over|at least|more than))?\s*$", plain[: quantity.start], re.IGNORECASE))


def _limits_a_share(plain: str, quantity: Quantity, earlier: tuple[Quantity, ...]) -> bool:
    """In "90% 在 15 分钟以内" the share is the target and the time only says which share."""
    start = clause_start(plain, quantity.start)
    return is_duration(quantity.unit) and any(q.kind == "percent" and q.start >= start for q in earlier)
