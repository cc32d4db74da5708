"""So many objectives a person and cycle, so many key results an objective: what is over is kept as dropped, and named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from bot.okr.model import KeyResult, Objective
from bot.okr.participation import Rules


def within_limits(
    objectives: Iterable[Objective], known: Mapping[str, Objective], rules: Callable[[Objective], Rules]
) -> tuple[tuple[Objective, ...], tuple[str, ...]]:
    """The objectives with what is over the limits dropped (docs/method.md 2), and a line for each such thing.

    What is alive in the store already counts before what is new. `rules` are those of the owner's team in its cycle.
    """
    wanted = list(objectives)
    files = {one.id for one in wanted}
    counts: dict[tuple[str, str], int] = {}
    for one in known.values():
        if one.id not in files and one.state != "dropped":
            counts[one.owner, one.cycle] = counts.get((one.owner, one.cycle), 0) + 1
    notes: list[str] = []
    kept: dict[str, Objective] = {}
    for one in sorted(wanted, key=lambda one: one.id not in known or known[one.id].state == "dropped"):
        held = rules(one)
        kept[one.id] = _objective(_key_results(one, held.max_key_results, notes), held.max_objectives, counts, notes)
    return tuple(kept[one.id] for one in wanted), tuple(notes)


def _objective(one: Objective, most: int, counts: dict[tuple[str, str], int], notes: list[str]) -> Objective:
    if one.state == "dropped":
        return one
    count = counts.get((one.owner, one.cycle), 0)
    if count >= most:
        notes.append(f"objective {one.id} “{one.text}” is over the limit of {most} for {one.owner} in {one.cycle}: kept as dropped")
        return replace(one, state="dropped")
    counts[one.owner, one.cycle] = count + 1
    return one


def _key_results(one: Objective, most: int, notes: list[str]) -> Objective:
    alive = 0
    kept: list[KeyResult] = []
    for key_result in one.key_results:
        alive += key_result.state == "active"
        if key_result.state == "active" and alive > most:
            notes.append(f"key result {key_result.id} “{key_result.text}” is over the limit of {most} for {one.id}: kept as dropped")
            kept.append(replace(key_result, state="dropped"))
        else:
            kept.append(key_result)
    return replace(one, key_results=tuple(kept))
