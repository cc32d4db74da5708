"""Under the standard policy an objective's words change only when two different people agree, its manager and one of HR."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.okr import changing
from bot.okr.cycles import cycle_of
from bot.okr.deeds_asking import AskChange, DecideChange
from bot.okr.drafting import lines_of
from bot.okr.model import KeyResult, Objective, Person
from bot.okr.model_asking import ChangeRequest, Consent
from bot.okr.refusal import Refused
from bot.okr.world import Applied, World
from tests.ready import everybody

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
HR = frozenset({"employee", "hr"})
LI, WANG, HAN = Person("li", "Li", manager="wang"), Person("wang", "Wang"), Person("han", "Han", manager="wang")
LIN, TAO = Person("lin", "Lin", roles=HR), Person("tao", "Tao", roles=HR)
GOAL = Objective("o", "li", "2026Q4", "Old words", state="agreed", key_results=(KeyResult("o.1", "o", "line", "li"),))


def company(*people: Person) -> World:
    cycle = cycle_of("2026Q4")
    return World(everybody({p.key: p for p in people}), {"o": GOAL}, cycles={cycle.key: cycle})


def asked(at: World, by: Person = LI) -> ChangeRequest:
    (request,) = changing.ask(AskChange("o", None, {"text": "New words"}, "because"), by, at, NOW).requests
    return request


def agreed(request: ChangeRequest, by: Person, at: World, later: int = 1) -> Applied:
    world = replace(at, requests={request.id: request})
    return changing.decide(DecideChange(request.id, "approved"), by, world, NOW + timedelta(hours=later))


@pytest.mark.parametrize("order", [(WANG, LIN), (LIN, WANG), (TAO, WANG)])
def test_both_have_to_agree_in_either_order_and_both_are_kept(order: tuple[Person, Person]) -> None:
    at = company(LI, WANG, HAN, LIN, TAO)
    first = agreed(asked(at), order[0], at)
    assert (first.objectives, first.what, first.requests[0].state) == ((), "change_consented", "open")
    done = agreed(first.requests[0], order[1], at, later=2)
    assert done.requests[0].state == "approved"
    assert done.requests[0].consents == tuple(Consent(p.key, NOW + timedelta(hours=n)) for n, p in enumerate(order, start=1))
    (after,) = done.objectives
    assert after.text == "New words"
    assert after.versions == (lines_of(GOAL), lines_of(after))
    assert [(e.what, e.by, e.note) for e in after.events] == [("reworded", "li", "because")]


def test_the_same_side_twice_and_the_same_person_twice_are_not_two() -> None:
    at = company(LI, WANG, HAN, LIN, TAO)
    by_hr = agreed(asked(at), LIN, at).requests[0]
    for who in (TAO, LIN, HAN, LI):
        with pytest.raises(Refused, match="not_approver"):
            agreed(by_hr, who, at)
    assert agreed(by_hr, WANG, at).objectives


@pytest.mark.parametrize(
    "people",
    [
        (LI, WANG, HAN),
        (LI, replace(WANG, roles=HR), HAN),
        (replace(LI, roles=HR), WANG, HAN),
        (replace(LI, manager=None), LIN),
        (LI, WANG, replace(LIN, active=False)),
        (LI, LIN),
    ],
    ids=["no hr", "the manager is all of hr", "the owner is all of hr", "no manager and one of hr", "hr has left", "the manager is gone"],
)
def test_where_there_are_not_two_it_stays_locked(people: tuple[Person, ...]) -> None:
    at = company(*people)
    with pytest.raises(Refused, match=r"locked\.standard"):
        asked(at, people[0])


def test_a_manager_of_hr_needs_another_one_of_hr() -> None:
    both = replace(WANG, roles=HR)
    at = company(LI, both, LIN)
    first = agreed(asked(at), both, at).requests[0]
    assert first.state == "open"
    with pytest.raises(Refused, match="not_approver"):
        agreed(first, both, at)
    assert agreed(first, LIN, at).objectives


def test_manager_and_hr_may_begin_it_and_asking_is_their_consent() -> None:
    at = company(LI, WANG, HAN, LIN)
    begun = asked(at, WANG)
    assert [c.by for c in begun.consents] == ["wang"]
    with pytest.raises(Refused, match="not_approver"):
        agreed(begun, WANG, at)
    assert agreed(begun, LIN, at).objectives[0].text == "New words"
    assert asked(at, LIN).consents[0].by == "lin"
    with pytest.raises(Refused, match="gone"):
        asked(at, HAN)


def test_a_consent_of_who_is_the_manager_no_more_does_not_count() -> None:
    at = company(LI, WANG, HAN, LIN, TAO)
    first = agreed(asked(at), WANG, at).requests[0]
    moved = company(replace(LI, manager="han"), WANG, HAN, LIN, TAO)
    still = agreed(first, LIN, moved)
    assert not still.objectives
    assert agreed(still.requests[0], HAN, moved).objectives


def test_whoever_of_the_two_declines_ends_it() -> None:
    at = company(LI, WANG, HAN, LIN)
    first = agreed(asked(at), WANG, at).requests[0]
    world = replace(at, requests={first.id: first})
    done = changing.decide(DecideChange(first.id, "declined", "no"), LIN, world, NOW)
    assert (done.objectives, done.requests[0].state) == ((), "declined")


def test_strict_and_key_results_are_as_before() -> None:
    at = company(LI, WANG, HAN, LIN)
    strict = replace(at, cycles={"2026Q4": replace(cycle_of("2026Q4"), policy="strict")})
    for who in (LI, WANG, LIN):
        with pytest.raises(Refused):
            asked(strict, who)
    with pytest.raises(Refused, match="gone"):
        changing.ask(AskChange("o", "o.1", {"text": "New words"}, "because"), WANG, at, NOW)
