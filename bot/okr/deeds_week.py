"""What people do to each other around a report, as values: answer, fix a talk, nudge, like, cheer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Word = Literal["answer", "talk", "seen"]


@dataclass(frozen=True, slots=True)
class Tell:
    """A few words into a colleague's direct message; `key_result` and its `objective` say what they are about, if anything."""

    to: str
    what: Word
    text: str = ""
    objective: str | None = None
    key_result: str | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it concerns."""
        return (self.to,)


WeekDeed = Tell
