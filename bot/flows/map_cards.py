"""The map as cards for a picture: each objective right of what it serves, as many levels as the picture holds."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.i18n import Speak
from bot.okr.access import Org
from bot.okr.model import Objective
from bot.okr.scoring import objective_progress
from bot.okr.tree import Forest, live
from bot.pictures.tree import GAP_X, GAP_Y, HEIGHT, WIDTH, Card
from bot.wording import holder, tone_of

Placed = tuple[Objective, int]
WORST_FIRST = ("bad", "warn", "good")


def cards(forest: Forest, org: Org, t: Speak, most: int) -> tuple[Card, ...]:
    """At most `most` cards, level by level; what hangs below the last is counted on it."""
    roots = forest.roots[:most]
    deepest = _deepest(forest, most)
    order: list[Placed] = [(b.objective, level) for root in roots for b, level in forest.walk(root) if level <= deepest]
    number = {objective.id: n for n, (objective, _) in enumerate(order)}
    ys = _heights(forest, order, deepest)
    counts = forest.counts()
    made = []
    for objective, level in order:
        parent = number[forest.above[objective.id].objective] if level else None
        hidden = counts[objective.id] if level == deepest else 0
        made.append(_card(objective, forest, org, t, (level * (WIDTH + GAP_X), ys[objective.id]), parent, hidden))
    return tuple(made)


def _deepest(forest: Forest, most: int) -> int:
    levels: dict[int, int] = {}
    for root in forest.roots[:most]:
        for _, level in forest.walk(root):
            levels[level] = levels.get(level, 0) + 1
    deepest, held = 0, levels.get(0, 0)
    while deepest + 1 in levels and held + levels[deepest + 1] <= most:
        deepest += 1
        held += levels[deepest]
    return deepest


def _heights(forest: Forest, order: list[Placed], deepest: int) -> Mapping[str, float]:
    """One row for each card that has none to its right; a card with others to its right stands in the middle of them."""
    found: dict[str, float] = {}
    row = 0.0
    for objective, level in order:
        if level == deepest or not forest.below.get(objective.id):
            found[objective.id] = row
            row += HEIGHT + GAP_Y
    for objective, _ in reversed(order):
        if objective.id not in found:
            below = [found[b.objective.id] for b in forest.below[objective.id]]
            found[objective.id] = (min(below) + max(below)) / 2
    return found


def _card(objective: Objective, forest: Forest, org: Org, t: Speak, at: tuple[float, float], parent: int | None, hidden: int) -> Card:
    krs = live(objective)
    share = objective_progress(kr.progress for kr in krs)
    tones = {tone_of(kr) for kr in krs}
    tone = next((one for one in WORST_FIRST if one in tones), "neutral")
    uncovered = sum(kr.id in forest.uncovered for kr in krs)
    gaps = [t("map.unaligned")] if objective.id in forest.unaligned else []
    gaps += [t("map.uncovered_short", n=uncovered)] if uncovered else []
    note = [holder(t, objective, org.people, org.teams), t.percent(share), *([t("map.below", n=hidden)] if hidden else [])]
    return Card(*at, parent, objective.text, " · ".join(note), share, tone, t.list(gaps))
