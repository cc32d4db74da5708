"""The words about one key result, sorted: progress, confidence, what comes next, what hinders, whose help is asked, and the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.okr.reading.clauses import Clause, bulleted, clauses, trimmed, without
from bot.okr.reading.confidence import find_confidence, find_confidence_steps, find_unsure
from bot.okr.reading.dates import find_dates
from bot.okr.reading.help_asked import asks, help_in
from bot.okr.reading.passage_words import (
    AT,
    BARE_CONFIDENCE,
    BEFORE,
    CONNECTED,
    FELL_TO,
    IN_BRACKETS,
    IN_TALKS,
    NONE,
    OUT_OF_TEN,
    Part,
    asking_end,
    headed,
    instead_said,
    nothing,
    part_of,
    same_said,
    state_said,
)
from bot.okr.reading.quantity import Quantity
from bot.okr.reading.sorted_words import Sorted
from bot.okr.reading.steps import step
from bot.okr.reading.words import alternatives, pattern

_ANY_DAY = date(2027, 1, 1)  # where a date stands does not depend on the day it is read


@dataclass(frozen=True, slots=True)
class Passage:
    """Reads places of one text: as typed, normalised, its quantities, people's names, and where key results are named by their words."""

    text: str
    plain: str
    quantities: tuple[Quantity, ...]
    names: tuple[str, ...] = ()
    named: tuple[tuple[int, int], ...] = ()

    def sort(self, start: int, end: int, taken: tuple[tuple[int, int], ...] = (), *, labelled: bool = False) -> Sorted:
        """Sorts everything between two places, except places that are taken. Of a labelled passage even filler is kept: "in progress"."""
        found = Sorted()
        words = trimmed(self.plain, Clause(start, end))
        if labelled and words and pattern("report", "right").fullmatch(self.plain, words.start, words.end):
            return found  # it stands as it was understood before
        mode: Part | None = None
        last: Part = "note"
        opened = rated = start
        for clause in clauses(self.plain, start, end):
            opened = clause.start if clause.opens else opened
            before = None if found.worded else found.confidence
            if clause.opens and not (mode and bulleted(self.plain, clause)):
                mode = None
            if found.progress and instead_said().fullmatch(self.plain[clause.start : clause.end]):
                found.progress.clear()
                found.figures.clear()
                continue
            prefix, body = self._prefix(clause)
            mode = prefix or mode
            for piece in self._pieces(body, found, taken) if body else ():
                last = self._place(piece, found, mode, last)
            if before is not None and found.confidence != before and rated < opened and self._has_figure(opened, clause.start):
                found.confidence, found.unsure = None, f"{before} / {found.confidence}"  # of something else, perhaps
            rated = opened if found.confidence != before else rated
        if labelled and found.is_empty() and not taken and words:
            found.note.append(self.text[words.start : words.end])
        return found

    def _has_figure(self, start: int, end: int) -> bool:
        return any(start <= quantity.start < end for quantity in self.quantities)

    def _prefix(self, clause: Clause) -> tuple[Part | None, Clause | None]:
        said = self.plain[clause.start : clause.end + 1]
        parts: tuple[Part, ...] = ("next", "blocker", "note")
        for part in parts:
            if match := headed(part).match(said):
                if part == "blocker" and NONE.fullmatch(said, match.end()):
                    return "note", clause
                return part, self._after(clause, match.end())
        if (match := headed("help").match(said)) and "@" in said:
            return None, self._after(clause, match.end())
        return None, clause

    def _after(self, clause: Clause, length: int) -> Clause | None:
        rest = Clause(clause.start + length, clause.end, clause.opens)
        return trimmed(self.plain, rest) if rest.start < rest.end else None

    def _pieces(self, clause: Clause, found: Sorted, taken: tuple[tuple[int, int], ...]) -> Iterator[Clause]:
        """The clause without confidence and "no change", which are noted on the way."""
        places = [place for place in taken if clause.start < place[1] and place[0] < clause.end]
        unsure = [(clause.start + start, clause.start + end) for start, end in find_unsure(self.plain[clause.start : clause.end])]
        for start, end in unsure:
            found.unsure = self.text[start:end]
        places += unsure
        for mention in find_confidence(self.plain[clause.start : clause.end]):
            place = clause.start + mention.start, clause.start + mention.end
            if any(place[0] < end and start < place[1] for start, end in unsure):
                continue
            found.confidence, found.worded = mention.value, mention.worded
            found.for_all = bool(pattern("report", "for_all").search(self.plain, clause.start, clause.end))
            places.append(place)
        for stepped in find_confidence_steps(self.plain[clause.start : clause.end]):
            found.confidence_step = stepped.value
            places.append((clause.start + stepped.start, clause.start + stepped.end))
        for piece in without(self.plain, clause, tuple(places)):
            rest = self._without_same(piece, found)
            if rest is not None and self._says_something(rest):
                yield rest

    def _without_same(self, piece: Clause, found: Sorted) -> Clause | None:
        same = same_said().match(self._unnamed(piece))
        if not same:
            return piece
        found.no_change = found.no_change or same["confidence"] is None
        return self._after(piece, same.end())

    def _unnamed(self, piece: Clause) -> str:
        """The words of a piece with blanks where it names a key result."""
        said = self.plain[piece.start : piece.end]
        for start, end in self.named:
            left, right = max(start, piece.start) - piece.start, min(end, piece.end) - piece.start
            if left < right:
                said = said[:left] + " " * (right - left) + said[right:]
        return said

    def _says_something(self, piece: Clause) -> bool:
        said = self._unnamed(piece)
        return bool(state_said().fullmatch(said)) or not nothing().fullmatch(said)

    def _place(self, piece: Clause, found: Sorted, mode: Part | None, last: Part) -> Part:
        said, typed = self._unnamed(piece), self.text[piece.start : piece.end]
        if mode is None and re.match(f"(?:{alternatives('report', 'again')})", said, re.IGNORECASE) and last != "note":
            mode = last
        if (mode is None or said.startswith("@")) and (rest := self._help(piece, found)) is not piece:
            return self._place(rest, found, mode, last) if rest else last
        part = mode or part_of(said)
        if part == "blocker" and mode is None and self._why_it_rose(piece):
            part = "note"
        elif part == "blocker" and mode is None:
            stuck_at = tuple(self._stuck_at(piece))
            found.progress.extend(stuck_at)
            if stuck_at and FELL_TO.fullmatch(said):
                return last  # where it stands, and nothing that hinders
            found.causes += self._only_cause(piece)
        if part == "note" and mode is None and self._is_progress(piece, found):
            return "note"
        getattr(found, part).append(CONNECTED.sub("", typed) if part == "blocker" else typed)
        return part

    def _why_it_rose(self, piece: Clause) -> bool:
        """A cause of what went well, in which nothing else hinders."""
        ahead = self.plain[max(0, piece.start - 60) : piece.start]
        return bool(pattern("report", "rose").search(ahead)) and self._only_cause(piece)

    def _only_cause(self, piece: Clause) -> bool:
        """Why something is so: bad for what fell, good for what rose; which of them only the figures tell."""
        said = self.plain[piece.start : piece.end]
        cause = pattern("report", "cause").match(said)
        return bool(cause and part_of(said[cause.end() :]) != "blocker")

    def _stuck_at(self, piece: Clause) -> Iterator[str]:
        """Stuck at 28 min: what hinders, and where the figure stands."""
        for quantity in self.quantities:
            if piece.start <= quantity.start < piece.end and AT.search(self.plain[piece.start : quantity.start]):
                yield self.text[quantity.start : quantity.end]

    def _help(self, piece: Clause, found: Sorted) -> Clause | None:
        """What the clause says besides asking for help; the clause itself when it asks nobody."""
        said = self.plain[piece.start : piece.end]
        asked = help_in(self.text[piece.start : piece.end], said, self.names) if asks(said) or said.startswith("@") else ()
        if not asked:
            return piece
        found.help.extend((request.person, request.text) for request in asked)
        ahead = said[: asked[0].start]
        if ending := asking_end().search(ahead, max(0, len(ahead) - 40)):
            ahead = ahead[: ending.start()]
        rest = Clause(piece.start, piece.start + len(ahead), piece.opens)
        left = trimmed(self.plain, rest) if ahead.strip() else None
        return None if left is None or nothing().fullmatch(self.plain[left.start : left.end]) else left

    def _is_progress(self, piece: Clause, found: Sorted) -> bool:
        """Notes a figure as progress; True when nothing but the figure was said, so that no words are left over."""
        inside = [q for q in self.quantities if piece.start <= q.start < piece.end]
        said = self.plain[piece.start : piece.end]
        if not inside and not self._is_state(piece):
            return False
        if found.progress and found.confidence is None and (scored := OUT_OF_TEN.search(said)):
            found.confidence = int(scored["confidence"])
            return False
        if (rated := IN_BRACKETS.search(said)) and float(rated["figure"]) != int(rated["confidence"]):
            found.confidence, said = int(rated["confidence"]), said[: rated.start("bracket")].rstrip()
            inside = [q for q in inside if q.start < piece.start + len(said)]
            piece = Clause(piece.start, piece.start + len(said), piece.opens)
        before = [match.span() for q in inside if (match := BEFORE.search(self.plain, max(piece.start, q.start - 16), q.start))]
        taken = (*((q.start, q.end) for q in inside), *before, *(p for p in self.named if piece.start <= p[0] and p[1] <= piece.end))
        rest = "".join(self.plain[p.start : p.end] + " " for p in without(self.plain, piece, taken))
        pure = not inside or bool(nothing().fullmatch(rest.strip()))
        if inside and not pure and not any(self._may_stand(q) for q in inside):
            return False
        if pure and (found.confidence is None or found.worded) and (bare := self._bare_confidence(piece, inside, found)):
            found.confidence, said = bare
        if not said:
            return True
        if pure and inside and found.progress and all(BEFORE.search(self.plain[max(piece.start, q.start - 16) : q.start]) for q in inside):
            return True  # (last week 6) beside the figure of now
        found.progress.append(self.text[piece.start : piece.start + len(said)])
        found.plainly = found.plainly or pure
        found.figures += found.progress[-1:] if pure else []
        return pure

    def _may_stand(self, quantity: Quantity) -> bool:
        """Whether a figure among words may say where something stands: not "still talking to two", 还在谈两家."""
        if IN_TALKS.search(self.plain[max(0, quantity.start - 16) : quantity.start]):
            return False
        in_words = self.plain[quantity.start].isascii() and self.plain[quantity.start].isalpha() and quantity.unit is None
        return not in_words or step(self.plain, quantity) != 0

    def _bare_confidence(self, piece: Clause, inside: list[Quantity], found: Sorted) -> tuple[int, str] | None:
        """A whole number of 1 to 10 right behind a figure ("95k 6"), or alone where the figure was said before; with what stands ahead."""
        last = inside[-1] if inside else None
        if last is None or last.unit not in (None, "分") or self.plain[last.end : piece.end].strip(" )"):
            return None
        ahead = self.plain[piece.start : last.start].rstrip(" (")
        between = self.plain[inside[-2].end : last.start].strip(" (") if len(inside) > 1 else "?"
        behind_figure = not between and last.unit is None
        alone = not ahead and bool(found.progress or (last.unit and (found.note or found.blocker)))
        if not BARE_CONFIDENCE.fullmatch(self.plain, last.start, last.end):
            return None
        return (int(last.value), ahead.rstrip()) if behind_figure or alone else None

    def _is_state(self, piece: Clause) -> bool:
        """Done, or not begun, and nothing else but what it is and when."""
        said = self._unnamed(piece)
        if state_said().fullmatch(said):
            return True
        if not pattern("report", "finished").search(said) or said == self.plain[piece.start : piece.end]:
            return False
        for day in find_dates(said, _ANY_DAY):
            said = said[: day.start] + " " * (day.end - day.start) + said[day.end :]
        return bool(state_said().fullmatch(said))
