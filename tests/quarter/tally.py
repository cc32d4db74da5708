"""The same numbers counted the plain way, from the journal of what each person did; nothing of the bot is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from tests.quarter.people import UNITS, WRITES_NOTHING, Who
from tests.quarter.play import CYCLE, HOME, Entry
from tests.quarter.script import DAYS, asked_in

DUE = {"2026Q4": date(2026, 10, 10), "2027Q1": date(2027, 1, 10)}
NAMED = {"top": "Top", **UNITS}
NUMBERS = (
    "eligible away no_draft drafting returned submitted agreed on_time late asked reported missing to_score scored".split()
)  # fmt: skip
STATES = {"drafted": "drafting", "submitted": "submitted", "returned": "returned", "agreed": "agreed"}


@dataclass(frozen=True)
class Tally:
    """What is true of one cycle at one moment."""

    people: dict[str, Who]
    journal: list[Entry]
    cycle: str
    at: datetime

    # --- who they are ---------------------------------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        return self.at.astimezone(ZoneInfo(HOME)).date()

    @cached_property
    def _told(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.journal:
            if entry.at <= self.at:
                found.setdefault(entry.what, []).append(entry)
        return found

    def told(self, what: str) -> list[Entry]:
        return self._told.get(what, [])

    def of_cycle(self, what: str) -> list[Entry]:
        return [e for e in self.told(what) if e.about["cycle"] == self.cycle]

    def here(self) -> list[str]:
        gone = {e.who for e in self.told("left")}
        return [key for key in self.people if key not in gone]

    def team(self, key: str) -> str:
        moved = [e.about["team"] for e in self.told("moved") if e.who == key]
        return moved[-1] if moved else self.people[key].team

    def eligible(self) -> list[str]:
        return [key for key in self.here() if self.team(key) != WRITES_NOTHING]

    def left_out(self) -> int:
        return len(self.here()) - len(self.eligible())

    def away(self, key: str, day: date) -> bool:
        return any(e.who == key and e.about["first"] <= day <= e.about["last"] for e in self.told("away"))

    # --- what they hold -------------------------------------------------------------------------------------------------------------

    def holder(self, writer: str) -> str:
        taken = [e.who for e in self.told("took over") if e.about["from_"] == writer] if self.cycle == CYCLE else []
        return taken[-1] if taken else writer

    def states(self) -> dict[str, str]:
        """Of each OKR, by who wrote it, the last that became of it."""
        found = {}
        for entry in self.journal:
            if entry.what in STATES and entry.at <= self.at and entry.about["cycle"] == self.cycle:
                found[entry.who] = STATES[entry.what]
        return found

    def stage(self, key: str) -> str:
        held = [state for writer, state in self.states().items() if self.holder(writer) == key]
        return held[-1] if held else "no_draft"

    def first_submitted(self, key: str) -> date | None:
        firsts = [e.at for e in self.of_cycle("submitted") if self.holder(e.who) == key]
        return min(firsts).astimezone(ZoneInfo(self.people[key].timezone)).date() if firsts else None

    def held_since(self, key: str) -> datetime | None:
        """Since when somebody owns agreed key results."""
        found = [e.at for e in self.of_cycle("agreed") if e.who == key and self.holder(key) == key]
        found += [e.at for e in self.told("took over") if e.who == key and self.cycle == CYCLE]
        return min(found) if found else None

    def scored(self, key: str) -> bool:
        return self.cycle == CYCLE and any(e.who == key for e in self.told("scored"))

    # --- the weeks ------------------------------------------------------------------------------------------------------------------

    def last_week(self) -> date:
        """The Monday of the last whole week; of a cycle that is over of its last."""
        first = self.today - timedelta(days=self.today.weekday() + 7)
        end = DAYS[self.cycle][1]
        return min(first, end - timedelta(days=end.weekday()))

    def asked(self, key: str, monday: date) -> bool:
        """Whether they were asked that week: there was a prompt for them, they held something by then, and were here."""
        week = monday.strftime("%G-W%V")
        at, since = asked_in(self.people[key], self.cycle).get(week), self.held_since(key)
        if at is None or since is None or since >= at:
            return False
        skipped = any(e.who == key and e.about["week"] == week for e in self.told("skipped"))
        return not skipped and not self.away(key, at.astimezone(ZoneInfo(self.people[key].timezone)).date())

    def reported(self, key: str, monday: date) -> bool:
        week = monday.strftime("%G-W%V")
        return any(e.who == key and e.about["week"] == week for e in self.check_ins())

    def check_ins(self) -> list[Entry]:
        return [e for e in self.told("checked in") if e.about.get("cycle", CYCLE) == self.cycle]

    def weeks(self) -> list[tuple[str, int, int]]:
        found = []
        for back in reversed(range(6)):
            monday = self.last_week() - timedelta(days=7 * back)
            asked = [key for key in self.eligible() if self.asked(key, monday)]
            if asked:
                found.append((monday.strftime("%G-W%V"), len(asked), len([key for key in asked if self.reported(key, monday)])))
        return found

    # --- the tables -----------------------------------------------------------------------------------------------------------------

    def person(self, key: str) -> dict[str, object]:
        """One row of the file's sheet of people."""
        last, first, holds = self.last_week(), self.first_submitted(key), self.held_since(key) is not None
        return {
            "person": key, "team": self.team(key), "stage": self.stage(key),
            "late": None if first is None else first > DUE[self.cycle], "away": self.away(key, self.today),
            "owes": self.asked(key, last), "reported": self.reported(key, last), "scored": self.scored(key) if holds else None,
        }  # fmt: skip

    def rows(self) -> dict[str, dict[str, int]]:
        """The numbers of every team, and of all under the empty name."""
        found: dict[str, dict[str, int]] = {}
        for key in self.eligible():
            row = self.person(key)
            counts = {
                "eligible": True, "away": row["away"], str(row["stage"]): True,
                "on_time": row["late"] is False, "late": row["late"] is True,
                "asked": row["owes"], "reported": row["owes"] and row["reported"], "missing": row["owes"] and not row["reported"],
                "to_score": row["scored"] is not None, "scored": row["scored"] is True,
            }  # fmt: skip
            for team in (str(row["team"]), ""):
                sums = found.setdefault(team, dict.fromkeys(NUMBERS, 0))
                for name, counted in counts.items():
                    sums[name] += bool(counted)
        return found

    def shares(self) -> dict[str, int]:
        live = {writer for writer, state in self.states().items() if state == "agreed"}
        serving = [e for e in self.of_cycle("serves") if e.who in live]
        served = {(e.about["whom"], e.about["key_result"]) for e in serving if e.about["key_result"] and e.about["whom"] in live}
        own = len(live - {e.who for e in self.of_cycle("drafted") if e.about.get("split")})
        return {
            "objectives": len(live), "aligned": len(serving), "own": own, "key_results": 2 * len(live), "carried": len(served),
            "left_out": self.left_out(),
        }  # fmt: skip
