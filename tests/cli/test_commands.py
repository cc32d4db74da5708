"""The real command: exit codes, one line for each failure, and what it leaves in the database."""

from __future__ import annotations

import csv
import io
import json
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.commanding import Command

PEOPLE = """key,name,email,manager,team,roles,language,timezone,calendar,slack,feishu,dingtalk
boss,老板,,,core,exec;hr,,,,U1,,
lin,=1+1,l@x.com,boss,core,,en,,,U2,,
"""
OKRS = {
    "cycles": [{"key": "2026Q4"}],
    "objectives": [
        {
            "owner": "lin",
            "cycle": "2026Q4",
            "text": "-Trust",
            "kind": "committed",
            "state": "agreed",
            "key_results": [
                {
                    "text": "Calls from 10 to 90",
                    "unit": "calls",
                    "baseline": 10,
                    "target": 90,
                    "check_ins": [{"week": "2026-W46", "value": 50, "confidence": 7, "next": "call"}],
                }
            ],
        }
    ],
}


@pytest.fixture(scope="module")
def filled(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that the command filled, once for all."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copy(made, folder / "okrbot.db")
    okrbot = Command(folder)
    assert okrbot("import", "people", okrbot.write("people.csv", PEOPLE)).code == 0
    assert okrbot("import", "okrs", okrbot.write("okrs.json", json.dumps(OKRS))).code == 0
    return folder / "okrbot.db"


@pytest.fixture
def company(tmp_path: Path, filled: Path) -> Command:
    shutil.copy(filled, tmp_path / "okrbot.db")
    return Command(tmp_path)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("nothing", 2),
        ("--nothing", 2),
        ("import peopel x.csv", 2),
        ("export --nothing x.json", 2),
        ("import people", 1),
        ("import people missing.csv", 1),
        ("import people .", 1),
        ("import people okrbot.db", 1),
        ("import people x.csv --from slack", 1),
        ("export", 1),
        ("export x.pdf", 1),
        ("export missing/x.json", 1),
        ("schedule --from 2026-12-02 --to 2026-12-01", 1),
        ("schedule --from 2020-01-01 --to 2026-12-01", 1),
        ("run", 1),
        ("deliveries retry nothing", 1),
    ],
)
def test_what_goes_wrong_is_one_line_and_the_right_code(okrbot: Command, command: str, code: int) -> None:
    said = okrbot(*command.split())
    assert said.code == code
    assert said.err.startswith("okrbot: ")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("schedule --from soon", "--from takes a day such as 2026-11-20; “soon” is none"),
        ("schedule --to 2026-13-01", "--to takes a day such as 2026-11-20; “2026-13-01” is none"),
        ("try --port abc", "--port takes a whole number from 0 to 65535, such as 8642; “abc” is none"),
        ("try --port 99999999", "--port takes a whole number from 0 to 65535, such as 8642; “99999999” is none"),
    ],
)
def test_an_option_that_cannot_be_read_says_what_it_takes(okrbot: Command, command: str, said: str) -> None:
    told = okrbot(*command.split())
    assert (told.code, told.out, told.err) == (1, "", f"okrbot: {said}\n")


def test_what_is_named_is_the_file_that_was_asked_for(okrbot: Command) -> None:
    said = okrbot("export", "missing/x.json")
    assert said.err == "okrbot: missing/x.json: no such file or directory; see that it is there and may be used\n"
    assert said.out == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full to write to")
def test_a_full_disk_is_one_line(okrbot: Command) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "migrate"],
            cwd=okrbot.folder,
            env=okrbot.environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "okrbot: no space left on device; make room\n"


def test_stopped_while_it_still_starts_it_ends_in_peace(fresh: Command) -> None:
    nowhere = "http://127.0.0.1:1/"
    settings = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": nowhere, "OKRBOT_HTTP_PORT": "0"}
    bot = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=fresh.folder, env=fresh.environment(**settings), stderr=subprocess.PIPE
    )
    with bot:
        while not (fresh.folder / "okrbot.db").exists():
            assert bot.poll() is None
        bot.send_signal(signal.SIGTERM)
        told = bot.communicate(timeout=60)[1].decode()
    assert (bot.returncode, "Traceback" in told) == (0, False)


