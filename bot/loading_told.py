"""Loads what somebody said of their key results of late: a turn needs it for several purposes, and asks for it once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.flows.known import active_key_results
from bot.okr.model import CheckIn, Objective
from bot.okr.schedule import last_moment
from bot.okr.weeks import Week

if TYPE_CHECKING:
    from bot.loading import Loader

LAST_WEEKS = 4  # where one is asked every four weeks


@dataclass(frozen=True, slots=True)
class Told:
    """By key result and week; by key result the newest before the week that is asked for; the week of the last prompt."""

    check_ins: Mapping[tuple[str, str], CheckIn] = field(default_factory=dict)
    last: Mapping[str, CheckIn] = field(default_factory=dict)
    prompted: Week | None = None


def load_told(loader: Loader, mine: tuple[Objective, ...], week: str | None) -> Told:
    """Somebody's own reports of that week; where none is named, those of the last weeks, and what they were asked last."""
    krs = [kr.id for _, kr in active_key_results(mine, loader.me.key)]
    if week:
        return told_of(loader, krs, week)
    return Told({(c.key_result, c.week): c for c in _lately(loader, krs)}, prompted=_prompted(loader))


def told_of(loader: Loader, key_results: Sequence[str], week: str) -> Told:
    """What was said of key results in a week, and before it: nearly always that lies in the last weeks, which are asked for anyway."""
    if not key_results:
        return Told()
    near = week in _last_weeks(Week.of(loader.today))
    found = _lately(loader, key_results) if near else loader.tx.check_ins(key_results, [week])
    last = {c.key_result: c for c in found if c.week < week}  # in order of their weeks
    earlier = [one for one in key_results if one not in last]
    last |= loader.tx.last_check_ins(earlier, week) if earlier else {}
    return Told({(c.key_result, c.week): c for c in found if c.week == week}, last)


def _lately(loader: Loader, key_results: Sequence[str]) -> tuple[CheckIn, ...]:
    return loader.tx.check_ins(key_results, _last_weeks(Week.of(loader.today))) if key_results else ()


@lru_cache(maxsize=16)
def _last_weeks(today: Week) -> tuple[str, ...]:
    """The running week and those before it in which the last prompt may lie."""
    return tuple(str(today.plus(-ago)) for ago in range(LAST_WEEKS + 1))


def _prompted(loader: Loader) -> Week | None:
    """The week of the last prompt that this person got, or would have got had they not been faster or away."""
    rhythm = loader.rhythm(loader.me)
    moment = last_moment(rhythm, "prompt", loader.now, loader.overrides(rhythm.calendar))
    posted = moment and loader.tx.states([f"prompt:{loader.me.key}:{moment.period}"])
    return moment.week if moment and posted else None
