"""What goes out comes back: an export into an empty database is exported the same, whatever was in it."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.talk import Talk
from bot.exchange.problems import BadFile
from bot.okr.cycles import cycle_of
from bot.okr.model import (
    Alignment,
    Change,
    CheckIn,
    Collaborator,
    Edit,
    Happening,
    Help,
    KeyResult,
    Leave,
    Objective,
    Person,
    Score,
    Team,
)
from bot.okr.model_week import NoteLine, WeekNote
from bot.ports import Clash, Done, Tx
from bot.ticking import refresh_rhythms
from tests.exchange.keeping import NOW, SETUP, Keeping

KEYS = ("lin", "mei", "o'neil", "王 五")
CYCLES = ("2026Q3", "2026Q4", "2026", "2026-W47")
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=30).filter(
    lambda text: text == " ".join(text.split())
)
maybe_words = st.none() | words
people_keys = st.sampled_from(KEYS)
numbers = st.none() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)
shares = st.none() | st.floats(0, 1)
days = st.dates(date(2026, 1, 1), date(2027, 1, 1))
instants = st.integers(0, 365 * 86400).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds, microseconds=seconds % 7)
)
confidences = st.none() | st.integers(1, 10)
times = st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59))
was = st.none() | words | st.floats(-1e6, 1e6)
codes = st.lists(st.sampled_from(["vague", "no_baseline", "too_long"]), unique=True).map(tuple)


def several(strategy: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


@st.composite
def person(draw: st.DrawFn, key: str, account: str) -> Person:
    leave = draw(
        st.lists(st.builds(lambda day, n: Leave(day, day + timedelta(n)), days, st.integers(0, 9)), max_size=2, unique_by=lambda x: x.start)
    )
    return Person(
        key,
        draw(words),
        email=draw(st.sampled_from([None, f"{account}@x.com"])),
        manager=draw(st.sampled_from([None, *KEYS[: KEYS.index(key)]])),
        team=draw(st.sampled_from([None, "core", "new"])),
        roles=draw(st.frozensets(st.sampled_from(["employee", "hr", "exec"]), min_size=1)),
        language=draw(st.sampled_from([None, "en", "zh-CN"])),
        timezone=draw(st.sampled_from([None, "Europe/Berlin"])),
        calendar=draw(st.sampled_from([None, "US-CA"])),
        active=draw(st.booleans()),
        accounts=draw(st.sampled_from([{}, {"chat": f"U{account}"}, {"elsewhere": account, "mail": account}])),
        leave=tuple(sorted(leave, key=lambda one: (one.start, one.end))),
        platform=draw(st.sampled_from([None, "chat"])),
        prompt_time=draw(times),
        quiet_from=draw(times),
        quiet_until=draw(times),
    )


@st.composite
def team(draw: st.DrawFn, key: str, parent: str | None) -> Team:
    board = draw(st.sampled_from([(None, None), ("chat", "C1"), ("elsewhere", "x")]))
    return Team(
        key,
        draw(words),
        parent,
        draw(st.none() | people_keys),
        draw(st.none() | people_keys),
        draw(st.booleans()),
        *board,
        draw(st.none() | st.integers(0, 6)),
        draw(times),
        draw(st.sampled_from([None, 1, 2, 4])),
    )


@st.composite
def key_result(draw: st.DrawFn, objective: str, position: int) -> KeyResult:
    return KeyResult(
        f"{objective}.{position}",
        objective,
        draw(words),
        draw(people_keys),
        position,
        draw(several(st.builds(Collaborator, people_keys, st.sampled_from(["asked", "discuss"]), maybe_words))),
        draw(maybe_words),
        draw(numbers),
        draw(numbers),
        draw(st.sampled_from(["up", "down", "at_least", "at_most", "done"])),
        draw(numbers),
        draw(shares),
        draw(confidences),
        draw(st.none() | days),
        draw(st.booleans()),
        draw(codes),
        draw(st.sampled_from(["active", "dropped"])),
        draw(st.none() | st.builds(Score, st.floats(0, 1), instants, people_keys)),
        draw(several(st.builds(Change, instants, people_keys, words, was, was, maybe_words, st.none() | people_keys))),
        roll_up=draw(st.booleans()),
    )


@st.composite
def objective(draw: st.DrawFn, number: int) -> Objective:
    key = f"o{number}"
    return Objective(
        key,
        draw(people_keys),
        draw(st.sampled_from(CYCLES)),
        draw(words),
        draw(st.sampled_from([None, "core", "sub"])),
        draw(st.sampled_from([None, "committed", "aspirational"])),
        draw(st.sampled_from([None, "user"])),
        draw(st.sampled_from(["own", "split"])),
        draw(st.sampled_from(["draft", "submitted", "returned", "agreed", "closed", "dropped"])),
        draw(st.sampled_from(["company", "team", "chain"])),
        draw(st.integers(1, 9)),
        (Alignment("o0"),) if number and draw(st.booleans()) else (),
        draw(maybe_words),
        draw(st.none() | people_keys),
        draw(codes),
        draw(shares),
        tuple(draw(key_result(key, position)) for position in range(1, draw(st.integers(0, 5)) + 1)),
        draw(several(st.builds(Happening, instants, people_keys, words, maybe_words))),
        for_team=draw(st.booleans()),
    )


@st.composite
def check_in(draw: st.DrawFn, key: str, week: str) -> CheckIn:
    return CheckIn(
        key,
        week,
        draw(instants),
        draw(people_keys),
        draw(numbers),
        draw(shares),
        draw(confidences),
        draw(maybe_words),
        draw(maybe_words),
        draw(several(st.builds(Help, st.none() | people_keys, words))),
        draw(maybe_words),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(several(st.builds(Edit, instants, people_keys, words, was, was))),
    )


@st.composite
def week_note(draw: st.DrawFn, kind: Any) -> WeekNote:
    lines = several(st.builds(NoteLine, words, st.sampled_from(["", "P1", "P2"]), st.sampled_from(["", "open", "done", "red"])))
    owner = "core" if kind == "health" else draw(people_keys)
    return WeekNote(owner, "2026-W47", kind, draw(people_keys), draw(instants), draw(lines))


answers = st.dictionaries(
    words, st.none() | words | st.booleans() | st.lists(words, max_size=2) | st.dictionaries(words, shares, max_size=2)
)


@st.composite
def talk(draw: st.DrawFn, key: str) -> Talk:
    said, state = draw(answers), draw(st.sampled_from(["open", "parked"]))
    rev, touched = draw(st.integers(1, 99)), draw(st.none() | instants)
    return Talk(
        f"draft:{key}:2026Q4", key, "draft", {"cycle": "2026Q4"}, said, {}, (said,), "cancel", draw(several(words)), state, rev, touched
    )


@st.composite
def filled(draw: st.DrawFn) -> list[tuple[str, tuple[Any, ...]]]:
    """What to call on a transaction, in order."""
    calls: list[tuple[str, tuple[Any, ...]]] = [("save_team", (draw(team("core", None)),)), ("save_team", (draw(team("sub", "core")),))]
    calls += [("save_person", (draw(person(key, f"{n}")),)) for n, key in enumerate(KEYS)]
    calls += [("save_cycle", (cycle_of(key),)) for key in CYCLES]
    calls += [("save_day", ("CN", draw(days), draw(st.booleans()), draw(st.just("") | words))) for _ in range(draw(st.integers(0, 2)))]
    objectives = [draw(objective(n)) for n in range(draw(st.integers(0, 3)))]
    calls += [("save_objective", (one,)) for one in objectives]
    every = [kr.id for one in objectives for kr in one.key_results]
    calls += [("save_check_in", (draw(check_in(kr, week)),)) for kr in every for week in ("2026-W46", "2026-W47") if draw(st.booleans())]
    calls += [("save_week_note", (draw(week_note(kind)),)) for kind in ("skip", "priorities", "health") if draw(st.booleans())]
    calls += [("restore_talk", (draw(talk(key)),)) for key in KEYS if draw(st.booleans())]
    calls += [
        ("log", (Done(draw(instants), draw(people_keys), "agreed", "o0", draw(maybe_words)),)) for _ in range(draw(st.integers(0, 3)))
    ]
    return calls


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(calls=filled())
def test_an_export_into_an_empty_database_is_exported_the_same(empty: Path, calls: list[tuple[str, tuple[Any, ...]]]) -> None:
    def fill(tx: Tx) -> None:
        for name, arguments in calls:
            getattr(tx, name)(*arguments)
        for one in tx.people():  # a team that somebody is in is always known
            if one.team and tx.team(one.team) is None:
                tx.save_team(Team(one.team, one.team))
        refresh_rhythms(SETUP, tx, NOW)  # as with whatever brings people

    with tempfile.TemporaryDirectory() as folder:
        first, second = (Keeping(Path(shutil.copy(empty, f"{folder}/{name}.db"))) for name in ("first", "second"))
        first.write(fill)
        whole = first.export()
        second.take("everything", whole)
        assert second.export(NOW + timedelta(minutes=5)) | {"exported_at": 0} == whole | {"exported_at": 0}
        assert second.write(lambda tx: tx.deliveries()) == {}


def sample(keeping: Keeping) -> dict[str, Any]:
    keeping.take("people", "key,name,manager,team\nlin,Lin,,core\nmei,Mei,lin,core\n")
    entry = {"owner": "lin", "cycle": "2026Q4", "text": "Trust", "key_results": [{"text": "Calls from 1 to 9"}]}
    keeping.take("okrs", {"cycles": [{"key": "2026Q4"}], "objectives": [entry]})
    return keeping.export()


def test_a_whole_export_needs_an_empty_database(keeping: Keeping) -> None:
    whole = sample(keeping)
    with pytest.raises(BadFile, match="needs an empty database"):
        keeping.take("everything", whole)


def test_conversations_go_on_where_they_stood_and_those_that_are_over_stay_behind(keeping: Keeping, tmp_path: Path) -> None:
    going = Talk("draft:lin:2026Q4", "lin", "draft", {"cycle": "2026Q4"}, {"o1.text": "Trust", "o1.kind": None}, rev=7, touched=NOW)
    over = Talk("checkin:lin:2026-W46", "lin", "checkin", {"week": "2026-W46"}, state="done", rev=3)
    whole = sample(keeping)
    assert whole["conversations"] == []
    keeping.write(lambda tx: [tx.restore_talk(one) for one in (going, over)])

    other = Keeping(tmp_path / "other.db")
    other.take("everything", keeping.export())
    assert other.write(lambda tx: tx.unfinished_talks()) == (going,)
    assert list(other.write(lambda tx: tx.talks("lin"))[0].answers) == ["o1.text", "o1.kind"]
    assert other.write(lambda tx: tx.talk(over.id)) is None
    with pytest.raises(Clash):
        other.write(lambda tx: tx.restore_talk(going))


def test_what_people_ask_of_each_other_comes_back_the_same(keeping: Keeping, tmp_path: Path) -> None:
    at = "2026-10-12T08:00:00+00:00"
    asked = {
        "comments": [{"id": "c1", "on": {"key_result": "k1"}, "by": "lin", "at": at, "text": "which channel?", "visible_to": "chain"}],
        "change_requests": [
            {
                "id": "k1-c1",
                "objective": "o1",
                "key_result": "k1",
                "owner": "lin",
                "asked_by": "lin",
                "at": at,
                "heir": None,
                "reason": "late",
                "fields": {"target": 95.0, "due": "2026-11-30"},
                "state": "returned",
                "decided_by": "boss",
                "decided_at": at,
                "note": "why?",
                "consents": [{"by": "boss", "at": at}],
            }
        ],
        "offers": [
            {
                "id": "k1-s1",
                "by": "boss",
                "to": "lin",
                "objective": "o1",
                "key_result": "k1",
                "cycle": "2026Q4",
                "text": "Less waiting",
                "at": at,
                "state": "declined",
                "made": None,
                "note": "no room",
            }
        ],
    }
    other = Keeping(tmp_path / "other.db")
    other.take("everything", sample(keeping) | asked | {"something_newer": [1]})
    again = sample(other)
    assert {name: again[name] for name in asked} == asked


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema": "okrbot/2"}, "is no export"),
        ({"people": [{"key": "lin", "name": "Lin", "timezone": "Mars"}]}, "column timezone"),
        ({"people": []}, "nobody has the key"),
        ({"cycles": []}, "there is no cycle"),
        ({"cycles": [{"key": "soon"}]}, "is no cycle"),
        ({"days": [{"date": "x", "calendar": "CN", "working": True}]}, "column date"),
        ({"teams": [{"key": "core", "name": "Core", "checkin": {"weekday": "day"}}]}, "column checkin_weekday"),
        ({"actions": [{"at": "yesterday"}]}, "actions[0].at"),
        ({"objectives": [{"owner": "lin"}]}, "objectives[0].text: field required"),
        ({"objectives": [{"owner": "lin", "cycle": "2026Q4", "text": "x", "position": 10**30}]}, "objectives[0].position"),
        ({"cycles": [{"key": "2026Q4", "max_objectives": 10**30}]}, "cycles[0].max_objectives"),
        ({"cycles": [{"key": "2026Q4", "starts": "0001-01-01"}]}, "cycles[0].starts"),
        ({"comments": [{"id": "c", "on": {}, "by": "lin", "at": NOW.isoformat(), "text": "x"}]}, "comments[0].on"),
        (
            {"comments": [{"id": "c", "on": {"score": "a", "retro": "b"}, "by": "lin", "at": NOW.isoformat(), "text": "x"}]},
            "comments[0].on",
        ),
        ({"conversations": [{"id": "draft:lin:2026Q4", "person": "lin", "flow": "draft", "rev": 0}]}, "conversations[0].rev"),
    ],
)
def test_an_export_that_somebody_edited_is_checked_like_any_file(keeping: Keeping, tmp_path: Path, change: Any, said: str) -> None:
    other = Keeping(tmp_path / "other.db")
    with pytest.raises(BadFile) as wrong:
        other.take("everything", sample(keeping) | change)
    assert said in str(wrong.value)
    assert other.export()["people"] == []
