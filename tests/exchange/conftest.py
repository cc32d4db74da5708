"""An empty database for each test, copied from one that was made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage.migrate import migrate
from tests.exchange.keeping import Keeping


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "okr.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def keeping(tmp_path: Path, empty: Path) -> Keeping:
    return Keeping(Path(shutil.copy(empty, tmp_path / "okr.db")))
