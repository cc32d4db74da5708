"""People, teams and days from files: every bad row named, all or nothing, the same file twice changes nothing."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook

from bot.exchange.export import exported, held_in
from bot.exchange.problems import BadFile
from bot.exchange.sheets_out import csv_of, sheets, xlsx_of
from bot.okr.model import Leave, Person
from tests.exchange.keeping import NOW, PLATFORMS, Keeping

HEADER = "key,name,email,manager,team,roles,language,timezone,calendar,chat,mail\n"
TWO = HEADER + "boss,老板,boss@x.com,,core,exec;hr,zh-CN,,,U1,\nlin,Lin Wei,lin@x.com,boss,core,,en,Europe/Berlin,DE,U2,lin7\n"


def person(keeping: Keeping, key: str) -> Person:
    found = keeping.write(lambda tx: tx.person(key))
    assert found
    return found


def complaints(keeping: Keeping, what: str, data: Any, ending: str = ".csv") -> list[str]:
    before = keeping.export()
    with pytest.raises(BadFile) as wrong:
        keeping.take(what, data, ending)
    assert keeping.export() == before
    return [str(row) for row in wrong.value.rows]


def test_people_come_in_with_everything_and_a_team_that_nobody_knew(keeping: Keeping) -> None:
    assert keeping.take("people", TWO) == ("people: 2 new, 0 changed, 0 unchanged", "teams: 1 new (core: named by people)")
    lin = person(keeping, "lin")
    assert lin == Person(
        "lin",
        "Lin Wei",
        "lin@x.com",
        "boss",
        "core",
        frozenset({"employee"}),
        "en",
        "Europe/Berlin",
        "DE",
        accounts={"chat": "U2", "mail": "lin7"},
    )
    assert person(keeping, "boss").roles == {"exec", "hr"}
    assert keeping.write(lambda tx: [(t.key, t.name) for t in tx.teams()]) == [("core", "core")]


def test_the_same_file_twice_changes_nothing(keeping: Keeping) -> None:
    keeping.take("people", TWO)
    before = keeping.export()
    assert keeping.take("people", TWO) == ("people: 0 new, 0 changed, 2 unchanged",)
    assert keeping.export() == before


def test_an_import_plans_what_comes_next_and_posts_nothing(keeping: Keeping) -> None:
    keeping.take("people", TWO)
    rhythms = keeping.write(lambda tx: tx.rhythms())
    assert {due.rhythm.split("|")[0] for due in rhythms} == {"Asia/Shanghai", "Europe/Berlin"}
    assert all(due.at > NOW for due in rhythms)
    assert keeping.write(lambda tx: tx.deliveries()) == {}


def test_dry_run_says_the_same_and_stores_nothing(keeping: Keeping) -> None:
    assert keeping.take("people", TWO, dry=True)[0] == "people: 2 new, 0 changed, 0 unchanged"
    assert keeping.export()["people"] == []


def test_who_is_not_in_the_file_stays_and_an_empty_cell_is_the_default(keeping: Keeping) -> None:
    keeping.take("people", TWO)
    assert keeping.take("people", HEADER + "lin,Lin Wei,,,,,,,,,\n") == ("people: 0 new, 1 changed, 0 unchanged",)
    assert person(keeping, "boss").email == "boss@x.com"
    lin = person(keeping, "lin")
    assert (lin.email, lin.manager, lin.timezone, lin.accounts) == (None, None, None, {})


def test_a_column_that_is_not_there_leaves_things_as_they_are(keeping: Keeping) -> None:
    keeping.take("people", TWO)
    keeping.take("people", "key,team\nlin,sales\n")
    lin = person(keeping, "lin")
    assert (lin.team, lin.name, lin.manager, lin.accounts) == ("sales", "Lin Wei", "boss", {"chat": "U2", "mail": "lin7"})


def test_every_bad_row_is_named_with_line_and_column(keeping: Keeping) -> None:
    rows = "a,A,nomail,ghost,,king,xx,Mars/Base,ZZ,bob,\nb,,,,,,,,,,\n,C,,,,,,,,,\na,A2,,,,,,,,U9,\nd,D,,,,,,,,U9,\n"
    found = complaints(keeping, "people", HEADER + rows)
    for expected in (
        "line 2, column email",
        "line 2, column manager",
        "line 2, column roles",
        "line 2, column language",
        "line 2, column timezone",
        "line 2, column calendar",
        "line 2, column chat",
        "line 3, column name",
        "line 4, column key",
        "line 5, column key",
        "line 6, column chat",
    ):
        assert any(line.startswith(expected + ":") for line in found), (expected, found)
    assert len(found) == 11


def test_a_manager_may_come_later_in_the_same_file_and_a_circle_is_named(keeping: Keeping) -> None:
    keeping.take("people", "key,name,manager\na,A,b\nb,B,\n")
    assert complaints(keeping, "people", "key,manager\nb,a\n") == [
        "line 2, column manager: is circular (b → a → b); nobody may be above themselves"
    ]
    assert "a → a" in complaints(keeping, "people", "key,manager\na,a\n")[0]


def test_what_belongs_to_somebody_else_is_not_taken_from_them_but_may_be_exchanged(keeping: Keeping) -> None:
    keeping.take("people", TWO)
    found = complaints(keeping, "people", "key,name,email,chat\nmei,Mei,LIN@x.com,U1\n")
    assert found == ["line 2, column email: “LIN@x.com” is Lin Wei's (lin)", "line 2, column chat: “U1” is 老板's (boss)"]
    keeping.take("people", "key,chat\nboss,U2\nlin,U1\n")
    assert person(keeping, "boss").accounts["chat"] == "U2"
    assert person(keeping, "lin").accounts["chat"] == "U1"


def test_unknown_columns_are_errors_and_the_likely_one_is_named(keeping: Keeping) -> None:
    assert complaints(keeping, "people", "key,nmae,shoe size\nx,X,43\n") == [
        "line 1, column nmae: is unknown; did you mean name?",
        "line 1, column shoe_size: is unknown; the columns are key,name,email,manager,team,roles,language,timezone,calendar,chat,mail",
    ]


def test_a_row_that_is_too_long_hides_no_other(keeping: Keeping) -> None:
    assert [line.partition(": ")[0] for line in complaints(keeping, "people", "key,name,language\nx,X,fr\ny,Y,en,more\n,Z,en\n")] == [
        "line 2, column language",
        "line 3, column 4",
        "line 4, column key",
    ]


@pytest.mark.parametrize(
    "data",
    [
        TWO.encode("utf-8-sig"),
        TWO.encode("gb18030"),
        TWO.encode("utf-16"),
        TWO.replace("\n", "\r\n").encode(),
        TWO.replace(",", "\t").encode(),
        TWO.replace("exec;hr", "exec；ｈｒ").encode(),
        ("\n" + TWO.replace("\n", "\n\n")).encode(),
    ],
    ids=["mark", "gbk", "utf-16", "crlf", "tabs", "full-width", "blank-lines"],
)
def test_csv_as_programs_save_it(keeping: Keeping, data: bytes) -> None:
    assert keeping.take("people", data)[0] == "people: 2 new, 0 changed, 0 unchanged"
    assert person(keeping, "boss").name == "老板"
    assert person(keeping, "boss").roles == {"exec", "hr"}


def test_semicolons_between_cells_leave_one_role_each(keeping: Keeping) -> None:
    keeping.take("people", "key;name;roles\nboss;老板;hr\n")
    assert person(keeping, "boss").roles == {"hr"}


def test_lines_are_counted_as_an_editor_counts_them(keeping: Keeping) -> None:
    found = complaints(keeping, "people", 'key,name,language\na,"two\nlines",en\n\nb,B,xx\n')
    assert [line.partition(":")[0] for line in found] == ["line 5, column language"]


def sheet(*rows: tuple[Any, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def test_xlsx_reads_its_first_sheet(keeping: Keeping) -> None:
    keeping.take("people", sheet(("key", "name", "mail"), (1001, "老板", 7), (None, None, None)), ".xlsx")
    assert person(keeping, "1001").accounts == {"mail": "7"}
    keeping.take("teams", sheet(("key", "checkin_weekday", "checkin_time"), ("t", "Thu", time(15, 30))), ".xlsx")
    team = keeping.write(lambda tx: tx.team("t"))
    assert team
    assert (team.weekday, team.prompt_time) == (3, time(15, 30))
    keeping.take("days", sheet(("date", "calendar", "working", "name"), (date(2026, 10, 10), "CN", True, "调休")), ".xlsx")
    assert keeping.write(lambda tx: tx.days()) == {"CN": {date(2026, 10, 10): (True, "调休")}}
    found = complaints(keeping, "people", sheet(("key", "name", "language"), ("x", "X", "xx")), ".xlsx")
    assert found[0].startswith("line 2, column language:")


def damaged() -> bytes:
    """A spreadsheet whose sheet was packed well and did not arrive well."""
    whole = sheet(("key", "name"), *((f"k{n}", f"N{n}") for n in range(50)))
    at = whole.index(b"sheet1.xml") + len(b"sheet1.xml") + 4
    return whole[:at] + bytes(20) + whole[at + 20 :]


@pytest.mark.parametrize(
    ("data", "ending", "said"),
    [
        (b"", ".csv", "is empty"),
        (b"PK\x03\x04 not really", ".xlsx", "is no XLSX file"),
        (b"hello", ".xlsx", "is no XLSX file"),
        (damaged(), ".xlsx", "is no XLSX file"),
        (b"{", ".json", "line 1: is no JSON here"),
        (b"[1]", ".json", 'holds no list "people"'),
        (b'{"people": 3}', ".json", 'holds no list "people"'),
        (b'{"people": [\n 3]}', ".json", "line 2, column people[0]: is no object"),
        (b'{"people": [\n{"key": "a", "name": {"x": 1}}]}', ".json", "line 2, column name: holds something"),
        (b'{"people": ' + b"[" * 100000, ".json", "nested too deeply"),
        (b"\xff\xfe\x00", ".csv", "is no text"),
        (b"key,name\na,A", ".ods", "is no kind of file"),
        (b"name\nA\n", ".csv", "column key: is missing"),
        (b"key,name\na,A,x\n", ".csv", "line 2, column 3: has 3 cells"),
        (b"key,key\na,A\n", ".csv", "column key: stands there twice"),
        (b'key,name\na,"A\nb,B\n', ".csv", "line 2: cannot be read as CSV from here on"),
        (b'key,name\na,"' + b"x" * 200_000, ".csv", "cannot be read as CSV"),
    ],
)
def test_files_that_cannot_be_taken_say_why(keeping: Keeping, data: bytes, ending: str, said: str) -> None:
    found = complaints(keeping, "people", data, ending)
    assert len(found) == 1
    assert said in found[0]


def test_json_takes_the_exports_own_shape_with_leave(keeping: Keeping) -> None:
    entry = {
        "key": "lin",
        "name": "Lin",
        "roles": ["employee", "hr"],
        "active": False,
        "shoe": 43,
        "accounts": {"chat": "U2", "mail": None},
        "leave": [{"from": "2026-12-09", "to": "2026-12-18"}],
    }
    keeping.take("people", {"people": [entry]})
    lin = person(keeping, "lin")
    assert (lin.roles, lin.active, lin.accounts) == ({"employee", "hr"}, False, {"chat": "U2"})
    assert lin.leave == (Leave(date(2026, 12, 9), date(2026, 12, 18)),)
    assert keeping.take("people", {"people": [{"key": "lin", "email": "l@x.com"}]}) == ("people: 0 new, 1 changed, 0 unchanged",)
    assert person(keeping, "lin").leave == lin.leave


def test_json_names_the_line_of_what_is_wrong(keeping: Keeping) -> None:
    text = '{"schema": "okrbot/1",\n "teams": [],\n "people": [\n{"key": "a", "name": "A"},\n{"key": "b", "name": "B", "language": "xx"}]}'
    assert complaints(keeping, "people", text, ".json")[0].startswith("line 5, column language:")


def test_teams_need_leads_and_parents_that_are_known(keeping: Keeping) -> None:
    keeping.take("people", TWO)
    header = "key,name,parent,lead,coach,board_platform,board_channel,checkin_weekday,checkin_time\n"
    found = complaints(keeping, "teams", header + "core,Core,nowhere,ghost,,chat,,fri,25:00\nx,X,y,,,irc,C1,day,\ny,Y,x,,,chat,general,,\n")
    assert [line.partition(":")[0] for line in found] == [
        "line 2, column checkin_time",
        "line 2, column board_channel",
        "line 2, column lead",
        "line 2, column parent",
        "line 3, column checkin_weekday",
        "line 3, column board_platform",
        "line 3, column parent",
        "line 4, column board_channel",
        "line 4, column parent",
    ]
    good = header + "core,Core,all,boss,lin,chat,C1,thu,16:00\nall,,,,,,,,\n"
    assert keeping.take("teams", good) == ("teams: 1 new, 1 changed, 0 unchanged",)
    assert keeping.take("teams", good) == ("teams: 0 new, 0 changed, 2 unchanged",)
    team = keeping.write(lambda tx: tx.team("core"))
    assert team
    assert (team.name, team.parent, team.lead, team.weekday, team.prompt_time) == ("Core", "all", "boss", 3, time(16))


def test_a_lead_may_be_somebody_whom_the_same_file_holds(keeping: Keeping) -> None:
    keeping.take("teams", {"teams": [{"key": "core", "lead": "lin"}], "people": [{"key": "lin", "name": "Lin"}]})
    team = keeping.write(lambda tx: tx.team("core"))
    assert team
    assert team.lead == "lin"


def test_days_are_checked_and_move_what_is_planned(keeping: Keeping) -> None:
    keeping.take("people", TWO)
    planned = {due.kind: due.at for due in keeping.write(lambda tx: tx.rhythms()) if due.rhythm.startswith("Asia")}
    rows = "2026-13-01,CN,yes,\n2026-11-20,ZZ,perhaps,\n,CN,no,\n2026-11-21,CN,,x\n2026-11-22,CN,no,\n2026/11/22,,no,\n"
    found = complaints(keeping, "days", "date,calendar,working,name\n" + rows)
    assert [line.partition(":")[0] for line in found] == [
        "line 2, column date",
        "line 3, column calendar",
        "line 3, column working",
        "line 4, column date",
        "line 5, column working",
        "line 7, column date",
    ]
    keeping.take("days", "date,calendar,working,name\n2026-11-20,CN,no,厂庆\n")
    moved = {due.kind: due.at for due in keeping.write(lambda tx: tx.rhythms()) if due.rhythm.startswith("Asia")}
    assert planned["prompt"] == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert moved["prompt"] == datetime(2026, 11, 27, 8, tzinfo=UTC)


def test_when_people_and_teams_are_asked_comes_in_by_table_and_an_exports_sheet_changes_nothing(keeping: Keeping) -> None:
    head = "key,name,roles,chat,prompt_time,quiet_from,quiet_until,platform,leave,stand_in\n"
    keeping.take("people", head + "boss,Boss,manager;hr,U1,,,,,,\nlin,Lin,,U2,15:30,20:00,09:15,chat,2026-12-01..2026-12-04,boss\n")
    lin = person(keeping, "lin")
    assert (lin.prompt_time, lin.quiet_from, lin.quiet_until, lin.platform) == (time(15, 30), time(20), time(9, 15), "chat")
    keeping.take("teams", "key,name,lead,checkin_weekday,checkin_time,checkin_every_weeks,policy\ncore,Core,boss,thu,15:00,2,agile\n")
    team = keeping.write(lambda tx: tx.team("core"))
    assert team
    assert (team.weekday, team.prompt_time, team.every_weeks, team.policy) == (3, time(15), 2, "agile")
    held = exported(keeping.write(held_in), [p.name for p in PLATFORMS], NOW, "Asia/Shanghai")
    before = keeping.export()
    for name in ("people", "teams", "days"):
        found = next(one for one in sheets(held) if one.name == name)
        if found.rows:
            keeping.take(name, csv_of(found))
            keeping.take(name, xlsx_of([found]), ".xlsx")
    assert keeping.export() == before
    rows = "key,name,prompt_time,platform,stand_in\nx,X,25:00,pigeon,nobody\n"
    assert [line.partition(": ")[0] for line in complaints(keeping, "people", rows)] == [
        "line 2, column platform",
        "line 2, column prompt_time",
        "line 2, column stand_in",
    ]
