"""The pieces of a change: which lines may be changed, how a new value is read, what the request then says, before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.conversation.form import Kind, Unclear, words
from bot.conversation.message import Fact
from bot.flows.known import Ctx, active_key_results
from bot.flows.person_kind import somebody
from bot.okr import reading
from bot.okr.model import Cycle, KeyResult, Objective
from bot.okr.model_asking import FieldValue
from bot.wording import amount

LONGEST = 500
DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Line:
    """What may be changed: a key result, or an objective (`key_result` None); `number` as its owner knows it."""

    objective: Objective
    key_result: KeyResult | None = None
    number: int = 0
    left: bool = False  # whoever holds it has left

    @property
    def id(self) -> str:
        return self.key_result.id if self.key_result else self.objective.id

    @property
    def text(self) -> str:
        return self.key_result.text if self.key_result else self.objective.text


def lines(ctx: Ctx) -> tuple[Line, ...]:
    """My key results, others' in my objectives, my objectives, and what those hold who left me as their manager."""
    known, me = ctx.known, ctx.known.me.key
    mine = [Line(o, kr, n) for n, (o, kr) in enumerate(active_key_results(known.mine, me), start=1)]
    own = [o for o in known.mine if o.owner == me and o.state == "agreed"]
    mine += [Line(o, kr) for o in own for kr in o.key_results if kr.state == "active" and kr.owner != me]
    return (*mine, *(Line(o) for o in own), *left_lines(ctx))


def left_lines(ctx: Ctx) -> Iterator[Line]:
    """What somebody holds who has left; of their own objectives the whole."""
    gone = {p.key for p in ctx.known.org.people.values() if not p.active and p.manager == ctx.known.me.key}
    for objective in ctx.known.left:
        if objective.owner in gone:
            yield Line(objective, left=True)
        yield from (Line(objective, kr, left=True) for kr in objective.key_results if kr.owner in gone and objective.owner not in gone)


def cycle_of(ctx: Ctx, objective: Objective) -> Cycle:
    return next(c for c in ctx.known.cycles if c.key == objective.cycle)


def kind_of(ctx: Ctx, line: Line, what: str) -> Kind:
    """How the new value is read."""
    match what:
        case "target":
            return Kind(lambda text: _target(line, text), numeric=True, max_length=100)
        case "due":
            return Kind(lambda text: _due(ctx, text), "date", numeric=True, max_length=100)
        case "owner":
            return somebody(ctx, line.key_result.owner if line.key_result else line.objective.owner)
        case _:
            return words(LONGEST)


def _target(line: Line, text: str) -> float:
    """A number in the key result's own unit."""
    found = reading.find_numbers(reading.normalise(text))
    unit = line.key_result.unit if line.key_result else None
    if not found or (found[-1].unit not in (None, unit) and unit is not None):
        raise Unclear("change.what_number", unit=unit or "")
    return found[-1].value


def _due(ctx: Ctx, text: str) -> str:
    found = reading.find_dates(text, ctx.known.today)
    if not found:
        raise Unclear("change.what_date")
    return found[-1].last.isoformat()


def fields(ctx: Ctx, line: Line, what: str, value: Any) -> Mapping[str, FieldValue]:
    """What the request says: the new values by field; where a number stands in the words, the words follow."""
    kr = line.key_result
    if what == "owner":
        return {"owner": value["key"]}
    if what == "drop":
        return {"state": "dropped"}
    if what == "add":
        found = _read(ctx, line, value)
        return {"add": value, **_measure(found), "due": (found.due or cycle_of(ctx, line.objective).ends).isoformat()}
    if kr is None:
        return {"text": value}
    if what == "target":
        return _differing(kr, {"target": value, "text": _with_number(ctx, kr, value), **_direction(kr, value)})
    if what == "due":
        return {"due": value}
    found = _read(ctx, line, value)
    measure = _measure(found) if found.target is not None else {}
    due: dict[str, FieldValue] = {"due": found.due.isoformat()} if found.due else {}
    return _differing(kr, {"text": value, **measure, **due})


def _read(ctx: Ctx, line: Line, text: str) -> reading.ReadKeyResult:
    cycle = cycle_of(ctx, line.objective)
    return reading.read_key_result(text, ctx.known.today, cycle.starts, cycle.ends)


def _measure(found: reading.ReadKeyResult) -> dict[str, FieldValue]:
    return {"unit": found.unit, "baseline": found.baseline, "target": found.target, "direction": found.direction}


def _direction(kr: KeyResult, target: float) -> dict[str, FieldValue]:
    if kr.direction not in ("up", "down") or kr.baseline is None or kr.baseline == target:
        return {}
    return {"direction": "down" if target < kr.baseline else "up"}


def _differing(kr: KeyResult, values: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
    """Only what becomes different."""

    def now(name: str) -> Any:
        value = getattr(kr, name)
        return value.isoformat() if isinstance(value, date) else value

    return {name: value for name, value in values.items() if now(name) != value}


def _with_number(ctx: Ctx, kr: KeyResult, target: float) -> str:
    """The text with the old target's number replaced, where it stands there in digits."""
    same = [q for q in reading.find_numbers(reading.normalise(kr.text)) if q.value == kr.target and q.unit in (kr.unit, None)]
    if not same:
        return kr.text
    start, end = same[-1].start, same[-1].end
    said, swapped = DIGITS.subn(ctx.t.number(target), kr.text[start:end], count=1)
    return f"{kr.text[:start]}{said}{kr.text[end:]}" if swapped else kr.text


def rows(ctx: Ctx, objective: Objective, key_result: str | None, changed: Mapping[str, FieldValue]) -> tuple[Fact, ...]:
    """Before and after, field by field, as people say them."""
    t = ctx.t
    kr = next((k for k in objective.key_results if k.id == key_result), None)
    if "add" in changed:
        return (Fact(t("change.field.add"), str(changed["add"])),)
    if "state" in changed:
        return (Fact(t("change.field.drop"), kr.text if kr else objective.text),)
    found = []
    for name in (n for n in ("text", "target", "due", "owner") if n in changed):
        before = _said(ctx, kr, name, getattr(kr or objective, name, None))
        found.append(Fact(t(f"change.field.{name}"), t("change.from_to", old=before, new=_said(ctx, kr, name, changed[name]))))
    return tuple(found)


def _said(ctx: Ctx, kr: KeyResult | None, name: str, value: Any) -> str:
    if value is None:
        return "–"
    if name == "due":
        return ctx.t.long_date(value if isinstance(value, date) else date.fromisoformat(str(value)))
    if name == "owner":
        chosen = ctx.answers.get("value")
        return str(chosen["name"]) if isinstance(chosen, dict) and chosen.get("key") == value else ctx.known.name(value)
    return amount(ctx.t, value, kr.unit) if name == "target" and kr else str(value)