def test_help_needs_no_settings_and_no_database(fresh: Command) -> None:
    for arguments in ([], ["--help"], ["import", "people", "--help"]):
        said = fresh(*arguments, OKRBOT_DATABASE_URL="nonsense")
        assert said.code == 0
        assert "Usage: okrbot" in said.out
    assert not list(fresh.folder.iterdir())


def test_a_company_comes_in_and_goes_out(company: Command) -> None:
    said = company("import", "people", company.write("people.csv", PEOPLE))
    assert (said.code, said.out) == (0, "people: 0 new, 0 changed, 2 unchanged\n")
    assert company("export", "all.json").code == 0
    whole = json.loads((company.folder / "all.json").read_text("utf-8"))
    assert whole["schema"] == "okrbot/1"
    assert whole["people"][1]["accounts"] == {"slack": "U2", "feishu": None, "dingtalk": None}
    assert whole["objectives"][0]["key_results"][0]["progress"] == 0.5
    assert whole["deliveries"] == {"queued": 0, "sent": 0, "failed": 0, "uncertain": 0}
    assert {"change_requests", "comments", "retros", "broadcasts"} <= whole.keys()

    other = {"OKRBOT_DATABASE_URL": "sqlite:///other.db"}
    assert company("import", "all", "all.json", **other).code == 0
    assert company("export", "again.json", **other).code == 0
    again = json.loads((company.folder / "again.json").read_text("utf-8"))
    assert again | {"exported_at": 0} == whole | {"exported_at": 0}


def test_an_export_to_tables_holds_no_formulas(company: Command) -> None:
    assert company("export", "all.csv").code == 0
    text = (company.folder / "all.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(text.decode("utf-8-sig")))
    assert (row["objective_text"], row["owner_name"]) == ("'-Trust", "'=1+1")
    assert (row["baseline"], row["current"], row["progress"], row["last_week"], row["last_next"]) == (
        "10.0",
        "50.0",
        "0.5",
        "2026-W46",
        "call",
    )

    assert company("export", "all.xlsx").code == 0
    book = load_workbook(company.folder / "all.xlsx")
    assert book.sheetnames[0] == "people"
    assert {"teams", "cycles", "objectives", "key_results", "check_ins", "comments", "deliveries"} <= set(book.sheetnames)
    people = list(book["people"].iter_rows(values_only=True))
    assert people[0][:2] == ("key", "name")
    assert people[2][:2] == ("lin", "=1+1")
    assert book["people"]["B3"].data_type == "s"


def test_a_broken_file_names_every_row_and_changes_nothing(company: Command) -> None:
    bad = company.write("bad.csv", "key,name,manager,language\nnew,New,,\nx,X,ghost,xx\n,Y,,\n")
    said = company("import", "people", bad)
    assert said.code == 1
    assert said.err.splitlines()[:3] == [
        "okrbot: bad.csv: line 3, column language: “xx” is no language the bot speaks; give zh-CN or en",
        "okrbot: bad.csv: line 3, column manager: nobody has the key “ghost”; add a row for them or correct it",
        "okrbot: bad.csv: line 4, column key: is empty; every row needs it",
    ]
    assert company("export", "after.json").code == 0
    assert [person["key"] for person in json.loads((company.folder / "after.json").read_text("utf-8"))["people"]] == ["boss", "lin"]


def test_the_schedule_says_what_when_to_how_many_and_who_is_left_out(company: Command) -> None:
    said = company("schedule", "--from", "2026-11-20", "--to", "2026-11-23", OKRBOT_LANGUAGE="zh-CN")
    assert said.code == 0
    for line in (
        "Fri, Nov 20",
        "  16:00  check-in prompt: 1 person",
        "  18:30  reminder: 1 person",
        "Mon, Nov 23",
        "  09:30  manager's digest: 1 person",
        "  老板 [boss]: owns no agreed key result of a running cycle",
        "  core: the team has no channel for its board; its lead can say “board here” in one",
    ):
        assert line in said.out.splitlines()


def test_leave_and_boards_are_seen_in_the_schedule(company: Command) -> None:
    leave = {"people": [{"key": "lin", "leave": [{"from": "2026-11-18", "to": "2026-11-27"}], "accounts": {}}]}
    company("import", "people", company.write("leave.json", json.dumps(leave)))
    board = "key,lead,board_platform,board_channel,checkin_weekday\ncore,boss,slack,C1,thu\n"
    company("import", "teams", company.write("teams.csv", board))
    said = company("schedule", "--from", "2026-11-16", "--to", "2026-11-22", OKRBOT_LANGUAGE="en").out
    assert "Thu, Nov 19\n  17:30  team board: 1 team: core" in said
    assert "check-in prompt:" not in said
    assert "=1+1 [lin]: on leave (check-in prompt of Thu, Nov 19, reminder of Thu, Nov 19)" in said
    assert "not known yet" not in said
    guessed = company("schedule", "--from", "2028-01-01", "--to", "2028-01-02", OKRBOT_LANGUAGE="en").out
    assert "The make-up working days of 2028 are not known yet for CN" in guessed


def test_the_coach_answers_line_by_line(fresh: Command) -> None:
    asked = json.dumps({"kind": "key_result", "text": "Improve support", "okr_kind": None, "cycle": "2026Q4"})
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "coach", "--json"],
        cwd=fresh.folder,
        env=fresh.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin
    assert process.stdout
    for _ in range(2):  # the answer comes before the next question is asked
        process.stdin.write(f"{asked}\n")
        process.stdin.flush()
        assert {"code", "severity", "text"} == json.loads(process.stdout.readline())["advice"][0].keys()
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()
    plain = fresh("coach", said="KR: Improve support\n", OKRBOT_LANGUAGE="en")
    assert plain.code == 0
    assert "not_measurable" in plain.out


