"""A team's board as a PNG with its four quadrants: key results with confidence on the left; health, priorities and plans on the right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.pictures.lettering import fitted, font, settable
from bot.pictures.trends import encoded

if TYPE_CHECKING:
    from PIL import ImageDraw

SHARP, SMOOTH = 1.5, 2
EDGE, HEAD, LEFT, GAP, RIGHT = 28, 84, 520, 34, 330
INK, QUIET, LINE, PAPER, PANEL = "#1f2933", "#66717f", "#e3e7ec", "#ffffff", "#eceff4"
TONES = {"good": "#41966d", "warn": "#cf9130", "bad": "#c0392b", "neutral": "#7289a8"}
DOTS = {"green": "#41966d", "yellow": "#e0b400", "red": "#c0392b"}
PLAIN = ("name", "")
LONGEST = 2000  # units: beyond, rows are counted instead of drawn


@dataclass(frozen=True, slots=True)
class Bar:
    """A key result: its words, how far (0..1, None = not known), what is said of it, by which tone it is coloured."""

    label: str
    share: float | None
    note: str
    tone: str


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective with whose it is."""

    label: str
    holder: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A line on the right. `sign`: green, yellow, red (a dot), open, done, carried, dropped (a box), name (of whoever says what
    follows), or "" for words of their own."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the quadrants on the right."""

    title: str
    marks: tuple[Mark, ...]


@lru_cache(maxsize=32)
def board(title: str, week: str, goals: tuple[Goal, ...], panels: tuple[Panel, ...], more: str) -> str:
    """The picture as base64; `more` has a place for the number of objectives without room (`{n}`)."""
    from PIL import Image, ImageDraw

    fine = SHARP * SMOOTH
    measure = _Pen(None, fine)
    shown = _with_room(measure, goals)
    left = sum(measure.goal(0, goal) for goal in shown)
    right = sum(measure.panel(0, panel) for panel in panels)
    width = EDGE * 2 + LEFT + (GAP + RIGHT if panels else 0)
    height = HEAD + max(left + (26 if len(shown) < len(goals) else 0), right) + EDGE
    picture = Image.new("RGB", (round(width * fine), round(height * fine)), PAPER)
    pen = _Pen(ImageDraw.Draw(picture), fine)
    pen.words(EDGE, 20, fitted(title, pen.size(21), (width - 2 * EDGE) * fine)[0], 21, INK)
    pen.words(EDGE, 52, settable(week), 13, QUIET)
    y: float = HEAD
    for goal in shown:
        y += pen.goal(y, goal)
    if len(shown) < len(goals):
        pen.words(EDGE, y + 2, settable(more.format(n=len(goals) - len(shown))), 13, QUIET)
    y = HEAD
    for panel in panels:
        y += pen.panel(y, panel)
    return encoded(picture.reduce(SMOOTH))


def _with_room(measure: _Pen, goals: tuple[Goal, ...]) -> tuple[Goal, ...]:
    found, height = [], 0.0
    for goal in goals:
        height += measure.goal(0, goal)
        if height > LONGEST:
            break
        found.append(goal)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Pen:
    """Draws in the units of the layout; without a drawing it only measures. Each piece says how much room it takes."""

    draw: ImageDraw.ImageDraw | None
    fine: float

    def size(self, points: float) -> int:
        return round(points * self.fine)

    def lines(self, text: str, points: float, width: float, most: int) -> tuple[str, ...]:
        return fitted(text, self.size(points), width * self.fine, most)

    def words(self, x: float, y: float, text: str, points: float, ink: str, *, bold: bool = False) -> None:
        if self.draw:
            stroke = 0.3 * self.fine if bold else 0
            self.draw.text((x * self.fine, y * self.fine), text, ink, font(self.size(points)), stroke_width=stroke)

    def box(self, x: float, y: float, width: float, height: float, fill: str, *, round_: float = 0, outline: str | None = None) -> None:
        if self.draw:
            corners = [v * self.fine for v in (x, y, x + width, y + height)]
            self.draw.rounded_rectangle(corners, round_ * self.fine, fill, outline, round(1.2 * self.fine) if outline else 0)

    def goal(self, top: float, goal: Goal) -> float:
        y = top
        for line in self.lines(goal.label, 16, LEFT, 3):
            self.words(EDGE, y, line, 16, INK, bold=True)
            y += 22
        self.words(EDGE, y, self.lines(goal.holder, 12, LEFT, 1)[0], 12, QUIET)
        y += 24
        for bar in goal.bars:
            y += self.bar(y, bar)
        self.box(EDGE, y + 4, LEFT, 1, LINE)
        return y + 18 - top

    def bar(self, top: float, bar: Bar) -> float:
        y = top
        for line in self.lines(bar.label, 14, LEFT, 2):
            self.words(EDGE, y, line, 14, INK)
            y += 19
        y += 3
        self.box(EDGE, y + 4, LEFT * 0.5, 7, LINE, round_=3.5)
        if bar.share:
            self.box(EDGE, y + 4, max(7, LEFT * 0.5 * min(max(bar.share, 0), 1)), 7, TONES[bar.tone], round_=3.5)
        self.words(
            EDGE + LEFT * 0.5 + 12,
            y - 2,
            self.lines(bar.note, 12.5, LEFT * 0.5 - 12, 1)[0],
            12.5,
            INK if bar.tone != "bad" else TONES["bad"],
        )
        return y + 24 - top

    def panel(self, top: float, panel: Panel) -> float:
        """A grey card with its heading."""
        x, y = EDGE + LEFT + GAP, top
        rows = list(self._rows(panel))
        self.box(x, y, RIGHT, 42 + sum(height for *_, height in rows), PANEL, round_=10)
        self.words(x + 14, y + 11, settable(panel.title), 14, INK, bold=True)
        y += 38
        for mark, lines, height in rows:
            self._mark(x + 14, y, mark.sign)
            indent = 14 if mark.sign in PLAIN else 34
            ink = QUIET if mark.sign in ("name", "dropped") else INK
            for n, line in enumerate(lines):
                self.words(x + indent, y + n * 18, line, 13, ink)
            y += height
        return y + 18 - top

    def _rows(self, panel: Panel) -> Iterator[tuple[Mark, tuple[str, ...], float]]:
        for mark in panel.marks:
            lines = self.lines(mark.text, 13, RIGHT - (28 if mark.sign in PLAIN else 48), 3)
            yield mark, lines, len(lines) * 18 + 5

    def _mark(self, x: float, y: float, sign: str) -> None:
        if sign in DOTS:
            self.box(x, y + 4, 11, 11, DOTS[sign], round_=5.5)
        elif sign not in PLAIN:
            self.box(x, y + 4, 11, 11, DOTS["green"] if sign == "done" else PAPER, round_=2.5, outline=None if sign == "done" else QUIET)
        strokes = {
            "done": (2.5, 10, 4.8, 12.4, 8.8, 7),
            "dropped": (1, 9.5, 10, 9.5),
            "carried": (2.5, 9.5, 8.5, 9.5, 6, 7, 8.5, 9.5, 6, 12),
        }
        if self.draw and sign in strokes:
            places = iter(strokes[sign])
            points = [((x + a) * self.fine, (y + b) * self.fine) for a, b in zip(places, places, strict=True)]
            self.draw.line(points, PAPER if sign == "done" else QUIET, round(1.5 * self.fine), joint="curve")
