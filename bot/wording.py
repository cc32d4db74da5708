"""How the method's values are said: cycles, measures, progress, confidence. Words come from the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.conversation.i18n import Speak
from bot.conversation.message import Tone
from bot.okr.cycles import kind_of
from bot.okr.model import CheckIn, KeyResult, Objective, Person, Team
from bot.okr.weeks import Week

LOW_CONFIDENCE = 3


def cycle_name(t: Speak, key: str) -> str:
    """2026Q4 -> "Q4 2026" / "2026年第4季度"."""
    kind = kind_of(key)
    parts = {"week": key[6:], "month": key[5:].lstrip("0"), "bimonth": key[6:], "quarter": key[5:], "half": key[5:], "year": ""}
    return t(f"cycle.{kind}", year=key[:4], part=parts[kind])


def week_name(t: Speak, week: Week) -> str:
    """Monday to Friday of it, as people speak of a week."""
    return t("week.name", number=week.number, monday=t.short_date(week.monday), sunday=t.short_date(week.sunday))


def leave_days(t: Speak, first: date, last: date) -> str:
    """When somebody is away, as part of a sentence: one day, or the first and the last."""
    if first == last:
        return t("leave.on", day=t.short_date(first))
    return t("leave.from_to", first=t.short_date(first), last=t.short_date(last))


def amount(t: Speak, value: float | None, unit: str | None) -> str:
    """A number in its unit, as people say it; unknown is a dash."""
    if value is None:
        return "–"
    number = t.number(value)
    if not unit:
        return number
    if unit == "%" or ord(unit[0]) > 127:
        return f"{number}{unit}"
    return f"{number} {_of_one(unit) if abs(value) == 1 else unit}"


def _of_one(unit: str) -> str:
    """The counted noun of one: 1 week, 1 new customer, 1 box; 1 ms and 1 NPS stay."""
    last = unit.rpartition(" ")[2]
    if len(last) <= 3 or not last.islower() or not last.endswith("s") or last.endswith(("ss", "us", "is")):
        return unit
    if last.endswith("ies"):
        return f"{unit.removesuffix('ies')}y"
    return unit[:-2] if last.endswith(("sses", "xes", "ches", "shes")) else unit[:-1]


def measure(t: Speak, kr: KeyResult) -> str:
    """From what to what, or what has to be done."""
    if kr.direction == "done" or kr.target is None:
        return t("measure.done") if kr.direction == "done" and kr.target is None else t("measure.none")
    target = amount(t, kr.target, kr.unit)
    if kr.direction in ("at_least", "at_most"):
        return t(f"measure.{kr.direction}", target=target)
    if kr.baseline is None:
        return t("measure.to", target=target)
    return t("measure.from_to", baseline=amount(t, kr.baseline, kr.unit), target=target)


def tone_of(said: KeyResult | CheckIn) -> Tone:
    """How it looks by its owner's own confidence; nothing said, nothing coloured."""
    if said.confidence is None:
        return "neutral"
    if said.confidence <= LOW_CONFIDENCE:
        return "bad"
    return "warn" if said.confidence <= 5 else "good"


def standing(t: Speak, kr: KeyResult) -> str:
    """As in `26 calls · 40% · confidence 6`; what is not known is not said."""
    parts = []
    if kr.current is not None:
        parts.append(amount(t, kr.current, kr.unit))
    if kr.progress is not None and kr.unit != "%":
        parts.append(t.percent(kr.progress))
    if kr.confidence is not None:
        parts.append(t("kr.confidence", n=kr.confidence))
    return " · ".join(parts) or t("kr.nothing_yet")


def holder(t: Speak, objective: Objective, people: Mapping[str, Person], teams: Mapping[str, Team]) -> str:
    """Whose objective it is: its owner's, or its team's with who answers for it (docs/method.md 1)."""
    person = people.get(objective.owner)
    name = person.name if person else objective.owner
    team = teams.get(objective.team or "") if objective.for_team else None
    return t("objective.of_team", team=team.name, name=name) if team else name


def platform_name(t: Speak, platform: str) -> str:
    """As people call it; one that has no name in the catalogue by its own."""
    key = f"platform.{platform}"
    return t(key) if t.has(key) else platform.capitalize()
