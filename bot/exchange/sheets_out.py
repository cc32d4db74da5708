"""The export as tables: one row a key result for CSV, one sheet a list for XLSX. What people typed stays text in any spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bot.exchange.shape import ExportShape, KeyResultShape, ObjectiveShape, SpanShape
from bot.exchange.shape_base import Shape

Cell = str | float | int | bool | None
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # the wide ones count where people type them so
NESTED = {"key_results", "check_ins", "events", "history", "edits", "accounts", "board", "checkin", "score"}
MOST = 32_767  # characters that a spreadsheet's cell holds


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as a table."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def as_csv(export: ExportShape) -> bytes:
    """One row a key result, with its objective and its last check-in; an objective without any has a row of its own. UTF-8 with a mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    names = {person.key: person.name for person in export.people}
    rows = [row for objective in export.objectives for row in _key_result_rows(objective, names)]
    columns = tuple(_row(ObjectiveShape.model_construct(), KeyResultShape.model_construct(), {}))
    writer.writerow(columns)
    writer.writerows([_harmless(row[column]) for column in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(export: ExportShape) -> bytes:
    """One sheet a list, people first."""
    return xlsx_of(sheets(export))


def csv_of(sheet: Sheet) -> bytes:
    """One sheet, its columns first. UTF-8 with a mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(sheet.columns)
    writer.writerows([_harmless(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_of(found: Iterable[Sheet]) -> bytes:
    """A workbook of these sheets."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    heading = book.add_format({"bold": True})
    for sheet in found:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        page.write_row(0, 0, sheet.columns, heading)
        for at, row in enumerate(sheet.rows, 1):
            page.write_row(at, 0, [cell[:MOST] if isinstance(cell, str) else cell for cell in row])
    book.close()
    return out.getvalue()


def sheets(export: ExportShape) -> Iterator[Sheet]:
    """Every list of the export; what is nested becomes a list of its own that names where it belongs."""
    platforms = tuple(dict.fromkeys(name for person in export.people for name in person.accounts))
    yield _sheet("people", export.people, platforms, lambda person: [person.accounts.get(name) for name in platforms])
    boards = ("board_platform", "board_channel", "checkin_weekday", "checkin_time", "checkin_every_weeks")
    yield _sheet("teams", export.teams, boards, _board)
    yield _sheet("days", export.days)
    yield _sheet("cycles", export.cycles)
    yield _sheet("objectives", export.objectives)
    key_results = [(objective.id, one) for objective in export.objectives for one in objective.key_results]
    yield _nested("key_results", "objective", key_results, ("score", "score_at", "score_by"), _score)
    yield _nested("check_ins", "key_result", [(one.id, said) for _, one in key_results for said in one.check_ins])
    yield _nested("events", "objective", [(one.id, event) for one in export.objectives for event in one.events])
    yield _nested("history", "key_result", [(one.id, change) for _, one in key_results for change in one.history])
    yield _sheet("actions", export.actions)
    yield _sheet("retros", export.retros)
    yield _sheet("broadcasts", export.broadcasts)
    yield _sheet("participation", export.participation)
    yield _sheet("change_requests", export.change_requests)
    yield _sheet("comments", export.comments)
    yield _sheet("offers", export.offers)
    yield _sheet("improvements", export.improvements)
    yield _sheet("examples", export.examples)
    yield _sheet("readiness", export.readiness)
    yield _sheet("deliveries", [export.deliveries])


def _sheet(name: str, shapes: Sequence[Shape], more: tuple[str, ...] = (), values: Any = lambda _: ()) -> Sheet:
    return _nested(name, "", [("", shape) for shape in shapes], more, values)


def _nested(
    name: str, above: str, shapes: Sequence[tuple[str | None, Shape]], more: tuple[str, ...] = (), values: Any = lambda _: ()
) -> Sheet:
    kind = type(shapes[0][1]) if shapes else None
    plain = tuple(field for field in (kind.model_fields if kind else ()) if field not in NESTED)
    named = tuple((kind.model_fields[field].serialization_alias or field) for field in plain) if kind else ()
    rows = tuple(
        (*([key] if above else []), *(flat(getattr(shape, field)) for field in plain), *map(flat, values(shape))) for key, shape in shapes
    )
    return Sheet(name, (*([above] if above else []), *named, *more), rows)


def _board(team: Any) -> list[Any]:
    board, checkin = team.board, team.checkin
    return [
        *((board.platform, board.channel) if board else (None, None)),
        *((checkin.weekday, checkin.time, checkin.every_weeks) if checkin else (None, None, None)),
    ]


def _score(one: Any) -> list[Any]:
    return [one.score.own, one.score.at, one.score.by] if one.score else [None, None, None]


def _key_result_rows(objective: ObjectiveShape, names: Mapping[str, str]) -> Iterator[Mapping[str, Cell]]:
    for one in objective.key_results or (KeyResultShape.model_construct(),):
        yield _row(objective, one, names)


def _row(objective: ObjectiveShape, one: KeyResultShape, names: Mapping[str, str]) -> dict[str, Cell]:
    fields = ("team", "for_team", "kind", "type", "source", "state", "visibility", "score", "advice")
    last = one.check_ins[-1] if one.check_ins else None
    owner, objective_owner = getattr(one, "owner", None), getattr(objective, "owner", None)
    row: dict[str, Cell] = {
        "cycle": getattr(objective, "cycle", None),
        "objective": objective.id,
        "objective_text": getattr(objective, "text", None),
        "objective_owner": objective_owner,
        "objective_owner_name": names.get(objective_owner or ""),
    }
    row |= {f"objective_{field}": flat(getattr(objective, field)) for field in fields}
    row |= {"key_result": one.id, "text": getattr(one, "text", None), "owner": owner, "owner_name": names.get(owner or "")}
    plain = (
        "unit",
        "baseline",
        "target",
        "direction",
        "current",
        "progress",
        "confidence",
        "due",
        "adjusted",
        "state",
        "advice",
        "collaborators",
    )
    row |= {field: flat(getattr(one, field)) for field in plain}
    row["score"] = one.score.own if one.score else None
    return row | {f"last_{field}": flat(getattr(last, field)) if last else None for field in ("week", "note", "blocker", "next")}


def flat(value: Any) -> Cell:
    """A value as one cell; several are separated by ;"""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case SpanShape():
            return f"{value.first}..{value.last}"  # as an import reads it
        case Shape():
            return ": ".join(
                str(part) for part in (flat(getattr(value, field)) for field in type(value).model_fields) if part not in (None, "")
            )
        case Mapping():
            return "; ".join(f"{key}: {flat(one)}" for key, one in value.items())
        case Iterable():
            return ";".join(str(flat(one)) for one in value)
        case _:
            return str(value)


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula gets the sign by which it does not."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
