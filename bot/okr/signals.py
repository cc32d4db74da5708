"""What a report sets in motion: whose confidence asks for somebody's attention (docs/method.md 9)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime

from bot.okr.model import CheckIn, Objective
from bot.okr.scoring import LOW_CONFIDENCE

STEEP_FALL = 3


def at_risk(report: CheckIn, before: CheckIn | None) -> bool:
    """Confidence is low, or has fallen steeply since the last report of an earlier week."""
    if report.confidence is None:
        return False
    return report.confidence <= LOW_CONFIDENCE or fallen(report, before) >= STEEP_FALL


def fallen(report: CheckIn, before: CheckIn | None) -> int:
    """By how much confidence has fallen since then; 0 when it has not, or one of both is not known."""
    if before is None or before.confidence is None or report.confidence is None:
        return 0
    return max(0, before.confidence - report.confidence)


def asks(report: CheckIn, person: str, words: str) -> bool:
    """Whether a report asks somebody for help in these words."""
    return any((one.person, one.text) == (person, words) for one in report.help)


def missed_in_a_row(asked: Sequence[str], answered: Container[str]) -> int:
    """How many of the last weeks in which somebody was asked they left unanswered; `asked` begins with the newest."""
    return next((n for n, week in enumerate(asked) if week in answered), len(asked))


def agreed_since(objectives: Iterable[Objective], person: str, since: datetime) -> bool:
    """Whether everything that somebody reports on was first agreed at that moment or later; what never says when was there before."""
    theirs = [o for o in objectives if any(kr.owner == person and kr.state == "active" for kr in o.key_results)]
    first = [min((e.at for e in o.events if e.what == "agreed"), default=None) for o in theirs]
    return bool(first) and all(at is not None and at >= since for at in first)
