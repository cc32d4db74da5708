"""What HR decides about cycles, teams and campaigns, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.okr.access import Org
from bot.okr.actions import apply
from bot.okr.cycles import cycle_of
from bot.okr.deeds import Submit
from bot.okr.deeds_hr import CloseCycle, HrDeed, PlanCampaign, SaveCycle, SendBroadcast, SetTeamRules, StopBroadcast
from bot.okr.model import KeyResult, Objective, Person, Team
from bot.okr.model_ending import Broadcast, CampaignPlan
from bot.okr.refusal import Refused
from bot.okr.world import World
from tests.ready import everybody

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
LIN, LI = Person("lin", "Lin", roles=frozenset({"hr"})), Person("li", "Li", team="t")
OPEN, OVER = cycle_of("2026Q4"), replace(cycle_of("2026Q3"), closed=True)
WORD = Broadcast("b", "lin", NOW, NOW, cycle="2026Q4")
WORLD = World(Org({"lin": LIN, "li": LI}, {"t": Team("t", "T")}), cycles={c.key: c for c in (OPEN, OVER)}, broadcast=WORD)
NEXT = cycle_of("2027Q1")


def kept(deed: HrDeed, by: Person = LIN, world: World = WORLD) -> Any:
    return apply(deed, by, world, NOW).kept[0]


def test_what_hr_may_do() -> None:
    assert kept(SaveCycle(NEXT)) == NEXT
    assert kept(SaveCycle(cycle_of("2026"))) == cycle_of("2026")  # a year runs beside its quarters
    assert kept(CloseCycle("2026Q4")) == replace(OPEN, closed=True)
    assert kept(SetTeamRules("t", "writing", "off")) == Team("t", "T", writing="off")
    assert kept(SetTeamRules("t", "max_objectives", None)) == Team("t", "T")
    plan = CampaignPlan("2026Q4", "half", on=False)
    assert kept(PlanCampaign(plan)) == plan
    assert kept(SendBroadcast(replace(WORD, by="somebody"))) == WORD
    assert kept(StopBroadcast("b")).stopped


@pytest.mark.parametrize(
    ("deed", "key"),
    [
        (SaveCycle(replace(NEXT, drafts_due=NEXT.ends + timedelta(days=1))), "dates_order"),
        (SaveCycle(replace(NEXT, starts=OPEN.ends)), "cycles_overlap"),
        (SaveCycle(replace(NEXT, max_objectives=9)), "limit"),
        (SaveCycle(replace(NEXT, max_key_results=5)), "limit"),
        (SaveCycle(OVER), "cycle_closed"),
        (CloseCycle("2026Q3"), "cycle_closed"),
        (CloseCycle("2030Q1"), "gone"),
        (SetTeamRules("x", "pilot", True), "gone"),
        (SetTeamRules("t", "max_objectives", 0), "limit"),
        (PlanCampaign(CampaignPlan("2026Q3", "half")), "cycle_closed"),
        (SendBroadcast(replace(WORD, cycle="2026Q3")), "cycle_closed"),
    ],
)
def test_what_cannot_be(deed: HrDeed, key: str) -> None:
    with pytest.raises(Refused) as refused:
        kept(deed)
    assert refused.value.key == f"refused.{key}"


def test_nobody_else_does_it() -> None:
    for deed in (SaveCycle(NEXT), CloseCycle("2026Q4"), SetTeamRules("t", "pilot", True), SendBroadcast(WORD), StopBroadcast("b")):
        with pytest.raises(Refused) as refused:
            kept(deed, LI)
        assert refused.value.key == "refused.hr_only"


@pytest.mark.parametrize(("team", "cycle", "fits"), [(None, 5, True), (None, 1, False), (2, 1, True), (1, 5, False)])
def test_the_limit_is_the_teams_else_the_cycles(team: int | None, cycle: int, fits: bool) -> None:
    lines = (KeyResult("k", "o", "x", "li"),)
    drafts = {key: Objective(key, "li", "2026Q4", "x", kind="committed", key_results=lines) for key in ("a", "b")}
    org = everybody({"li": LI}, {"t": Team("t", "T", max_objectives=team)})
    world = World(org, drafts, cycles={"2026Q4": replace(OPEN, max_objectives=cycle)})
    if fits:
        assert len(apply(Submit(("a", "b")), LI, world, NOW).objectives) == 2
        return
    with pytest.raises(Refused) as refused:
        apply(Submit(("a", "b")), LI, world, NOW)
    assert refused.value.key == "refused.too_many_objectives"
