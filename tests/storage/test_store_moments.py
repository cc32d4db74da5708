"""What falls due is posted in one statement, to exactly those who are to get it, and never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.okr.model import Person, Team
from bot.ports import Due, Outgoing, Store, Tx
from tests.storage.store_samples import ANN, BOSS, CLOSED, DAY, GONE, LIN, NOW, O1, PAST, Q4, T1, T2, objective

WEEK = "2026-W47"
PROMPT = Due("friday", "prompt", WEEK, NOW)
EXPIRES = NOW + timedelta(days=7)


@pytest.fixture
async def company(store: Store) -> Store:
    def save(tx: Tx) -> None:
        for cycle in (Q4, CLOSED, PAST):
            tx.save_cycle(cycle)
        for person in (LIN, BOSS, GONE, ANN, Person("new", "New", accounts={"alpha": "A8"}), Person("mute", "Mute")):
            tx.save_person(person)
            tx.set_rhythm("person", person.key, "friday")
        for team in (T1, T2, Team("t3", "Three", board_platform="beta", board_channel="C3"), Team("t4", "Four")):
            tx.save_team(team)
            tx.set_rhythm("team", team.key, "friday")
        tx.save_objective(O1)  # lin's, with a key result of ann's
        tx.save_objective(objective("of-gone", "gone"))
        tx.save_objective(objective("of-mute", "mute"))
        tx.save_objective(objective("of-new", "new", state="draft"))

    await store.write(save)
    return store


async def posted(store: Store, due: Due, day: date | None = None) -> list[str]:
    """Who or what got a row, after posting twice."""

    def work(tx: Tx) -> list[str]:
        count = tx.post_for(due, EXPIRES, 3, day)
        assert tx.post_for(due, EXPIRES, 3, day) == 0
        found = tx.claim(["alpha", "beta"], due.at, due.at + timedelta(seconds=9), "me", 99)
        assert len(found) == count
        for row in found:
            tx.settle(row.id, "sent", due.at)
        return sorted(row.key for row in found)

    return await store.write(work)


async def test_a_prompt_goes_to_active_people_with_a_running_key_result(company: Store) -> None:
    assert await posted(company, PROMPT) == ["prompt:ann:2026-W47", "prompt:lin:2026-W47", "prompt:mute:2026-W47"]


async def test_a_posted_prompt_is_composed_when_its_turn_comes(company: Store) -> None:
    await company.write(lambda tx: tx.post_for(PROMPT, None, 3))
    row = await company.read(lambda tx: tx.outgoing("prompt:lin:2026-W47"))
    assert row is not None
    assert row == Outgoing("prompt:lin:2026-W47", NOW, "prompt", "lin", flow="checkin", about={"week": WEEK}, priority=3, id=row.id)


async def test_a_prompt_waits_behind_what_is_under_way_to_its_person(company: Store) -> None:
    def keys(tx: Tx) -> list[str]:
        return [row.key for row in tx.claim(["alpha", "beta"], NOW, NOW + timedelta(seconds=9), "me", 99) if row.person == "lin"]

    await company.write(lambda tx: tx.post(Outgoing("answer", NOW, person="lin", flow="checkin")))
    await company.write(lambda tx: tx.post_for(PROMPT, None, 3))
    assert await company.write(keys) == ["answer"]
    assert await company.write(keys) == []
    answer = await company.read(lambda tx: tx.outgoing("answer"))
    assert answer is not None
    await company.write(lambda tx: tx.settle(answer.id, "sent", NOW))
    assert await company.write(keys) == ["prompt:lin:2026-W47"]


@pytest.mark.parametrize(
    ("change", "prompted"),
    [
        ({"state": "submitted"}, False),
        ({"state": "closed"}, False),
        ({"cycle": PAST.key}, False),
        ({"cycle": CLOSED.key}, False),
        ({"key_results": (replace(O1.key_results[0], state="dropped"),)}, False),
        ({"text": "else"}, True),
    ],
)
async def test_what_is_not_running_is_not_asked_about(company: Store, change: dict[str, object], prompted: bool) -> None:
    await company.write(lambda tx: tx.save_objective(replace(O1, **change)))  # type: ignore[arg-type]
    assert ("prompt:lin:2026-W47" in await posted(company, PROMPT)) is prompted


@pytest.mark.parametrize(
    ("day", "asked"), [(Q4.starts, True), (Q4.starts - timedelta(1), False), (Q4.ends, True), (Q4.ends + timedelta(1), False)]
)
async def test_a_cycle_runs_from_its_first_day_to_its_last(company: Store, day: date, asked: bool) -> None:
    assert bool(await posted(company, PROMPT, day)) is asked


async def test_the_reminder_goes_to_the_same_people(company: Store) -> None:
    due = replace(PROMPT, kind="reminder")
    assert await posted(company, due) == ["reminder:ann:2026-W47", "reminder:lin:2026-W47", "reminder:mute:2026-W47"]
    row = await company.read(lambda tx: tx.outgoing("reminder:lin:2026-W47"))
    assert row is not None
    assert (row.flow, row.kind, row.expires) == ("reminder", "reminder", EXPIRES)


async def test_a_board_goes_to_teams_with_a_channel_while_anything_runs(company: Store) -> None:
    due = replace(PROMPT, kind="board")
    assert await posted(company, due) == ["board:t1:2026-W47", "board:t3:2026-W47"]  # what t3 has to show turns out when it is drawn
    row = await company.read(lambda tx: tx.outgoing("board:t1:2026-W47"))
    assert row is not None
    assert (row.flow, row.about, row.person, row.place) == ("board", {"team": "t1", "week": WEEK}, None, None)
    every = await company.read(lambda tx: tx.objectives())
    await company.write(lambda tx: [tx.save_objective(replace(one, state="closed")) for one in every])
    assert await posted(company, replace(due, period="2026-W48")) == []


async def test_a_digest_goes_to_people_with_reports(company: Store) -> None:
    assert await posted(company, replace(PROMPT, kind="digest")) == ["digest:boss:2026-W47"]


async def test_only_those_of_the_rhythm_and_of_this_period(company: Store) -> None:
    await company.write(lambda tx: tx.set_rhythm("person", "lin", "thursday"))
    assert await posted(company, replace(PROMPT, rhythm="thursday")) == ["prompt:lin:2026-W47"]
    assert await posted(company, replace(PROMPT, rhythm="monday")) == []
    assert await posted(company, PROMPT) == ["prompt:ann:2026-W47", "prompt:mute:2026-W47"]


async def test_rhythms_in_use_are_those_of_active_people_and_of_teams(company: Store) -> None:
    await company.write(
        lambda tx: (tx.set_rhythm("person", "gone", "never"), tx.set_rhythm("person", "lin", "own"), tx.set_rhythm("team", "t1", None))
    )
    await company.write(lambda tx: tx.save_person(LIN))  # saving somebody does not touch their rhythm
    assert await company.read(lambda tx: (tx.rhythms_in_use("person"), tx.rhythms_in_use("team"))) == (("friday", "own"), ("friday",))


async def test_moments_are_replaced_and_found_when_they_are_due(store: Store) -> None:
    later = Due("r", "prompt", "2026-W48", NOW + timedelta(days=7))
    board = Due("r", "board", WEEK, NOW + timedelta(minutes=90))
    await store.write(lambda tx: [tx.set_due(due) for due in (replace(PROMPT, rhythm="r"), board)])
    assert await store.read(lambda tx: tx.due_rhythms(NOW)) == (replace(PROMPT, rhythm="r"),)
    assert await store.read(lambda tx: tx.due_rhythms(NOW - timedelta(microseconds=1))) == ()
    await store.write(lambda tx: tx.set_due(later))
    assert await store.read(lambda tx: tx.rhythms()) == (board, later)
    assert NOW.date() == DAY
