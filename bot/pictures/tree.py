"""A tree of cards as a picture, from left to right: an SVG that can be searched and copied, a PNG for a chat."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from bot.pictures.lettering import font, settable

if TYPE_CHECKING:
    from PIL import ImageDraw

WIDTH, HEIGHT, GAP_X, GAP_Y, EDGE = 268, 92, 56, 16, 28
CHARACTERS, SMALL_CHARACTERS = 34, 40  # half-width, in a line of a card
INK, QUIET, LINE, RAIL, PAPER, BACK, GAP = "#23262c", "#686d77", "#dfdbd2", "#b9b4a8", "#fffefc", "#f3f1ec", "#955c0b"
TONES = {"good": "#41966d", "warn": "#cf9130", "bad": "#c95f55", "neutral": "#7289a8"}
FONT = "Inter, system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
SHARP = 1.5  # pixels of a PNG for one of a card
MOST_PIXELS = 4000


@dataclass(frozen=True, slots=True)
class Card:
    """Where it stands, the number of the card it hangs below, and what it says; `share` 0..1, None = not known."""

    x: float
    y: float
    parent: int | None
    title: str
    note: str
    share: float | None
    tone: str
    gap: str = ""


def svg(cards: Sequence[Card], title: str) -> str:
    """As large as the tree is."""
    width, height = _size(cards)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}">',
            f"<title>{escape(title)}</title>",
            f'<rect width="100%" height="100%" fill="{BACK}"/>',
            f'<g transform="translate({EDGE} {EDGE})" font-family="{FONT}" font-size="13">',
            *(_edge(cards[card.parent], card) for card in cards if card.parent is not None),
            *(piece for card in cards for piece in _card(card)),
            "</g></svg>",
        )
    )


def _size(cards: Sequence[Card]) -> tuple[float, float]:
    width = max((card.x for card in cards), default=0) + WIDTH + 2 * EDGE
    return width, max((card.y for card in cards), default=0) + HEIGHT + 2 * EDGE


def _edge(parent: Card, child: Card) -> str:
    x, y, to_x, to_y = parent.x + WIDTH, parent.y + HEIGHT / 2, child.x, child.y + HEIGHT / 2
    middle = (x + to_x) / 2
    return f'<path d="M{x:g} {y:g}C{middle:g} {y:g} {middle:g} {to_y:g} {to_x:g} {to_y:g}" fill="none" stroke="{RAIL}" stroke-width="1.5"/>'


def _card(card: Card) -> Iterator[str]:
    yield f'<g transform="translate({card.x:g} {card.y:g})">'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="{PAPER}" stroke="{LINE}"/>'
    for number, line in enumerate(wrapped(card.title, CHARACTERS, 2)):
        yield f'<text x="14" y="{24 + number * 18}" fill="{INK}" font-weight="600">{escape(line)}</text>'
    yield f'<text x="14" y="62" fill="{QUIET}" font-size="12">{escape(wrapped(card.note, SMALL_CHARACTERS, 1)[0])}</text>'
    yield f'<rect x="14" y="69" width="{WIDTH - 28}" height="5" rx="2.5" fill="{LINE}"/>'
    if card.share:
        yield f'<rect x="14" y="69" width="{(WIDTH - 28) * card.share:.1f}" height="5" rx="2.5" fill="{TONES[card.tone]}"/>'
    if card.gap:
        yield f'<text x="14" y="86.5" fill="{GAP}" font-size="10.5">{escape(wrapped(card.gap, SMALL_CHARACTERS + 4, 1)[0])}</text>'
    yield "</g>"


def png(cards: Sequence[Card]) -> str:
    """As base64, no side longer than platforms like."""
    from PIL import Image, ImageDraw

    width, height = _size(cards)
    scale = min(SHARP, MOST_PIXELS / width, MOST_PIXELS / height)
    picture = Image.new("RGB", (round(width * scale), round(height * scale)), BACK)
    pen = _Pen(ImageDraw.Draw(picture), scale)
    for card in cards:
        if card.parent is not None:
            pen.edge(cards[card.parent], card)
    for card in cards:
        pen.card(card)
    out = BytesIO()
    picture.quantize(64, method=Image.Quantize.FASTOCTREE).save(out, "PNG", compress_level=6)
    return base64.b64encode(out.getvalue()).decode()


@dataclass(frozen=True, slots=True)
class _Pen:
    """Draws in the units of a card."""

    draw: ImageDraw.ImageDraw
    scale: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        return (EDGE + x) * self.scale, (EDGE + y) * self.scale

    def edge(self, parent: Card, child: Card) -> None:
        x, y, to_x, to_y = parent.x + WIDTH, parent.y + HEIGHT / 2, child.x, child.y + HEIGHT / 2
        middle = (x + to_x) / 2
        points = [self.at(x, y), self.at(middle, y), self.at(middle, to_y), self.at(to_x, to_y)]
        self.draw.line(points, RAIL, max(1, round(1.5 * self.scale)), joint="curve")

    def box(self, x: float, y: float, width: float, height: float, round_: float, fill: str, outline: str | None = None) -> None:
        corners = (*self.at(x, y), *self.at(x + width, y + height))
        self.draw.rounded_rectangle(corners, round_ * self.scale, fill, outline, max(1, round(self.scale)) if outline else 0)

    def words(self, x: float, y: float, text: str, size: float, ink: str, *, bold: bool = False) -> None:
        stroke = 0.25 * self.scale if bold else 0
        self.draw.text(self.at(x, y), settable(text), ink, font(round(size * self.scale)), anchor="ls", stroke_width=stroke)

    def card(self, card: Card) -> None:
        self.box(card.x, card.y, WIDTH, HEIGHT, 12, PAPER, LINE)
        for number, line in enumerate(wrapped(card.title, CHARACTERS, 2)):
            self.words(card.x + 14, card.y + 24 + number * 18, line, 13, INK, bold=True)
        self.words(card.x + 14, card.y + 62, wrapped(card.note, SMALL_CHARACTERS, 1)[0], 12, QUIET)
        self.box(card.x + 14, card.y + 69, WIDTH - 28, 5, 2.5, LINE)
        if card.share:
            self.box(card.x + 14, card.y + 69, max(5, (WIDTH - 28) * card.share), 5, 2.5, TONES[card.tone])
        if card.gap:
            self.words(card.x + 14, card.y + 87, wrapped(card.gap, SMALL_CHARACTERS + 4, 1)[0], 10.5, GAP)


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
