"""The map as compact JSON for the page, and as a table: the same tree, nothing in it that the person may not see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.i18n import Speak
from bot.okr.access import Org
from bot.okr.model import KeyResult, Objective
from bot.okr.scoring import objective_progress
from bot.okr.tree import Branch, Forest, is_low, live
from bot.wording import cycle_name, holder, standing

UNALIGNED, UNCOVERED, LOW = 1, 2, 4
FOR = "\n"  # stands in nobody's key


@dataclass(frozen=True, slots=True)
class MapRow:
    """One line of the tree as a table: an objective, or one of its key results."""

    level: int
    objective: Objective
    key_result: KeyResult | None
    serves: str


def map_data(forest: Forest, org: Org, t: Speak) -> Mapping[str, Any]:
    """Objectives parents first, each as a row; people, teams and cycles by number."""
    order = [(branch, root) for root in forest.roots for branch, _ in forest.walk(root)]
    at = {branch.objective.id: n for n, (branch, _) in enumerate(order)}
    people = _Numbers()
    cycles = _Numbers()
    rows = [_objective(branch, forest, at, people, cycles) for branch, _ in order]
    of_teams = {_held_by(o): holder(t, o, org.people, org.teams) for branch, _ in order if (o := branch.objective).for_team}
    found = [org.people.get(key.partition(FOR)[0]) for key in people.keys]
    teams = _Numbers()
    return {
        "language": t.language,
        "people": [
            [of_teams.get(key) or (p.name if p else key), teams(p.team) if p and p.team in org.teams else -1]
            for key, p in zip(people.keys, found, strict=True)
        ],
        "teams": [org.teams[key].name for key in teams.keys],
        "cycles": [cycle_name(t, key) for key in cycles.keys],
        "objectives": rows,
    }


def _held_by(objective: Objective) -> str:
    """Whoever holds it is one of the people of the map; a team that does is another one than who answers for it."""
    return f"{objective.owner}{FOR}{objective.team}" if objective.for_team else objective.owner


class _Numbers:
    """Gives each key a number, in the order in which they come."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def __call__(self, key: str | None) -> int:
        return self._known.setdefault(key or "", len(self._known))

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._known)


def _objective(branch: Branch, forest: Forest, at: Mapping[str, int], people: _Numbers, cycles: _Numbers) -> list[Any]:
    """Text, owner, cycle, kind, progress, flags, parent's row, which of its key results, own key results, id."""
    objective = branch.objective
    lines = live(objective)
    above = forest.above.get(objective.id)
    parent = forest.objectives.get(above.objective) if above else None
    held = -1
    if parent and branch.key_result:
        held = next((n for n, kr in enumerate(live(parent)) if kr.id == branch.key_result), -1)
    flags = UNALIGNED * (objective.id in forest.unaligned)
    return [
        objective.text,
        people(_held_by(objective)),
        cycles(objective.cycle),
        {"committed": 1, "aspirational": 2}.get(objective.kind or "", 0),
        _rounded(objective_progress(kr.progress for kr in lines)),
        flags,
        at.get(parent.id, -1) if parent else -1,
        held,
        [_key_result(kr, forest, people) for kr in lines],
        objective.id,
    ]


def _key_result(kr: KeyResult, forest: Forest, people: _Numbers) -> list[Any]:
    """Text, owner, progress, confidence, current value, unit, flags."""
    flags = UNCOVERED * (kr.id in forest.uncovered) + LOW * is_low(kr)
    return [kr.text, people(kr.owner), _rounded(kr.progress), kr.confidence, kr.current, kr.unit, flags]


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 5)


def map_rows(forest: Forest) -> Iterator[MapRow]:
    """Objectives with their key results, top down; a root of a part may serve nothing that is in it."""
    for root in forest.roots:
        for branch, level in forest.walk(root):
            above = forest.above.get(branch.objective.id)
            parent = forest.objectives.get(above.objective) if above else None
            held = next((kr.text for kr in live(parent) if kr.id == branch.key_result), parent.text) if parent else ""
            yield MapRow(level, branch.objective, None, held)
            for kr in live(branch.objective):
                yield MapRow(level, branch.objective, kr, "")


def as_xlsx(forest: Forest, org: Org, t: Speak) -> bytes:
    """The whole tree as a spreadsheet with an outline; what people typed stays text in it."""
    import io

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    bold, share, wrap = (book.add_format(f) for f in ({"bold": True}, {"num_format": "0%"}, {"text_wrap": True, "valign": "top"}))
    page = book.add_worksheet(t("map.sheet"))
    columns = tuple(t(f"map.column.{name}") for name in COLUMNS)
    page.write_row(0, 0, columns, bold)
    page.freeze_panes(1, 1)
    page.set_column(0, 1, 46, wrap)
    page.set_column(2, 3, 16)
    page.set_column(7, 8, 30, wrap)
    last = 0
    for last, row in enumerate(map_rows(forest), start=1):
        page.write_row(last, 0, [cell[:MOST] if isinstance(cell, str) else cell for cell in _cells(row, forest, org, t)])
        progress = _progress(row)
        if progress is not None:
            page.write_number(last, 5, progress, share)
        page.set_row(last, None, None, {"level": min(6, row.level + (row.key_result is not None))})
    page.autofilter(0, 0, max(1, last), len(columns) - 1)
    book.close()
    return out.getvalue()


COLUMNS = ("objective", "key_result", "owner", "team", "cycle", "progress", "confidence", "serves", "gap")
MOST = 32_767


def _progress(row: MapRow) -> float | None:
    return row.key_result.progress if row.key_result else objective_progress(kr.progress for kr in live(row.objective))


def _cells(row: MapRow, forest: Forest, org: Org, t: Speak) -> list[str | float | None]:
    kr, objective = row.key_result, row.objective
    owner = org.people.get(kr.owner if kr else objective.owner)
    team = org.teams.get(owner.team or "") if owner else None
    gap = "uncovered" if kr and kr.id in forest.uncovered else "unaligned" if not kr and objective.id in forest.unaligned else ""
    return [
        "" if kr else "　" * row.level + objective.text,
        t("common.aside", text=kr.text, aside=standing(t, kr)) if kr else "",
        (owner.name if owner else "") if kr else holder(t, objective, org.people, org.teams),
        team.name if team else "",
        cycle_name(t, objective.cycle),
        None,
        kr.confidence if kr else None,
        row.serves,
        t(f"map.{gap}") if gap else "",
    ]
