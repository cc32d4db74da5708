"""The playground's clock over a restart, also where its file was cut off while it was written."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.tryout import KeptClock


@pytest.mark.parametrize(
    ("kept", "offset"), [("12.5", timedelta(seconds=12.5)), ("", timedelta()), ("1e400", timedelta()), ("12.5 s", timedelta())]
)
def test_what_cannot_be_read_is_the_machines_time(tmp_path: Path, kept: str, offset: timedelta) -> None:
    file = tmp_path / "clock.txt"
    file.write_text(kept)
    assert KeptClock(file).offset == offset
