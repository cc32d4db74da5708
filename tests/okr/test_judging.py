"""Scores at a cycle's end: who may give them, what follows, how another scale is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.form import Unclear
from bot.flows.score_kind import TENTHS, read_score, read_scores
from bot.okr.access import Org
from bot.okr.actions import apply
from bot.okr.cycles import cycle_of
from bot.okr.deeds_ending import CommentOnScore, GiveScores
from bot.okr.judging import objective_score, suggested, verdict
from bot.okr.model import KeyResult, Objective, Person, Score
from bot.okr.refusal import Refused
from bot.okr.world import World

NOW = datetime(2026, 12, 28, 2, tzinfo=UTC)
LI, WANG, HAN = Person("li", "Li", manager="wang"), Person("wang", "Wang"), Person("han", "Han", manager="wang")
OBJECTIVE = Objective(
    "o",
    "li",
    "2026Q4",
    "Answers",
    kind="committed",
    state="agreed",
    key_results=(
        KeyResult("o.1", "o", "One", "li", 1),
        KeyResult("o.2", "o", "Two", "han", 2),
        KeyResult("o.3", "o", "Three", "li", 3, state="dropped"),
    ),
)


def world(objective: Objective = OBJECTIVE, *, closed: bool = False, people: tuple[Person, ...] = (LI, WANG, HAN)) -> World:
    cycle = replace(cycle_of("2026Q4"), closed=closed)
    return World(Org({p.key: p for p in people}), {"o": objective}, cycles={"2026Q4": cycle})


def give(by: Person, *scores: tuple[str, float], now: datetime = NOW, at: World | None = None) -> Objective:
    return apply(GiveScores(scores), by, at or world(), now).objectives[0]


def test_each_owner_scores_their_own_and_the_objective_follows_when_all_have() -> None:
    half = give(LI, ("o.1", 0.4))
    assert half.score is None
    assert half.key_results[0].score == Score(0.4, NOW, "li")
    whole = give(HAN, ("o.2", 0.9), at=world(half))
    assert whole.score == pytest.approx(0.65)
    assert whole.key_results[1].score == Score(0.9, NOW, "han")


@pytest.mark.parametrize(
    ("by", "kr", "score", "key"),
    [
        (LI, "o.2", 0.5, "refused.not_your_key_result"),
        (WANG, "o.1", 0.5, "refused.not_your_key_result"),
        (LI, "o.3", 0.5, "refused.dropped_is_not_scored"),
        (LI, "o.1", 7, "refused.no_score"),
        (LI, "o.1", 0.65, "refused.no_score"),
        (LI, "o.1", -0.1, "refused.no_score"),
        (LI, "x", 0.5, "refused.gone"),
    ],
)
def test_what_may_not_be(by: Person, kr: str, score: float, key: str) -> None:
    with pytest.raises(Refused) as refused:
        give(by, (kr, score))
    assert refused.value.key == key


def test_not_before_it_opens_and_not_after_it_closed() -> None:
    for when, closed, key in ((datetime(2026, 12, 1, tzinfo=UTC), False, "scoring_not_open"), (NOW, True, "cycle_closed")):
        with pytest.raises(Refused) as refused:
            give(LI, ("o.1", 0.5), now=when, at=world(closed=closed))
        assert refused.value.key == f"refused.{key}"


def test_the_objectives_owner_scores_what_somebody_left_behind() -> None:
    gone = replace(HAN, active=False)
    assert give(LI, ("o.1", 0.5), ("o.2", 0.7), at=world(people=(LI, WANG, gone))).score == pytest.approx(0.6)


def test_a_comment_changes_no_score_and_is_for_those_above() -> None:
    scored = replace(OBJECTIVE, score=0.6)
    applied = apply(CommentOnScore("o", "well tried"), WANG, world(scored), NOW)
    assert applied.objectives == ()
    assert (applied.comments[0].about, applied.comments[0].subject, applied.comments[0].visible_to) == ("score", "o", "chain")
    for other in (LI, HAN):
        with pytest.raises(Refused):
            apply(CommentOnScore("o", "mine"), other, world(scored), NOW)


@given(st.lists(st.sampled_from([n / 10 for n in range(11)]), min_size=1, max_size=4))
def test_the_objectives_score_is_the_mean(scores: list[float]) -> None:
    lines = tuple(KeyResult(str(n), "o", "x", "li", n, score=Score(s, NOW, "li")) for n, s in enumerate(scores))
    assert objective_score(replace(OBJECTIVE, key_results=lines)) == pytest.approx(sum(scores) / len(scores), abs=1e-6)


def test_unknown_is_not_zero() -> None:
    assert suggested(KeyResult("k", "o", "x", "li")) is None
    assert suggested(KeyResult("k", "o", "x", "li", progress=0.57)) == 0.6
    assert objective_score(replace(OBJECTIVE, key_results=())) is None


def test_kinds_read_differently() -> None:
    assert [verdict(s, "committed") for s in (1.0, 0.8, 0.7, 0.4, 0.3)] == ["kept", "nearly", "partly", "partly", "far"]
    assert [verdict(s, "aspirational") for s in (1.0, 0.8, 0.7, 0.6, 0.4, 0.3)] == ["too_easy", "strong", "sweet", "sweet", "begun", "ask"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        *((tenth, tenth) for tenth in TENTHS),
        ("０．７", "0.7"),
        ("0,7", "0.7"),
        (".7", "0.7"),
        ("1", "1.0"),
        ("0", "0.0"),
        ("7", {"said": "7", "meant": ["0.7"]}),
        ("70%", {"said": "70%", "meant": ["0.7"]}),
        ("70", {"said": "70", "meant": ["0.7"]}),
        ("七成", {"said": "七成", "meant": ["0.7"]}),
        ("0.65", {"said": "0.65", "meant": ["0.6", "0.7"]}),
    ],
)
def test_scores_as_they_are_typed(typed: str, read: object) -> None:
    assert read_score(typed) == read


@pytest.mark.parametrize("typed", ["", "great", "-0.5", "170%", "1000", "5 hours"])
def test_what_is_no_score(typed: str) -> None:
    with pytest.raises(Unclear):
        read_score(typed)


def test_a_line_of_scores() -> None:
    names = {1: "a", 2: "b"}
    assert read_scores("KR1 0.7, kr2: 7", names) == {"a": "0.7", "b": {"said": "7", "meant": ["0.7"]}}
    assert read_scores("nothing", names) is None
    assert read_scores("KR1 40%, confidence 6", names) is None
    with pytest.raises(Unclear):
        read_scores("KR3 0.7", names)
