"""Confidence and progress over the weeks as a PNG: two plots side by side, and what each line is below."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

WIDTH, PLOT, MARGIN, LEGEND = 1000, 300, 40, 34
INK, QUIET, GRID, PAPER = "#1f2933", "#6b7785", "#e3e7ec", "#ffffff"
COLOURS = ("#2563eb", "#d97706", "#059669", "#c026d3", "#dc2626", "#0891b2", "#65a30d", "#7c3aed")
MOST_LINES = len(COLOURS)
LONGEST_LABEL = 64


@dataclass(frozen=True, slots=True)
class Line:
    """One line of both plots, oldest first; None = nothing known that week. Confidence 1..10, progress 0..1."""

    label: str
    confidence: tuple[float | None, ...]
    progress: tuple[float | None, ...]


@lru_cache(maxsize=64)
def trends(title: str, weeks: tuple[str, ...], lines: tuple[Line, ...], confidence: str, progress: str) -> str:
    """The picture as base64; `weeks` stand below the plots, `confidence` and `progress` are what these are called."""
    from PIL import Image, ImageDraw

    shown = lines[:MOST_LINES]
    height = 70 + PLOT + 60 + LEGEND * len(shown) + 20
    picture = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text((MARGIN, 10), title, INK, font(26))
    half = (WIDTH - 3 * MARGIN) // 2
    for at, name, low, high in ((MARGIN, confidence, 0.0, 10.0), (2 * MARGIN + half, progress, 0.0, 100.0)):
        _frame(pen, (at, 90, at + half, 60 + PLOT), name, weeks, low, high)
    for n, line in enumerate(shown):
        shares = tuple(None if one is None else one * 100 for one in line.progress)
        _draw(pen, (MARGIN, 90, MARGIN + half, 60 + PLOT), line.confidence, 10.0, COLOURS[n])
        _draw(pen, (2 * MARGIN + half, 90, 2 * MARGIN + 2 * half, 60 + PLOT), shares, 100.0, COLOURS[n])
        y = 70 + PLOT + 50 + n * LEGEND
        pen.rectangle((MARGIN, y + 8, MARGIN + 26, y + 14), COLOURS[n])
        pen.text((MARGIN + 38, y), shortened(line.label), INK, font(18))
    return _encoded(picture)


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


Box = tuple[int, int, int, int]


def _frame(pen: ImageDraw.ImageDraw, box: Box, name: str, weeks: tuple[str, ...], low: float, high: float) -> None:
    left, top, right, bottom = box
    pen.text((left, top - 38), name, QUIET, font(18))
    for step in range(6):
        y = bottom - (bottom - top) * step // 5
        pen.line((left + 34, y, right, y), GRID, 1)
        pen.text((left, y - 10), f"{low + (high - low) * step / 5:g}", QUIET, font(14))
    for n, week in enumerate(weeks):
        if n % (1 + len(weeks) // 7) == 0:
            pen.text((_x(box, n, len(weeks)), bottom + 8), week, QUIET, font(14), anchor="ma")


def _draw(pen: ImageDraw.ImageDraw, box: Box, points: tuple[float | None, ...], high: float, colour: str) -> None:
    """A line that bridges weeks without a value, with a dot for each week that has one."""
    _, top, _, bottom = box
    known = [
        (_x(box, n, len(points)), bottom - (bottom - top) * min(max(p, 0), high) / high) for n, p in enumerate(points) if p is not None
    ]
    if len(known) > 1:
        pen.line(known, colour, 3, joint="curve")
    for x, y in known:
        pen.ellipse((x - 5, y - 5, x + 5, y + 5), colour)


def _x(box: Box, n: int, count: int) -> float:
    left, _, right, _ = box
    return left + 52 + (right - left - 72) * n / max(1, count - 1)


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Our font in pixels."""
    from PIL import ImageFont

    return ImageFont.truetype(BytesIO(files("bot.pictures").joinpath("NotoSansSC-subset.otf").read_bytes()), size)


def _encoded(picture: Image.Image) -> str:
    out = BytesIO()
    picture.quantize(64).save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode()
