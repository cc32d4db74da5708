"""The memo of a team: who proposes, who decides, who sees what; what is for which cycle."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.okr.access import Org
from bot.okr.actions import apply
from bot.okr.cycles import cycle_of
from bot.okr.deeds_learning import DecideImprovement, ProposeImprovements
from bot.okr.improving import may_see_improvement, may_see_memo, memo_team, periods, waits
from bot.okr.model import Person, Team
from bot.okr.model_learning import Improvement
from bot.okr.refusal import Refused
from bot.okr.world import World

NOW = datetime(2026, 10, 5, 1, tzinfo=UTC)
PEOPLE = {
    p.key: p
    for p in (
        Person("chen", "Chen", team="all"),
        Person("wang", "Wang", manager="chen", team="support"),
        Person("li", "Li", manager="wang", team="desk"),
        Person("han", "Han", manager="wang", team="support"),
        Person("gone", "Gone", team="support", active=False),
        Person("zhao", "Zhao", manager="chen", team="product"),
        Person("lin", "Lin", roles=frozenset({"hr"})),
        Person("coach", "Coach", team="product"),
    )
}
TEAMS = {
    "all": Team("all", "All", lead="chen"),
    "support": Team("support", "Support", "all", "wang", "coach"),
    "desk": Team("desk", "Desk", "support"),
    "product": Team("product", "Product", "all", "zhao"),
    "alone": Team("alone", "Alone"),
}
ORG = Org(PEOPLE, TEAMS)
ONE = Improvement("i1", "support", "2026-11", "li", NOW, "shorter stand-ups")


def decided(by: str, state: str, one: Improvement = ONE, cycle: str = "2026-11") -> Improvement | None:
    deed = DecideImprovement("i1", state, cycle)  # type: ignore[arg-type]
    kept = apply(deed, PEOPLE[by], World(ORG, improvements={"i1": one}), NOW).kept
    return kept[0] if kept else None  # type: ignore[return-value]


def test_the_memo_is_that_of_the_nearest_team_with_a_lead() -> None:
    assert [memo_team(key, ORG) for key in ("desk", "support", "product")] == [TEAMS["support"], TEAMS["support"], TEAMS["product"]]
    assert memo_team("alone", ORG) is None
    assert memo_team(None, ORG) is None


def test_who_reads_it() -> None:
    reading = {key for key, person in PEOPLE.items() if may_see_memo(person, TEAMS["support"], ORG)}
    assert reading == {"chen", "wang", "li", "han", "lin", "coach"}
    for state, readers in (("accepted", reading), ("proposed", {"li", "wang", "chen", "lin"}), ("declined", {"li", "wang", "chen", "lin"})):
        one = replace(ONE, state=state)  # type: ignore[arg-type]
        assert {key for key, person in PEOPLE.items() if may_see_improvement(person, one, ORG)} == readers


def test_a_proposal_goes_to_the_lead_and_the_leads_own_is_accepted() -> None:
    made = apply(ProposeImprovements("support", "2026-11", ("a", "b")), PEOPLE["li"], World(ORG), NOW)
    assert [(one.text, one.state) for one in made.kept] == [("a", "proposed"), ("b", "proposed")]  # type: ignore[union-attr]
    assert made.approvers == ("wang",)
    assert len(set(made.subjects)) == 2
    own = apply(ProposeImprovements("support", "2026-11", ("a",)), PEOPLE["wang"], World(ORG), NOW)
    assert own.approvers == ()
    assert own.kept[0].decided_by == "wang"


@pytest.mark.parametrize(
    ("by", "team", "text", "why"),
    [
        ("zhao", "support", "x", "refused.no_memo"),
        ("gone", "support", "x", "refused.inactive"),
        ("li", "alone", "x", "refused.no_memo"),
        ("li", "none", "x", "refused.no_memo"),
        ("han", "support", "Shorter Stand-ups", "refused.proposed_already"),
    ],
)
def test_what_cannot_be_proposed(by: str, team: str, text: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        apply(ProposeImprovements(team, "2026-11", (text,)), PEOPLE[by], World(ORG, improvements={"i1": ONE}), NOW)
    assert refused.value.key == why


def test_who_decides_and_that_one_may_think_again() -> None:
    for by in ("wang", "chen", "lin"):
        assert decided(by, "accepted") == replace(ONE, state="accepted", decided_by=by, decided_at=NOW)
    for by in ("li", "han", "zhao", "coach"):
        with pytest.raises(Refused):
            decided(by, "accepted")
    taken = replace(ONE, state="accepted", decided_by="wang", decided_at=NOW)
    assert decided("wang", "accepted", taken) is None
    again = decided("wang", "declined", taken)
    assert again is not None
    assert again.state == "declined"
    with pytest.raises(Refused):
        decided("chen", "declined", taken)


def test_what_is_left_for_later_comes_up_once_its_cycle_is_over() -> None:
    later = decided("wang", "later", replace(ONE, cycle="2026-10"))
    assert later is not None
    assert later.cycle == "2026-11"
    assert not waits(later, "2026-11")
    assert waits(later, "2026-12")
    assert waits(ONE, "2026-11")


def test_the_shortest_cycle_that_runs_counts() -> None:
    day = date(2026, 10, 5)
    quarter, month, closed = cycle_of("2026Q4"), cycle_of("2026-10"), replace(cycle_of("2026-W41"), closed=True)
    assert periods((quarter, month, closed), day) == ("2026-10", "2026-11")
    assert periods((quarter,), day) == ("2026Q4", "2027Q1")
    assert periods((cycle_of("2027Q1"), cycle_of("2027")), day) == ("", "2027Q1")
    assert periods((), day) == ("2026-10", "2026-11")
