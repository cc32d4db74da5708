"""The words about one key result, sorted: progress, confidence, what comes next, what hinders, whose help is asked, and the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from bot.okr.reading.clauses import Clause, clauses, trimmed, without
from bot.okr.reading.confidence import find_confidence
from bot.okr.reading.help_asked import asks, help_in
from bot.okr.reading.numbers import find_numbers
from bot.okr.reading.quantity import Quantity
from bot.okr.reading.words import alternatives, pattern

Part = Literal["next", "blocker", "note"]


@dataclass(slots=True)
class Sorted:
    """What one passage says; lists hold the clauses as typed, in reading order."""

    progress: list[str] = field(default_factory=list)
    confidence: int | None = None
    for_all: bool = False
    no_change: bool = False
    plainly: bool = False
    next: list[str] = field(default_factory=list)
    blocker: list[str] = field(default_factory=list)
    note: list[str] = field(default_factory=list)
    help: list[tuple[str, str]] = field(default_factory=list)

    def is_empty(self) -> bool:
        words = self.progress or self.next or self.blocker or self.note or self.help
        return not words and self.confidence is None and not self.no_change


@dataclass(frozen=True, slots=True)
class Passage:
    """Reads places of one text: as typed, normalised, its quantities, and people's names."""

    text: str
    plain: str
    quantities: tuple[Quantity, ...]
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, plain: str, names: tuple[str, ...]) -> "Passage":
        return cls(text, plain, find_numbers(plain), names)

    def sort(self, start: int, end: int, taken: tuple[tuple[int, int], ...] = (), *, labelled: bool = False) -> Sorted:
        """Sorts everything between two places, except places that are taken. Of a labelled passage even filler is kept: "in progress"."""
        found = Sorted()
        mode: Part | None = None
        last: Part = "note"
        for clause in clauses(self.plain, start, end):
            if clause.opens and not (mode and self._bulleted(clause)):
                mode = None
            prefix, body = self._prefix(clause)
            mode = prefix or mode
            for piece in self._pieces(body, found, taken) if body else ():
                last = self._place(piece, found, mode, last)
        if labelled and found.is_empty() and not taken and (words := trimmed(self.plain, Clause(start, end))):
            found.note.append(self.text[words.start : words.end])
        return found

    def _bulleted(self, clause: Clause) -> bool:
        """A line of a list under its heading ("Next:" and then "- sign")."""
        return bool(re.search(r"[:\n]\s*[-*•·]?\s*$", self.plain[max(0, clause.start - 6) : clause.start]))

    def _prefix(self, clause: Clause) -> tuple[Part | None, Clause | None]:
        said = self.plain[clause.start : clause.end + 1]
        parts: tuple[Part, ...] = ("next", "blocker", "note")
        for part in parts:
            if match := _prefix(part).match(said):
                if part == "blocker" and _NONE.fullmatch(said, match.end()):
                    return "note", clause
                return part, self._after(clause, match.end())
        if (match := _prefix("help").match(said)) and "@" in said:
            return None, self._after(clause, match.end())
        return None, clause

    def _after(self, clause: Clause, length: int) -> Clause | None:
        rest = Clause(clause.start + length, clause.end, clause.opens)
        return trimmed(self.plain, rest) if rest.start < rest.end else None

    def _pieces(self, clause: Clause, found: Sorted, taken: tuple[tuple[int, int], ...]) -> Iterator[Clause]:
        """The clause without confidence and "no change", which are noted on the way."""
        places = [place for place in taken if clause.start < place[1] and place[0] < clause.end]
        for mention in find_confidence(self.plain[clause.start : clause.end]):
            place = clause.start + mention.start, clause.start + mention.end
            found.confidence = mention.value
            found.for_all = bool(re.search(r"都|均|全|both|all", self.plain[place[0] - 2 : place[1]], re.IGNORECASE))
            places.append(place)
        for piece in without(self.plain, clause, tuple(places)):
            rest = self._without_same(piece, found)
            if rest is not None and self._says_something(rest):
                yield rest

    def _without_same(self, piece: Clause, found: Sorted) -> Clause | None:
        same = _same().match(self.plain[piece.start : piece.end])
        if not same:
            return piece
        found.no_change = found.no_change or same["confidence"] is None
        return self._after(piece, same.end())

    def _says_something(self, piece: Clause) -> bool:
        said = self.plain[piece.start : piece.end]
        return bool(_state().fullmatch(said)) or not _nothing().fullmatch(said)

    def _place(self, piece: Clause, found: Sorted, mode: Part | None, last: Part) -> Part:
        said, typed = self.plain[piece.start : piece.end], self.text[piece.start : piece.end]
        if mode is None and re.match(f"(?:{alternatives('report', 'again')})", said, re.IGNORECASE) and last != "note":
            mode = last
        if mode is None and (rest := self._help(piece, found)) is not piece:
            return self._place(rest, found, mode, last) if rest else last
        part = mode or _part_of(said)
        if part == "blocker" and mode is None:
            found.progress.extend(self._stuck_at(piece))
        if part == "note" and mode is None and self._is_progress(piece, found):
            return "note"
        getattr(found, part).append(_CONNECTED.sub("", typed) if part == "blocker" else typed)
        return part

    def _stuck_at(self, piece: Clause) -> Iterator[str]:
        """Stuck at 28 min: what hinders, and where the figure stands."""
        for quantity in self.quantities:
            if piece.start <= quantity.start < piece.end and _AT.search(self.plain[piece.start : quantity.start]):
                yield self.text[quantity.start : quantity.end]

    def _help(self, piece: Clause, found: Sorted) -> Clause | None:
        """What the clause says besides asking for help; the clause itself when it asks nobody."""
        said = self.plain[piece.start : piece.end]
        asked = help_in(self.text[piece.start : piece.end], said, self.names) if asks(said) or said.startswith("@") else ()
        if not asked:
            return piece
        found.help.extend((request.person, request.text) for request in asked)
        ahead = said[: asked[0].start]
        if ending := _asking_end().search(ahead, max(0, len(ahead) - 40)):
            ahead = ahead[: ending.start()]
        rest = Clause(piece.start, piece.start + len(ahead), piece.opens)
        left = trimmed(self.plain, rest) if ahead.strip() else None
        return None if left is None or _nothing().fullmatch(self.plain[left.start : left.end]) else left

    def _is_progress(self, piece: Clause, found: Sorted) -> bool:
        """Notes a figure as progress; True when nothing but the figure was said, so that no words are left over."""
        inside = [q for q in self.quantities if piece.start <= q.start < piece.end]
        said = self.plain[piece.start : piece.end]
        if not inside and not _state().fullmatch(said):
            return False
        rest = "".join(self.plain[p.start : p.end] + " " for p in without(self.plain, piece, tuple((q.start, q.end) for q in inside)))
        pure = not inside or bool(_nothing().fullmatch(rest.strip()))
        if pure and found.confidence is None and (bare := _BARE_CONFIDENCE.fullmatch(said)) and (found.progress or bare["figure"]):
            found.confidence = int(bare["confidence"])
            said = bare["figure"] or ""
        if not said:
            return True
        found.progress.append(self.text[piece.start : piece.start + len(said)])
        found.plainly = found.plainly or pure
        return pure


