"""Confidence and progress over the weeks as a PNG: a row for each key result with a small curve of both, so that twelve stay readable."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from bot.pictures.lettering import fitted, font, settable

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

SHARP, SMOOTH = 1.5, 2  # pixels of the PNG for one of the layout; how much finer it is drawn before it is reduced
WIDTH, EDGE, HEAD, ROW, FOOT = 760, 28, 92, 66, 34
LABEL, PLOT, VALUE, GAP = 290, 126, 48, 18
INK, QUIET, GRID, PAPER, RISK = "#1f2933", "#66717f", "#e6e9ee", "#ffffff", "#fbe6e3"
CONFIDENCE, PROGRESS, FILL, LOW = "#2563eb", "#059669", "#d9f0e7", "#c0392b"
LOW_CONFIDENCE, HIGHEST = 3.0, 10.0
MOST_LINES = 20
LONGEST_LABEL = 90


@dataclass(frozen=True, slots=True)
class Line:
    """One row, oldest week first; None = nothing known that week. Confidence 1..10, progress 0..1."""

    label: str
    confidence: tuple[float | None, ...]
    progress: tuple[float | None, ...]


@lru_cache(maxsize=64)
def trends(title: str, weeks: tuple[str, ...], lines: tuple[Line, ...], confidence: str, progress: str, more: str = "") -> str:
    """The picture as base64; `weeks` are named below, `confidence` and `progress` head the columns, `more` says what is left out."""
    from PIL import Image, ImageDraw

    shown = lines[:MOST_LINES]
    height, fine = HEAD + ROW * len(shown) + FOOT + (24 if more else 0), SHARP * SMOOTH
    picture = Image.new("RGB", (round(WIDTH * fine), round(height * fine)), PAPER)
    pen = _Pen(ImageDraw.Draw(picture), fine)
    pen.words(EDGE, 20, fitted(title, pen.size(21), (WIDTH - 2 * EDGE) * fine)[0], 21, INK)
    for at, name in ((_first(), confidence), (_second(), progress)):
        pen.words(at, 64, name, 13, QUIET)
    for n, line in enumerate(shown):
        pen.row(HEAD + n * ROW, line)
    below = HEAD + ROW * len(shown)
    for at in (_first(), _second()):
        pen.weeks(at, below + 8, weeks)
    if more:
        pen.words(EDGE, below + FOOT - 2, settable(more), 13, QUIET)
    return encoded(picture.reduce(SMOOTH))


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def _first() -> float:
    return EDGE + LABEL + GAP


def _second() -> float:
    return _first() + PLOT + VALUE + GAP


@dataclass(frozen=True, slots=True)
class _Pen:
    """Draws in the units of the layout."""

    draw: ImageDraw.ImageDraw
    fine: float

    def size(self, points: float) -> int:
        return round(points * self.fine)

    def words(self, x: float, y: float, text: str, points: float, ink: str, *, anchor: str = "la", bold: bool = False) -> None:
        stroke = 0.3 * self.fine if bold else 0
        self.draw.text((x * self.fine, y * self.fine), text, ink, font(self.size(points)), anchor=anchor, stroke_width=stroke)

    def row(self, top: float, line: Line) -> None:
        """The words of a key result, both its curves, and where each stands now."""
        self._rule(EDGE, top - 4, WIDTH - EDGE)
        label = fitted(line.label, self.size(14), LABEL * self.fine, 3)
        for n, part in enumerate(label):
            self.words(EDGE, top + 29 - 9.5 * len(label) + 19 * n, part, 14, INK)
        known, box = [v for v in line.confidence if v is not None], (_first(), top + 6, PLOT, ROW - 20.0)
        self._band(box)
        self._curve(box, line.confidence, HIGHEST, CONFIDENCE)
        self._now(_first() + PLOT + 8, top, f"{known[-1]:.1f}".removesuffix(".0") if known else "–", known, LOW_CONFIDENCE)
        shares = tuple(None if v is None else min(max(v, 0), 1) * 100 for v in line.progress)
        reached, box = [v for v in line.progress if v is not None], (_second(), top + 6, PLOT, ROW - 20.0)
        self._curve(box, shares, 100.0, PROGRESS, fill=FILL)
        self._now(_second() + PLOT + 8, top, f"{reached[-1]:.0%}" if reached else "–", [v * 100 for v in reached], None)

    def _now(self, x: float, top: float, value: str, known: list[float], low: float | None) -> None:
        """The newest value, and by how much it moved since the one before."""
        ink = LOW if low is not None and known and known[-1] <= low else INK
        self.words(x, top + 12, value, 17, ink, bold=True)
        step = known[-1] - known[-2] if len(known) > 1 else 0
        if round(step, 1):
            moved = f"{abs(step):.1f}" if low is not None else f"{abs(step):.0f}"
            self._arrow(x + 4, top + 42, up=step > 0)
            self.words(x + 11, top + 35, moved.removesuffix(".0"), 12, QUIET)

    def _arrow(self, x: float, y: float, *, up: bool) -> None:
        way = -1 if up else 1
        corners = [(x - 4, y - 3 * way), (x + 4, y - 3 * way), (x, y + 4 * way)]
        self.draw.polygon([(a * self.fine, b * self.fine) for a, b in corners], PROGRESS if up else LOW)

    def _band(self, box: Box) -> None:
        """Where confidence is so low that somebody should hear of it."""
        left, _, right, bottom = left_top_right_bottom(box)
        top = bottom - box[3] * LOW_CONFIDENCE / HIGHEST
        self.draw.rectangle([v * self.fine for v in (left, top, right, bottom)], RISK)

    def _rule(self, left: float, y: float, right: float) -> None:
        self.draw.line([v * self.fine for v in (left, y, right, y)], GRID, round(self.fine))

    def _curve(self, box: Box, values: tuple[float | None, ...], high: float, colour: str, *, fill: str = "") -> None:
        """A curve that bridges weeks without a value, with a dot for each week that has one while they are few, else for the newest."""
        left, _, right, bottom = left_top_right_bottom(box)
        self._rule(left, bottom, right)
        places = [(_x(box, n, len(values)), bottom - box[3] * min(max(v, 0), high) / high) for n, v in enumerate(values) if v is not None]
        points = [(x * self.fine, y * self.fine) for x, y in places]
        if fill and len(points) > 1:
            floor = bottom * self.fine
            self.draw.polygon([(points[0][0], floor), *points, (points[-1][0], floor)], fill)
        if len(points) > 1:
            self.draw.line(points, colour, round(2.2 * self.fine), joint="curve")
        for n, (x, y) in enumerate(points):
            size = (4 if n + 1 == len(points) else 2.4) * self.fine
            if n + 1 == len(points) or len(points) <= FEW:
                self.draw.ellipse((x - size, y - size, x + size, y + size), colour)

    def weeks(self, left: float, y: float, names: tuple[str, ...]) -> None:
        """The first and the last, and one between where there is room."""
        box, last = (left, y, PLOT, 0.0), len(names) - 1
        wanted = {0, last} | ({last // 2} if last >= FEW else set())
        for n in sorted(wanted) if names else ():
            anchor = "ma" if last < 1 or 0 < n < last else "la" if n == 0 else "ra"
            x = _x(box, n, len(names)) + (-6 if anchor == "la" else 6 if anchor == "ra" else 0)
            self.words(x, y, names[n], 12, QUIET, anchor=anchor)


Box = tuple[float, float, float, float]
"""Left, top, width, height."""
FEW = 6


def left_top_right_bottom(box: Box) -> Box:
    return box[0], box[1], box[0] + box[2], box[1] + box[3]


def _x(box: Box, n: int, count: int) -> float:
    """Where the n-th week stands; a single one in the middle."""
    return box[0] + (box[2] / 2 if count < 2 else 6 + (box[2] - 12) * n / (count - 1))


def encoded(picture: Image.Image) -> str:
    """Small, and with the few strong colours kept as they are."""
    from PIL import Image

    out = BytesIO()
    picture.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", compress_level=6)
    return base64.b64encode(out.getvalue()).decode()
