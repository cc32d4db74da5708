"""The days of each kind of cycle, and the state that follows from them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.okr.cycles import KINDS, current_key, cycle_of, in_order, kind_of, next_key, state_of, takes_check_ins, takes_drafts

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("key", "kind", "starts", "ends", "following"),
    [
        ("2026-W53", "week", date(2026, 12, 28), date(2027, 1, 3), "2027-W01"),
        ("2028-02", "month", date(2028, 2, 1), date(2028, 2, 29), "2028-03"),
        ("2026-12", "month", date(2026, 12, 1), date(2026, 12, 31), "2027-01"),
        ("2026-B5", "bimonth", date(2026, 9, 1), date(2026, 10, 31), "2026-B6"),
        ("2026-B6", "bimonth", date(2026, 11, 1), date(2026, 12, 31), "2027-B1"),
        ("2026Q4", "quarter", date(2026, 10, 1), date(2026, 12, 31), "2027Q1"),
        ("2026H1", "half", date(2026, 1, 1), date(2026, 6, 30), "2026H2"),
        ("2026H2", "half", date(2026, 7, 1), date(2026, 12, 31), "2027H1"),
        ("2026", "year", date(2026, 1, 1), date(2026, 12, 31), "2027"),
    ],
)
def test_keys(key, kind, starts, ends, following):
    cycle = cycle_of(key)
    assert (cycle.key, cycle.kind, cycle.starts, cycle.ends) == (key, kind, starts, ends)
    assert kind_of(key) == kind
    assert next_key(key) == following


@pytest.mark.parametrize(
    "key", ["2026Q5", "2026Q0", "2026H3", "2026-B7", "2026-13", "2026-00", "26Q1", "2026q1", "2026-W54", "", "Q4 2026", "0001", "9999"]
)
def test_what_is_no_cycle_is_refused(key):
    with pytest.raises(ValueError, match="unknown_cycle"):
        cycle_of(key)


def test_a_quarter_from_planned_to_closed():
    cycle = cycle_of("2027Q1")
    assert (cycle.drafting_opens, cycle.drafts_due, cycle.scoring_opens) == (date(2026, 12, 17), date(2027, 1, 10), date(2027, 3, 25))
    states = {
        date(2026, 12, 16): "planned",
        date(2026, 12, 17): "drafting",
        date(2026, 12, 31): "drafting",
        date(2027, 1, 1): "active",
        date(2027, 3, 24): "active",
        date(2027, 3, 25): "scoring",
        date(2027, 3, 31): "scoring",
        date(2027, 5, 1): "scoring",
    }
    assert {day: state_of(cycle, day) for day in states} == states
    assert {state_of(replace(cycle, closed=True), day) for day in states} == {"closed"}


def test_drafts_are_taken_until_due_and_check_ins_until_the_end():
    cycle = cycle_of("2027Q1")
    assert [takes_drafts(cycle, day) for day in (date(2026, 12, 16), date(2026, 12, 17), date(2027, 1, 10), date(2027, 1, 11))] == [
        False,
        True,
        True,
        False,
    ]
    assert [takes_check_ins(cycle, day) for day in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 3, 31), date(2027, 4, 1))] == [
        False,
        True,
        True,
        False,
    ]


def test_days_that_somebody_chose_must_be_in_order():
    cycle = cycle_of("2026Q4")
    assert in_order(replace(cycle, drafts_due=date(2026, 9, 30)))
    assert not in_order(replace(cycle, drafting_opens=date(2026, 10, 2)))
    assert not in_order(replace(cycle, drafts_due=date(2027, 1, 1)))
    assert not in_order(replace(cycle, scoring_opens=date(2027, 1, 1)))
    assert not in_order(replace(cycle, ends=date(2026, 9, 1)))


@given(DAYS, st.sampled_from(KINDS))
def test_cycles_of_a_kind_follow_each_other_without_gap_or_overlap(day, kind):
    key = current_key(kind, day)
    cycle, following = cycle_of(key), cycle_of(next_key(key))
    assert cycle.kind == following.kind == kind
    assert cycle.starts <= day <= cycle.ends
    assert following.starts == cycle.ends + timedelta(days=1)
    assert in_order(cycle)
    assert current_key(kind, cycle.starts) == current_key(kind, cycle.ends) == key


@given(DAYS, st.sampled_from(KINDS), st.integers(-60, 500))
def test_a_state_never_goes_back(day, kind, later):
    order = ["planned", "drafting", "active", "scoring"]
    cycle = cycle_of(current_key(kind, day))
    first = cycle.drafting_opens - timedelta(days=3)
    reached = [order.index(state_of(cycle, first + timedelta(days=n))) for n in range(max(later, 0) + 1)]
    assert reached == sorted(reached)