_BARE_CONFIDENCE = re.compile(r"(?:(?P<figure>.*%)\s+)?(?P<confidence>[1-9]|10)")
_AT = re.compile(r"(?:\b(?:stuck|still|flat|held up|is|stalled) at|[卡停]在)\s*$", re.IGNORECASE)
_NONE = re.compile(r"\s*(?:无|没有|暂无|none|no|n/?a|nil)\s*[.,;。!]?\s*", re.IGNORECASE)
_CONNECTED = re.compile(r"^(?:because(?: of)?|due to|因为|由于)\s*", re.IGNORECASE)


@cache
def _prefix(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('report', f'{name}_prefix')})\s*:", re.IGNORECASE)


@cache
def _nothing() -> re.Pattern[str]:
    """Only words that say nothing of their own."""
    words = "|".join((alternatives("report", "filler"), alternatives("report", "connect"), alternatives("report", "onward")))
    return re.compile(rf"(?:(?:{words})|[\s,.:;()+=/~-])*+", re.IGNORECASE)


@cache
def _same() -> re.Pattern[str]:
    filler, same = alternatives("report", "same_filler"), alternatives("report", "same")
    confidence = rf"(?P<confidence>(?:{alternatives('confidence', 'name')})\s{{0,2}})?"
    return re.compile(rf"{confidence}(?:(?:{filler})[\s:,]*){{0,5}}(?:{same})(?:\s*(?:{filler}))*+\s*(?![一-龥]{{0,2}}的)", re.IGNORECASE)


@cache
def _state() -> re.Pattern[str]:
    """Done, or not begun, and nothing else."""
    states = f"{alternatives('report', 'finished')}|{alternatives('report', 'not_started')}"
    filler = f"{alternatives('report', 'filler')}|全部|都|均|终于|[\\s]"
    return re.compile(rf"(?:(?!{states})(?:{filler}))*+(?:{states})(?:{filler})*+", re.IGNORECASE)


@cache
def _asking_end() -> re.Pattern[str]:
    words = "|".join(alternatives("report", name) for name in ("connect", "needs", "help"))
    return re.compile(rf"\s*(?:{words}|\bi|\bwe|我们?|from|\s)*+$", re.IGNORECASE)


_LATER = re.compile(r"(?:推迟|延期|延迟|延后|拖|slip\w*|delay\w*|postpone\w*|pushed)\s*(?:到|至|to|until|till)", re.IGNORECASE)
_SOON = re.compile(r"下个?(?:周|星期|礼拜)|下一?步|明天|接下来|\bnext\b|\btomorrow\b|\bwill\b|'ll\b|going to", re.IGNORECASE)


def _part_of(said: str) -> Part:
    """Next week is the next step, what hinders is the blocker, the rest is the note."""
    hinders = pattern("report", "blocker").search(pattern("report", "no_blocker").sub("", said))
    if hinders and (_LATER.search(said) or not _SOON.search(said)):
        return "blocker"
    return "next" if pattern("report", "next").search(said) else "note"
