"""The playground's clock: where it begins, and over a restart, also where its file was cut off while it was written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.tryout import KeptClock, at_work
from bot.flows.known import Company


@pytest.mark.parametrize(
    ("kept", "offset"), [("12.5", timedelta(seconds=12.5)), ("", timedelta()), ("1e400", timedelta()), ("12.5 s", timedelta())]
)
def test_what_cannot_be_read_is_the_machines_time(tmp_path: Path, kept: str, offset: timedelta) -> None:
    file = tmp_path / "clock.txt"
    file.write_text(kept)
    assert KeptClock(file).offset == offset


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-11-18 10:05", "2026-11-18 10:05"),
        ("2026-11-18 21:22", "2026-11-19 09:00"),
        ("2026-11-18 03:00", "2026-11-18 09:00"),
        ("2026-11-21 12:00", "2026-11-23 09:00"),  # a Saturday
        ("2026-10-01 12:00", "2026-10-08 09:00"),  # the week of the National Day
        ("2026-10-10 12:00", "2026-10-10 12:00"),  # a Saturday that is worked
    ],
)
def test_a_sample_company_begins_when_people_are_at_work(now: str, begins: str) -> None:
    def moment(text: str) -> datetime:
        return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)

    assert at_work(moment(now), Company()) == moment(begins)
