"""One cell to one value: what is accepted, and what is said about what is not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Final, TypeVar

from bot.exchange.plan import Platform
from bot.exchange.problems import BadCell, BadRow
from bot.exchange.rows import Row
from bot.okr.calendars import valid_calendar
from bot.okr.localtime import valid_timezone
from bot.okr.model import Leave
from bot.okr.rhythm import EVERY_WEEKS
from bot.okr.weeks import WEEKDAYS

T = TypeVar("T")

ROLES: Final = ("employee", "manager", "hr", "coach", "exec")
LANGUAGES: Final = ("zh-CN", "en")
YES: Final = frozenset({"yes", "y", "true", "1", "是"})
NO: Final = frozenset({"no", "n", "false", "0", "否"})
LONGEST: Final = 200

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(:00)?")
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})( 00:00(:00)?)?")


@dataclass(slots=True)
class Reading:
    """Reads the cells of one row; what cannot be read is noted in `bad`."""

    row: Row
    bad: list[BadRow] = field(default_factory=list)

    def cell(self, column: str, parse: Callable[[str], T], *, old: T, empty: T) -> T:
        """`old` when the file has no such column, `empty` for an empty cell or one that cannot be read."""
        text = self.row.cells.get(column)
        if text is None:
            return old
        if not text:
            return empty
        try:
            return parse(text)
        except BadCell as wrong:
            self.note(column, str(wrong))
            return empty

    def needed(self, column: str, parse: Callable[[str], str]) -> str:
        """A cell that must not be empty; "" when it is."""
        if not self.row.cells.get(column):
            self.note(column, "is empty; every row needs it")
            return ""
        return self.cell(column, parse, old="", empty="")

    def note(self, column: str, what: str) -> None:
        self.bad.append(BadRow(self.row.line, column, what))


def quoted(text: str) -> str:
    """A cell as it is shown to whoever corrects it."""
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    return f"“{shown}”"


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones."""
    return unicodedata.normalize("NFKC", text).strip()


def text(cell: str) -> str:
    """Words for people to read, on one line."""
    if len(cell) > LONGEST:
        raise BadCell(f"has {len(cell)} characters; at most {LONGEST} fit")
    return " ".join(cell.split())


def key(cell: str) -> str:
    """What others refer to somebody by."""
    if len(cell) > 64 or ";" in cell or any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in cell):
        raise BadCell(f"{quoted(cell)} cannot be a key; use up to 64 letters and digits, without ; and line breaks")
    return cell


def email(cell: str) -> str:
    plain = half_width(cell)
    if not _EMAIL.fullmatch(plain):
        raise BadCell(f"{quoted(cell)} is no e-mail address")
    return plain


def roles(cell: str) -> frozenset[str]:
    named = {half_width(part).casefold() for part in re.split("[;；]", cell)} - {""}
    if unknown := sorted(named - set(ROLES)):
        raise BadCell(f"{quoted(unknown[0])} is no role; the roles are {', '.join(ROLES)}, several separated by ;")
    return frozenset(named)


def language(cell: str) -> str:
    plain = half_width(cell).replace("_", "-").casefold()
    found = next((known for known in LANGUAGES if known.casefold() == plain), None)
    if found is None:
        raise BadCell(f"{quoted(cell)} is no language the bot speaks; give {' or '.join(LANGUAGES)}")
    return found


def timezone(cell: str) -> str:
    if not valid_timezone(cell):
        raise BadCell(f"{quoted(cell)} is no time zone; give an IANA name such as Asia/Shanghai")
    return cell


def calendar(cell: str) -> str:
    code = half_width(cell).upper()
    if not valid_calendar(code):
        raise BadCell(f"{quoted(cell)} is no calendar; give a country such as CN, or country and region such as US-CA")
    return code


def weekday(cell: str) -> int:
    plain = half_width(cell).casefold()
    if plain not in WEEKDAYS:
        raise BadCell(f"{quoted(cell)} is no weekday; give one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(plain)


def platform(known: Collection[Platform], cell: str) -> str:
    plain, names = half_width(cell).casefold(), [one.name for one in known]
    if plain not in names:
        raise BadCell(f"{quoted(cell)} is no platform; give one of {', '.join(names)}")
    return plain


def clock_time(cell: str) -> time:
    found = _TIME.fullmatch(half_width(cell))
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadCell(f"{quoted(cell)} is no time of day; write it as 16:00")
    return time(int(found[1]), int(found[2]))


def every_weeks(cell: str) -> int:
    if half_width(cell) not in map(str, EVERY_WEEKS):
        raise BadCell(f"{quoted(cell)} is no number of weeks; give one of {', '.join(map(str, EVERY_WEEKS))}")
    return int(half_width(cell))


def one_of(*words: str) -> Callable[[str], Any]:
    """A cell that holds one of a few words."""

    def read(cell: str) -> str:
        plain = half_width(cell).casefold()
        if plain not in words:
            raise BadCell(f"{quoted(cell)} is none of {', '.join(words)}")
        return plain

    return read


def count(cell: str) -> int:
    """From 1 to 20."""
    plain = half_width(cell)
    if not plain.isdecimal() or not 1 <= int(plain) <= 20:
        raise BadCell(f"{quoted(cell)} is no number from 1 to 20")
    return int(plain)


def yes_no(cell: str) -> bool:
    plain = half_width(cell).casefold()
    if plain not in YES | NO:
        raise BadCell(f"{quoted(cell)} is neither yes nor no")
    return plain in YES


def day(cell: str) -> date:
    found = _DAY.fullmatch(half_width(cell))
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise BadCell(f"{quoted(cell)} is no date; write it as 2026-10-01")


def leave(cell: str) -> tuple[Leave, ...]:
    """`2026-12-09..2026-12-18`, several separated by ;"""
    spans = []
    for part in filter(None, cell.split(";")):
        first, _, last = part.partition("..")
        span = Leave(day(first), day(last or first))
        if span.end < span.start:
            raise BadCell(f"{quoted(part)} ends before it begins")
        spans.append(span)
    return tuple(sorted(set(spans), key=lambda span: (span.start, span.end)))