def test_migrate_says_where_the_database_is(fresh: Command) -> None:
    assert fresh("migrate").out.strip().endswith("(was empty)")
    assert fresh("migrate").out.strip().endswith("already")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "OKRBOT_DATABASE_URL: is not a database address"),
        ("mysql://x/y", "OKRBOT_DATABASE_URL: names a database we do not know"),
        ("sqlite:///no/such/folder/x.db", "OKRBOT_DATABASE_URL: the file cannot be opened"),
        ("sqlite:///text.db", "OKRBOT_DATABASE_URL: the file is no SQLite database"),
        ("postgresql://u:hush-hush@127.0.0.1:1/x", "OKRBOT_DATABASE_URL: PostgreSQL does not answer at 127.0.0.1:1"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(fresh: Command, url: str, said: str) -> None:
    fresh.write("text.db", "this is some text, and long enough to be read as the head of a file " * 4)
    done = fresh("export", "x.json", OKRBOT_DATABASE_URL=url)
    assert done.code == 1
    assert done.err.startswith(f"okrbot: {said}")
    assert done.err.count("\n") == 1
    assert "hush-hush" not in done.err
    assert not (fresh.folder / "x.json").exists()


def test_a_reader_that_has_enough_is_no_fault(company: Command) -> None:
    command = f"{sys.executable} -m bot schedule --from 2026-01-01 --to 2026-12-31 | head -1"
    done = subprocess.run(
        ["bash", "-c", command], cwd=company.folder, env=company.environment(), capture_output=True, text=True, check=False
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_a_command_that_is_stopped_ends_quietly(fresh: Command) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "coach"],
        cwd=fresh.folder,
        env=fresh.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - whoever runs the suite in the background ignores it
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdin.write("\n")
    process.stdin.flush()
    process.stdout.readline()
    for _ in range(6):  # between two looks at signals and the next read one may be slept over: then somebody presses again
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
            break
    assert process.returncode == 130
    assert process.stderr.read().strip() in {"", "okrbot: stopped"}
    for pipe in (process.stdin, process.stdout, process.stderr):
        pipe.close()


def test_a_whole_disk_leaves_the_old_export_alone(company: Command) -> None:
    old = company.folder / "x.json"
    old.write_text("old")
    command = f"ulimit -f 1; {sys.executable} -m bot export x.json"
    done = subprocess.run(
        ["bash", "-c", command], cwd=company.folder, env=company.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert old.read_text() == "old"
    assert not list(company.folder.glob(".x.json*"))
