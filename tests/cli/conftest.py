"""The command in an empty folder, or in one with a database of this version."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage.migrate import migrate
from tests.cli.commanding import Command


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("made") / "okrbot.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def okrbot(tmp_path: Path, made: Path) -> Command:
    shutil.copy(made, tmp_path / "okrbot.db")
    return Command(tmp_path)


@pytest.fixture
def fresh(tmp_path: Path) -> Command:
    return Command(tmp_path)
