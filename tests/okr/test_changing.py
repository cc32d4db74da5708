"""Which change is decided by whom, under every policy; and what an approved change leaves of what was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from bot.okr import changing
from bot.okr.cycles import cycle_of
from bot.okr.deeds_asking import AskChange, DecideChange
from bot.okr.model import Cycle, KeyResult, Objective, Person, Policy, Team
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World
from tests.ready import everybody

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
LI = Person("li", "Li", manager="wang", team="t")
WANG = Person("wang", "Wang", manager="chen", team="t")
CHEN = Person("chen", "Chen", roles=frozenset({"employee", "exec"}))
HAN = Person("han", "Han", manager="wang", team="t")
LIN = Person("lin", "Lin", manager="chen", roles=frozenset({"employee", "hr"}))
PEOPLE = {p.key: p for p in (LI, WANG, CHEN, HAN, LIN)}
KR1 = KeyResult("o.1", "o", "Solved from 71% to 90%", "li", 1, (), "%", 71, 90, "up", 80, 9 / 19, 6, date(2026, 12, 31))
KR2 = replace(KR1, id="o.2", text="Another", position=2)
GOAL = Objective("o", "li", "2026Q4", "Answers", "t", "committed", state="agreed", key_results=(KR1, KR2))


def world(cycle: Cycle, objective: Objective = GOAL, **people: Person) -> World:
    return World(
        everybody({**PEOPLE, **people}, {"t": Team("t", "T")}), {"o": replace(objective, cycle=cycle.key)}, cycles={cycle.key: cycle}
    )


def asked(fields: dict[str, str | float | None], kr: str | None = "o.1", by: Person = LI, at: World | None = None) -> Applied:
    return changing.ask(AskChange("o", kr, fields, "because"), by, at or world(cycle_of("2026Q4")), NOW)


def decided(request: Applied, by: Person, decision: str = "approved", at: World | None = None) -> Applied:
    where = replace(at or world(cycle_of("2026Q4")), requests={r.id: r for r in request.requests})
    return changing.decide(DecideChange(request.requests[0].id, decision, None), by, where, NOW)  # type: ignore[arg-type]


TABLE = {
    ("strict", "2026Q4"): {"key_result": "locked", "objective": "locked", "owner": "locked"},
    ("standard", "2026Q4"): {"key_result": ("wang",), "objective": ("lin", "wang"), "owner": ("han",)},
    ("agile", "2026Q4"): {"key_result": (), "objective": ("wang",), "owner": ("han",)},
    ("strict", "2026"): {"key_result": "locked", "objective": "locked", "owner": "locked"},
    ("standard", "2026"): {"key_result": ("wang",), "objective": ("chen", "lin"), "owner": ("han",)},
    ("agile", "2026"): {"key_result": ("wang",), "objective": ("chen", "lin"), "owner": ("han",)},
}


@pytest.mark.parametrize("policy", get_args(Policy))
@pytest.mark.parametrize("key", ["2026Q4", "2026"])
@pytest.mark.parametrize("what", ["key_result", "objective", "owner"])
def test_each_policy_says_who_decides(policy: Policy, key: str, what: str) -> None:
    at = world(replace(cycle_of(key), policy=policy))
    fields: dict[str, str | float | None] = {"owner": "han"} if what == "owner" else {"text": "New words"}
    expected = TABLE[policy, key][what]
    if expected == "locked":
        with pytest.raises(Refused, match=r"refused\.locked"):
            asked(fields, None if what == "objective" else "o.1", at=at)
        return
    done = asked(fields, None if what == "objective" else "o.1", at=at)
    assert done.requests[0].state == ("open" if expected else "approved")
    assert bool(done.objectives) is not bool(expected)
    assert not expected or set(done.approvers) == set(expected)


def test_nothing_changes_until_it_is_approved_and_then_everything_is_kept() -> None:
    request = asked({"target": 95.0, "text": "Solved from 71% to 95%"})
    assert not request.objectives
    (after,) = decided(request, WANG).objectives
    kr = after.key_results[0]
    assert (kr.target, kr.text, kr.adjusted, kr.current, kr.confidence) == (95, "Solved from 71% to 95%", True, 80, 6)
    assert kr.progress == pytest.approx(9 / 24)
    assert {(c.field, c.old, c.new, c.reason, c.approved_by) for c in kr.history} == {
        ("target", 90, 95, "because", "wang"),
        ("text", "Solved from 71% to 90%", "Solved from 71% to 95%", "because", "wang"),
    }
    assert after.key_results[1] == KR2


@pytest.mark.parametrize("decision", ["returned", "declined"])
def test_sent_back_or_declined_everything_stays(decision: str) -> None:
    done = decided(asked({"due": "2026-11-30"}), WANG, decision)
    assert not done.objectives
    assert done.requests[0].state == decision


@pytest.mark.parametrize("by", [LI, HAN, LIN])
def test_nobody_but_the_approver_approves_least_of_all_who_asked(by: Person) -> None:
    with pytest.raises(Refused, match=r"refused\.not_approver"):
        decided(asked({"due": "2026-11-30"}), by)


def test_a_manager_who_owns_a_key_result_does_not_agree_to_their_own_change_of_it() -> None:
    theirs = replace(GOAL, key_results=(replace(KR1, owner="wang"), KR2))
    for policy in ("standard", "agile"):
        cycle = replace(cycle_of("2026Q4"), policy=policy)
        done = asked({"due": "2026-11-30"}, by=WANG, at=world(cycle, theirs))
        assert done.approvers == ("li",)  # who decides it, or hears of it
        assert bool(done.objectives) is (policy == "agile")
    at = world(cycle_of("2026Q4"), theirs)
    request = asked({"due": "2026-11-30"}, by=WANG, at=at)
    with pytest.raises(Refused, match="not_approver"):
        decided(request, WANG, at=at)
    assert decided(request, LI, at=at).objectives[0].key_results[0].due == date(2026, 11, 30)


def test_a_year_without_executives_and_hr_is_decided_by_the_manager() -> None:
    cycle = cycle_of("2026")
    nobody = replace(world(cycle), org=everybody({p.key: p for p in (LI, WANG, HAN)}, {"t": Team("t", "T")}))
    done = asked({"text": "New words"}, None, at=nobody)
    assert (done.approvers, done.objectives) == (("wang",), ())


def test_what_is_decided_is_decided_once() -> None:
    done = decided(asked({"due": "2026-11-30"}), WANG)
    with pytest.raises(Refused, match=r"refused\.change_already\.approved"):
        decided(done, WANG)


def test_a_new_manager_decides_what_was_asked_of_the_old_one() -> None:
    request = asked({"due": "2026-11-30"})
    moved = world(cycle_of("2026Q4"), li=replace(LI, manager="chen"))
    with pytest.raises(Refused):
        decided(request, WANG, at=moved)
    assert decided(request, CHEN, at=moved).objectives[0].key_results[0].due == date(2026, 11, 30)


def test_the_limits_hold_for_changes_too() -> None:
    four = replace(GOAL, key_results=tuple(replace(KR1, id=f"o.{n}", position=n) for n in range(1, 5)))
    with pytest.raises(Refused, match="too_many_key_results"):
        asked({"add": "One more"}, None, at=world(cycle_of("2026Q4"), four))
    with pytest.raises(Refused, match="last_key_result"):
        asked({"state": "dropped"}, at=world(cycle_of("2026Q4"), replace(GOAL, key_results=(KR1,))))


def test_what_somebody_held_who_left_is_handed_over_by_their_manager_even_where_nothing_else_changes() -> None:
    strict = replace(cycle_of("2026Q4"), policy="strict")
    left = world(strict, li=replace(LI, active=False))
    request = asked({"owner": "han"}, None, WANG, left)
    (after,) = decided(request, HAN, at=left).objectives
    assert after.owner == "han"
    assert {kr.owner for kr in after.key_results} == {"han"}
    (step,) = {kr.history[-1] for kr in after.key_results}
    assert (step.at, step.by, step.field, step.old, step.new, step.approved_by) == (NOW, "wang", "owner", "li", "han", "han")
    with pytest.raises(Refused, match=r"refused\.gone"):
        asked({"owner": "han"}, None, CHEN, world(strict))


def test_whoever_should_take_over_must_still_be_there() -> None:
    with pytest.raises(Refused, match="heir_gone"):
        asked({"owner": "han"}, at=world(cycle_of("2026Q4"), han=replace(HAN, active=False)))


def test_a_team_may_have_a_policy_of_its_own() -> None:
    at = world(cycle_of("2026Q4"))
    own = replace(at, org=replace(at.org, teams={"t": Team("t", "T", policy="strict")}))
    with pytest.raises(Refused, match=r"locked\.strict"):
        asked({"due": "2026-11-30"}, at=own)
