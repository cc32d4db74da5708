"""The documents, followed to the letter: tables are imported, commands and settings exist, what is to be said to the bot is understood."""

from __future__ import annotations

import re

import pytest

from bot.cli.main import app
from bot.exchange.shape import ExportShape
from bot.routing import Commands
from tests.cli.commanding import Command
from tests.ready import sentences
from tests.source_tree import ROOT

DOCUMENTS = {path.name: path.read_text("utf-8") for path in (*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md")}
TABLES = {name: re.findall(r"^```\n((?:key|date),.*?)^```", text, re.MULTILINE | re.DOTALL) for name, text in DOCUMENTS.items()}
SETTING = re.compile(r"\b(?:OKRBOT|SLACK|FEISHU|DINGTALK)_[A-Z_]+\b")


def test_there_are_tables() -> None:
    assert len(TABLES["slack.md"]) == 2
    assert len(TABLES["people.md"]) == 1


async def test_the_tables_are_imported_in_the_order_in_which_they_stand(okrbot: Command) -> None:
    for name in ("slack.md", "people.md", *sorted(TABLES.keys() - {"slack.md", "people.md"})):
        for number, table in enumerate(TABLES[name]):
            kind = "days" if table.startswith("date") else "teams" if "parent" in table.splitlines()[0] else "people"
            file = okrbot.write(f"{name}-{number}.csv", table)
            for arguments in (("--dry-run",), ()):
                done = okrbot("import", kind, file, *arguments)
                assert (done.code, done.err) == (0, ""), (name, table)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_command_and_every_setting_exists(name: str) -> None:
    commands = {str(one.name or one.callback.__name__) for one in app.registered_commands if one.callback}
    commands |= {str(group.name) for group in app.registered_groups} | {"--help"}
    told = set(re.findall(r"`(?:\.venv/bin/)?okrbot ([a-z-]+)", DOCUMENTS[name]))
    assert told <= commands
    known = set(SETTING.findall((ROOT / ".env.example").read_text("utf-8"))) | {"OKRBOT_TEST_HOUSES", "OKRBOT_MODEL_"}
    assert set(SETTING.findall(DOCUMENTS[name])) <= known


def test_every_list_of_the_export_is_told_of() -> None:
    section = DOCUMENTS["operating.md"].partition("### What the export holds")[2].partition("\n## ")[0]
    lists = {field.serialization_alias or name for name, field in ExportShape.model_fields.items()}
    assert lists - set(re.findall(r"`([a-z_]+)`", section)) == set()


@pytest.mark.parametrize("name", ["slack.md", "feishu.md", "dingtalk.md", "people.md"])
def test_what_is_said_to_the_bot_is_a_command(name: str) -> None:
    commands = Commands.of(sentences())
    said = re.findall(r"(?<!log )(?:says|saying|there\s+with|write) `(?:@okr )?([^`]+)`(?: \(`([^`]+)`\))?", DOCUMENTS[name])
    assert said
    assert [words for pair in said for words in pair if words and commands.find(words, with_rest=True) is None] == []
