"""The map as a picture: cards from left to right, each below what it serves; as large as the tree, or its upper levels."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bot.conversation.i18n import Speak
from bot.okr.access import Org
from bot.okr.model import Objective
from bot.okr.scoring import objective_progress
from bot.okr.tree import Forest, live
from bot.wording import tone_of

MOST_CARDS = 600
"""Cards that a picture holds before its lowest levels are left out."""
WIDTH, HEIGHT, GAP_X, GAP_Y, EDGE = 268, 92, 56, 16, 28
CHARACTERS = 34  # half-width, in a line of a card
INK, QUIET, LINE, GOOD, WARN, BAD, BACK = "#23262c", "#686d77", "#dfdbd2", "#41966d", "#cf9130", "#c95f55", "#f3f1ec"
FONT = "Inter, system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True, slots=True)
class Card:
    """Where an objective stands, and in the middle of which card's side its line begins."""

    objective: Objective
    x: float
    y: float
    parent: str | None
    hidden: int


def cards(forest: Forest) -> tuple[Card, ...]:
    """Every objective down to the level that the picture holds."""
    levels: dict[int, int] = {}
    for root in forest.roots:
        for _, level in forest.walk(root):
            levels[level] = levels.get(level, 0) + 1
    deepest, held = 0, levels.get(0, 0)
    while deepest + 1 in levels and held + levels[deepest + 1] <= MOST_CARDS:
        deepest += 1
        held += levels[deepest]
    sums = forest.sums()
    found: dict[str, Card] = {}
    row = 0.0
    order: list[tuple[Objective, int, str | None]] = []
    for root in forest.roots:
        order += [(b.objective, d, forest.above[b.objective.id].objective if d else None) for b, d in forest.walk(root) if d <= deepest]
    for objective, level, parent in order:
        below = sums[objective.id].below
        leaf = level == deepest or not below
        found[objective.id] = Card(objective, level * (WIDTH + GAP_X), row if leaf else -1, parent, below if leaf else 0)
        row += HEIGHT + GAP_Y if leaf else 0
    return tuple(_centred(found, order))


def _centred(found: dict[str, Card], order: list[tuple[Objective, int, str | None]]) -> Iterator[Card]:
    """A card with others below it stands in the middle of them."""
    spans: dict[str, tuple[float, float]] = {}
    for objective, _, parent in reversed(order):
        card = found[objective.id]
        y = card.y if card.y >= 0 else sum(spans[objective.id]) / 2
        found[objective.id] = Card(card.objective, card.x, y, parent, card.hidden)
        if parent:
            low, high = spans.get(parent, (y, y))
            spans[parent] = min(low, y), max(high, y)
    for objective, _, _ in order:
        yield found[objective.id]


def as_svg(forest: Forest, org: Org, t: Speak) -> str:
    """A drawing that any browser opens; texts are texts, so that they can be searched and copied."""
    drawn = cards(forest)
    at = {card.objective.id: card for card in drawn}
    width = max((card.x for card in drawn), default=0) + WIDTH + 2 * EDGE
    height = max((card.y for card in drawn), default=0) + HEIGHT + 2 * EDGE
    lines = [piece for card in drawn if card.parent for piece in (_edge(at[card.parent], card),)]
    boxes = [piece for card in drawn for piece in _card(card, forest, org, t)]
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}">',
            f"<title>{escape(t('map.company_title'))}</title>",
            f'<rect width="100%" height="100%" fill="{BACK}"/>',
            f'<g transform="translate({EDGE} {EDGE})" font-family="{FONT}" font-size="13">',
            *lines,
            *boxes,
            "</g></svg>",
        )
    )


def _edge(parent: Card, child: Card) -> str:
    x, y, to_x, to_y = parent.x + WIDTH, parent.y + HEIGHT / 2, child.x, child.y + HEIGHT / 2
    middle = (x + to_x) / 2
    return (
        f'<path d="M{x:g} {y:g}C{middle:g} {y:g} {middle:g} {to_y:g} {to_x:g} {to_y:g}" fill="none" stroke="#b9b4a8" stroke-width="1.5"/>'
    )


def _card(card: Card, forest: Forest, org: Org, t: Speak) -> Iterator[str]:
    objective = card.objective
    krs = live(objective)
    share = objective_progress(kr.progress for kr in krs)
    tones = {tone_of(kr) for kr in krs}
    colour = next((c for tone, c in (("bad", BAD), ("warn", WARN)) if tone in tones), GOOD)
    gaps = sum(kr.id in forest.uncovered for kr in krs)
    person = org.people.get(objective.owner)
    yield f'<g transform="translate({card.x:g} {card.y:g})">'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="#fffefc" stroke="{LINE}"/>'
    for number, line in enumerate(wrapped(objective.text, CHARACTERS, 2)):
        yield f'<text x="14" y="{24 + number * 18}" fill="{INK}" font-weight="600">{escape(line)}</text>'
    parts = [person.name if person else objective.owner, t.percent(share), *([t("map.below", n=card.hidden)] if card.hidden else [])]
    yield f'<text x="14" y="62" fill="{QUIET}" font-size="12">{escape(wrapped(" · ".join(parts), 38, 1)[0])}</text>'
    yield f'<rect x="14" y="70" width="{WIDTH - 28}" height="5" rx="2.5" fill="{LINE}"/>'
    if share:
        yield f'<rect x="14" y="70" width="{(WIDTH - 28) * share:.1f}" height="5" rx="2.5" fill="{colour}"/>'
    words = [t("map.unaligned")] if objective.id in forest.unaligned else []
    words += [t("map.uncovered_short", n=gaps)] if gaps else []
    if words:
        yield f'<text x="14" y="87" fill="{WARN}" font-size="10.5">{escape(t.list(words))}</text>'
    yield "</g>"


def wrapped(text: str, width: int, most: int) -> tuple[str, ...]:
    """The text in at most so many lines of that many half-width characters; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    line, used = "", 0
    words = list(" ".join(text.split()))
    for at, character in enumerate(words):
        size = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used + size > width:
            if len(lines) + 1 == most:
                return (*lines, line[:-1].rstrip() + "…")
            cut = line.rfind(" ") if character != " " and line.rfind(" ") > width // 2 else -1
            rest = line[cut + 1 :] if cut > 0 else ""
            lines.append(line[:cut] if cut > 0 else line)
            line, used = rest, sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in rest)
        line, used = line + (character if line or character != " " else ""), used + size
        if at + 1 == len(words):
            lines.append(line)
    return tuple(lines) or ("",)
