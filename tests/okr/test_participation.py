"""Participation counted once, checked against a count of its own kind; who is asked, who is reminded, whom a campaign is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.okr.access import Org
from bot.okr.calendars import WorkCalendar
from bot.okr.campaigns import AUDIENCES, OCCASIONS, campaigns, takes_part, taking_part
from bot.okr.cycles import cycle_of
from bot.okr.model import Change, Happening, KeyResult, Leave, Objective, Person, Score, Team
from bot.okr.model_ending import Audience, CampaignPlan, Occasion
from bot.okr.participation import by_person, eligible, fits, fitting, required, rules_for, stages_of
from bot.okr.participation_outline import outlined, standings
from bot.okr.participation_report import report
from bot.okr.participation_weeks import Weeks
from bot.okr.rhythm import Rhythm, rhythm_key
from bot.okr.weeks import Week

CYCLE = cycle_of("2026Q4")
TODAY = date(2026, 11, 18)
AT = datetime(2026, 10, 5, 2, tzinfo=UTC)
TEAMS = {
    t.key: t
    for t in (Team("all", "All"), Team("a", "A", "all"), Team("b", "B", "all", writing="optional"), Team("c", "C", "b", writing="off"))
}
STATES = ["draft", "submitted", "returned", "agreed", "closed", "dropped"]


@st.composite
def company(draw: st.DrawFn) -> tuple[Org, tuple[Objective, ...], Weeks]:
    people = {}
    objectives = []
    said = set()
    for n in range(draw(st.integers(0, 8))):
        key = f"p{n}"
        leave = (Leave(TODAY, TODAY),) if draw(st.booleans()) else ()
        people[key] = Person(key, key, team=draw(st.sampled_from(["a", "b", "c", None])), active=draw(st.integers(0, 9)) > 0, leave=leave)
        for k in range(draw(st.integers(0, 2))):
            score = Score(0.7, AT, key) if draw(st.booleans()) else None
            when = AT + timedelta(days=draw(st.integers(0, 20)))
            events = (Happening(when, key, "submitted"),) if draw(st.booleans()) else ()
            line = KeyResult(f"{key}.{k}.1", f"{key}.{k}", "x", key, score=score)
            objectives.append(
                Objective(f"{key}.{k}", key, "2026Q4", "y", state=draw(st.sampled_from(STATES)), key_results=(line,), events=events)
            )
        if draw(st.booleans()):
            said.add(("2026-W46", key))
    return Org(people, TEAMS), tuple(objectives), Weeks(frozenset(said))


@settings(deadline=None)
@given(company())
def test_every_number_against_a_count_of_its_own(found: tuple[Org, tuple[Objective, ...], Weeks]) -> None:
    org, objectives, said = found
    counted = report(CYCLE, org, objectives, said, TODAY, "Asia/Shanghai")
    asked = [p for p in org.people.values() if p.active and p.team != "c"]
    assert counted.week == "2026-W46"
    assert counted.left_out == len([p for p in org.people.values() if p.active]) - len(asked)
    for team in {p.team or "" for p in asked}:
        row = next(r for r in counted.teams if r.team == team)
        theirs = [p.key for p in asked if (p.team or "") == team]
        states = {key: {o.state for o in objectives if o.owner == key} for key in theirs}
        live = [key for key in theirs if states[key] & {"agreed", "closed"}]
        assert row.eligible == len(theirs)
        assert row.agreed == len(live)
        assert row.no_draft == len([k for k in theirs if not states[k] - {"dropped"}])
        assert row.submitted == len([k for k in theirs if "submitted" in states[k] and k not in live])
        assert row.no_draft + row.drafting + row.returned + row.submitted + row.agreed == row.eligible
        assert row.reported == len([k for k in live if ("2026-W46", k) in said.reporters])
        assert row.missing == len([k for k in live if ("2026-W46", k) not in said.reporters])
        firsts = [
            min(e.at for o in objectives if o.owner == k for e in o.events)
            for k in theirs
            if any(o.events for o in objectives if o.owner == k)
        ]
        assert row.late == len([at for at in firsts if at.date() > CYCLE.drafts_due])
        assert row.on_time == len(firsts) - row.late
        scores = {
            k: [kr.score for o in objectives if o.owner == k and o.state in ("agreed", "closed") for kr in o.key_results] for k in live
        }
        assert row.to_score == len(live)
        assert row.scored == len([k for k in live if all(scores[k])])
    assert counted.total.eligible == len(asked)


@settings(deadline=None)
@given(company(), st.sampled_from([*OCCASIONS, "review"]), st.sampled_from([None, "a", "b"]))
def test_everybody_at_once_is_each_by_themselves(
    found: tuple[Org, tuple[Objective, ...], Weeks], occasion: Occasion, pilot: str | None
) -> None:
    org, objectives, _ = found
    if pilot:
        org = replace(org, teams=TEAMS | {pilot: replace(TEAMS[pilot], pilot=True)})
    people, written = list(org.people.values()), by_person(objectives)
    stages = {p.key: stages_of(p.key, written.get(p.key, ())) for p in people}
    assert stages == {p.key: standings(outlined(objectives)).stages(p.key) for p in people}
    assert list(taking_part(CYCLE, occasion, org)) == [p for p in people if p.active and takes_part(p, CYCLE, occasion, org)]
    for audience in (Audience(), AUDIENCES["half"], Audience(("agreed", "not_scored"), ("b",)), Audience(roles=("manager",))):
        assert list(fitting(people, audience, stages.__getitem__, org)) == [p for p in people if fits(p, audience, stages[p.key], org)]


SHANGHAI = Rhythm("Asia/Shanghai", "CN")
RHYTHMS = {
    "weekly": SHANGHAI,
    "odd": replace(SHANGHAI, every_weeks=2, anchor=Week(2026, 45)),
    "even": replace(SHANGHAI, every_weeks=2, anchor=Week(2026, 46)),
    "monday": replace(SHANGHAI, weekday=0),
}


def _asked(today: date, days: dict[date, tuple[bool, str]] | None = None, **owners: datetime | None) -> dict[str, set[str]]:
    """Who is asked in which week, of people named by their rhythm who carry one key result each, agreed when it says."""
    people = {key: Person(key, key, team="a", leave=(Leave(date(2026, 11, 13), date(2026, 11, 13)),)) for key in owners}
    objectives = [
        Objective(
            key, key, "2026Q4", "y", state="agreed", key_results=(KeyResult(f"{key}.1", key, "x", key),),
            events=(Happening(at, "boss", "agreed"),) if at else (),
        )
        for key, at in owners.items()
    ]  # fmt: skip
    found: dict[str, set[str]] = {}
    for back in range(6):
        said = Weeks(rhythms={key: rhythm_key(RHYTHMS[key]) for key in owners}, days={"CN": days or {}})
        counted = report(CYCLE, Org(people, TEAMS), objectives, said, today - timedelta(days=7 * back), "Asia/Shanghai")
        found[counted.week] = {row.person for row in counted.people if row.owes}
        assert all(week.asked <= len(owners) for week in counted.weeks)
        assert {week.week: week.asked for week in counted.weeks}.get(counted.week, 0) == len(found[counted.week])
    return found


def test_only_a_week_with_a_prompt_is_asked_for() -> None:
    """Every second week, the days of the cycle, leave on the day of the prompt, a week of which the company has no working day."""
    rest = {date(2026, 10, day): (False, "rest") for day in range(26, 32)}
    found = _asked(date(2026, 11, 18), rest, weekly=None, odd=None, even=None, monday=None)
    assert found == {
        "2026-W46": {"monday"},
        "2026-W45": {"weekly", "odd", "monday"},
        "2026-W44": set(),
        "2026-W43": {"weekly", "odd", "monday"},
        "2026-W42": {"weekly", "even", "monday"},
        "2026-W41": {"weekly", "odd", "monday"},
    }
    last = _asked(date(2027, 1, 6), weekly=None, monday=None)
    assert last["2026-W53"] == {"weekly", "monday"}
    assert _asked(date(2026, 10, 7), weekly=None)["2026-W40"] == set(), "its last working day is the day before the cycle begins"


def test_nobody_is_missing_from_the_time_before_they_carried_anything() -> None:
    prompt = datetime(2026, 11, 6, 8, tzinfo=UTC)
    assert _asked(date(2026, 11, 11), weekly=prompt)["2026-W45"] == set()
    assert _asked(date(2026, 11, 11), weekly=prompt - timedelta(minutes=1))["2026-W45"] == {"weekly"}
    assert _asked(date(2026, 11, 11), monday=prompt - timedelta(minutes=1))["2026-W45"] == set()


def test_what_was_taken_over_is_carried_from_that_day() -> None:
    taken = datetime(2026, 11, 6, 9, tzinfo=UTC)
    line = KeyResult("o.1", "o", "x", "weekly", history=(Change(taken, "boss", "owner", "gone", "weekly", "moved", "boss"),))
    agreed = (Happening(AT, "boss", "agreed"),)
    objective = Objective("o", "weekly", "2026Q4", "y", state="agreed", key_results=(line,), events=agreed)
    org, said = Org({"weekly": Person("weekly", "W", team="a")}, TEAMS), Weeks(rhythms={"weekly": rhythm_key(SHANGHAI)})
    weeks = report(CYCLE, org, [objective], said, TODAY, "Asia/Shanghai").weeks
    assert [(week.week, week.asked) for week in weeks] == [("2026-W46", 1)]


def test_rules_are_those_of_the_nearest_team() -> None:
    org = Org({}, TEAMS)
    assert [rules_for(team, CYCLE, org).writing for team in ("a", "b", "c", None)] == ["required", "optional", "off", "required"]
    assert rules_for("c", replace(CYCLE, max_objectives=6), org).max_objectives == 6
    person = Person("p", "P", team="b")
    assert eligible(person, CYCLE, org)
    assert not required(person, CYCLE, org)
    piloting = Org({}, TEAMS | {"a": replace(TEAMS["a"], pilot=True)})
    assert not eligible(person, CYCLE, piloting)
    assert required(Person("q", "Q", team="a"), CYCLE, piloting)


def test_whom_a_campaign_is_for() -> None:
    lead = Person("l", "L", team="all")
    li = Person("li", "Li", manager="l", team="c", accounts={"chat": "1"})
    org = Org({"l": lead, "li": li}, TEAMS)
    nothing = stages_of("li", ())
    assert fits(li, Audience(), nothing, org)
    assert fits(li, Audience(("no_draft",), ("b",), (), ("chat",)), nothing, org)
    assert not fits(li, Audience(platforms=("mail",)), nothing, org)
    assert not fits(li, Audience(roles=("manager",)), nothing, org)
    assert fits(lead, Audience(roles=("manager",)), nothing, org)
    assert not fits(replace(li, active=False), Audience(), nothing, org)
    agreed = Objective("o", "li", "2026Q4", "x", state="agreed", key_results=(KeyResult("k", "o", "x", "l"),))
    assert stages_of("li", by_person([agreed])["li"]) == {"agreed"}
    assert stages_of("l", by_person([agreed])["l"]) == {"no_draft", "not_scored"}


@settings(deadline=None)
@given(
    st.sampled_from(["2026Q4", "2027", "2026-11", "2026-W47", "2027-B1"]),
    st.sets(st.sampled_from(OCCASIONS)),
    st.dictionaries(st.sampled_from(OCCASIONS), st.dates(date(2026, 9, 1), date(2027, 3, 1))),
)
def test_campaigns_follow_each_other(key: str, off: set[str], moved: dict[str, date]) -> None:
    plans = [CampaignPlan(key, o, on=o not in off, day=moved.get(o)) for o in OCCASIONS]  # type: ignore[arg-type]
    found = campaigns(cycle_of(key), plans, WorkCalendar("CN"))
    assert {c.occasion for c in found} == set(OCCASIONS) - off
    assert all(c.day < c.until for c in found)
    assert [c.day for c in found] == sorted(c.day for c in found)
    assert campaigns(replace(cycle_of(key), closed=True), plans, WorkCalendar("CN")) == ()


def test_the_last_day_is_one_that_is_worked() -> None:
    days = {c.occasion: c.day for c in campaigns(cycle_of("2027Q1"), (), WorkCalendar("CN"))}
    assert days == {
        "opens": date(2026, 12, 17),
        "half": date(2026, 12, 29),
        "last_day": date(2027, 1, 8),
        "overdue": date(2027, 1, 11),
        "scoring": date(2027, 3, 25),
    }
