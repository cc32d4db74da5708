"""The shape of what is said of a week besides the check-ins."""

from __future__ import annotations

from bot.exchange.shape_base import Instant, Shape, WeekKey
from bot.okr.model_week import NoteKind, NoteLine, WeekNote


class NoteLineShape(Shape):
    """A line of a note."""

    text: str
    mark: str = ""
    state: str = ""


class WeekNoteShape(Shape):
    """`owner` is a person's key, of `health` a team's."""

    owner: str
    week: WeekKey
    kind: NoteKind
    by: str
    at: Instant
    lines: tuple[NoteLineShape, ...] = ()


def shaped_note(note: WeekNote) -> WeekNoteShape:
    lines = tuple(NoteLineShape.model_construct(text=one.text, mark=one.mark, state=one.state) for one in note.lines)
    return WeekNoteShape.model_construct(owner=note.owner, week=note.week, kind=note.kind, by=note.by, at=note.at, lines=lines)


def note_from(shape: WeekNoteShape) -> WeekNote:
    lines = tuple(NoteLine(one.text, one.mark, one.state) for one in shape.lines)
    return WeekNote(shape.owner, shape.week, shape.kind, shape.by, shape.at, lines)
