"""Single days that are named one after another, as a notice of make-up days does."""

from datetime import date

import pytest

from bot.okr.reading import several_days

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2027年2月6日（周六）、2月21日（周日）上班", ["2027-02-06", "2027-02-21"]),
        ("2月21日和28日要上班", ["2027-02-21", "2027-02-28"]),
        ("2月6日、2月20日补班", ["2027-02-06", "2027-02-20"]),
        ("Sat Dec 5 and Dec 19 are working days", ["2026-12-05", "2026-12-19"]),
        ("Dec 24, 28 and 31 are off", ["2026-12-24", "2026-12-28", "2026-12-31"]),
        ("2月5日到11日放假", []),
        ("2月5日到2月11日放假", []),
        ("12月放假", []),
        ("放假", []),
    ],
)
def test_days_apart(text: str, days: list[str]) -> None:
    assert [str(day) for day in several_days(text, TODAY)] == days
