"""The dates of a cycle and the state that follows from them, for every kind the method knows (docs/method.md 1, 7).

Keys, by kind: week `2026-W47`, month `2026-10`, bimonth `2026-B5` (September and October), quarter `2026Q4`,
half `2026H2`, year `2026`. The form of a key tells its kind.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.okr.model import Cycle, CycleKind, CycleState
from bot.okr.weeks import Week

KINDS: Final[tuple[CycleKind, ...]] = ("week", "month", "bimonth", "quarter", "half", "year")

_MONTHS: Final[dict[CycleKind, int]] = {"month": 1, "bimonth": 2, "quarter": 3, "half": 6, "year": 12}
_FORMS: Final[dict[CycleKind, str]] = {
    "month": "{:04}-{:02}",
    "bimonth": "{:04}-B{}",
    "quarter": "{:04}Q{}",
    "half": "{:04}H{}",
    "year": "{:04}",
}
_KEYS: Final[dict[CycleKind, str]] = {
    "month": r"(\d{4})-(0[1-9]|1[0-2])",
    "bimonth": r"(\d{4})-B([1-6])",
    "quarter": r"(\d{4})Q([1-4])",
    "half": r"(\d{4})H([12])",
    "year": r"(\d{4})()",
}


@dataclass(frozen=True, slots=True)
class _Pace:
    """Days: drafting opens so long before the start, drafts are due on that day of the cycle, scoring takes the last."""

    lead: int
    due: int
    scoring: int


# Half a month ahead and the tenth day are the method's for a quarter; a month or a week cannot spare as much.
_PACES: Final[dict[CycleKind, _Pace]] = {"week": _Pace(3, 2, 3), "month": _Pace(7, 5, 7)}
_PACE: Final = _Pace(15, 10, 7)


def cycle_of(key: str) -> Cycle:
    """The cycle with that key and its default days (docs/method.md 7); any other text raises ValueError("unknown_cycle", key)."""
    kind, starts, ends = _span(key)
    pace = _PACES.get(kind, _PACE)
    return Cycle(
        key=key,
        kind=kind,
        starts=starts,
        ends=ends,
        drafting_opens=starts - timedelta(days=pace.lead),
        drafts_due=starts + timedelta(days=pace.due - 1),
        scoring_opens=ends - timedelta(days=pace.scoring - 1),
    )


def in_order(cycle: Cycle) -> bool:
    """Whether days that somebody chose make sense: drafting opens, the cycle starts, scoring opens, it ends; drafts due before that."""
    return (
        cycle.drafting_opens <= cycle.starts <= cycle.scoring_opens <= cycle.ends and cycle.drafting_opens <= cycle.drafts_due <= cycle.ends
    )


def state_of(cycle: Cycle, today: date) -> CycleState:
    """Follows the days by itself; only closing is somebody's decision, and until then scoring goes on past the end."""
    if cycle.closed:
        return "closed"
    if today < cycle.drafting_opens:
        return "planned"
    if today < cycle.starts:
        return "drafting"
    return "active" if today < cycle.scoring_opens else "scoring"


def takes_drafts(cycle: Cycle, today: date) -> bool:
    """From the opening until drafts are due, which lies some days into the cycle (docs/method.md 7)."""
    return not cycle.closed and cycle.drafting_opens <= today <= cycle.drafts_due


def takes_check_ins(cycle: Cycle, today: date) -> bool:
    """On every day of the cycle, also while it is being scored."""
    return not cycle.closed and cycle.starts <= today <= cycle.ends


def has_days_in(cycle: Cycle, week: Week) -> bool:
    """Whether a week is one of a cycle's: what is over, or has not begun, is not asked about in it."""
    return cycle.starts <= week.day(6) and week.monday <= cycle.ends


def current_key(kind: CycleKind, today: date) -> str:
    """The key of the cycle of that kind in which a day lies."""
    if kind == "week":
        return str(Week.of(today))
    return _FORMS[kind].format(today.year, (today.month - 1) // _MONTHS[kind] + 1)


def next_key(key: str) -> str:
    """The key of the cycle that follows, of the same kind."""
    kind, _, ends = _span(key)
    return current_key(kind, ends + timedelta(days=1))


def kind_of(key: str) -> CycleKind:
    """The kind that a key's form tells; ValueError("unknown_cycle", key) if it is none."""
    return _span(key)[0]


def _span(key: str) -> tuple[CycleKind, date, date]:
    try:
        week = Week.parse(key)
    except ValueError:
        return _months_span(key)
    return "week", week.monday, week.sunday


def _months_span(key: str) -> tuple[CycleKind, date, date]:
    for kind, pattern in _KEYS.items():
        found = re.fullmatch(pattern, key, re.ASCII)
        if found is not None and 1 < int(found[1]) < 9999:
            months = _MONTHS[kind]
            first = (int(found[2] or 1) - 1) * months
            year, month = divmod(first + months, 12)
            starts = date(int(found[1]), first + 1, 1)
            return kind, starts, date(int(found[1]) + year, month + 1, 1) - timedelta(days=1)
    raise ValueError("unknown_cycle", key)
