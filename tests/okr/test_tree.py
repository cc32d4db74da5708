"""The tree of who carries what: everything that may be seen hangs in exactly one place, circles end, gaps are true."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.okr.access import Org
from bot.okr.model import Alignment, Collaborator, KeyResult, Objective, Person, Team
from bot.okr.tree import forest

ORG = Org(
    {
        p.key: p
        for p in (Person("chen", "Chen"), Person("wang", "Wang", manager="chen", team="s"), Person("li", "Li", manager="wang", team="s"))
    },
    {"s": Team("s", "Support", lead="wang")},
)


def objective(name: str, owner: str, *above: Alignment, progress: float | None = None, **changes: object) -> Objective:
    plain = Objective(
        name,
        owner,
        "2026Q4",
        name,
        state="agreed",
        aligned_to=above,
        key_results=(KeyResult(f"{name}.1", name, "kr", owner, progress=progress),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


TOP = objective("top", "chen", progress=0.2)
MID = objective("mid", "wang", Alignment("top", "top.1"), progress=0.4)
LEAF = objective("leaf", "li", Alignment("mid"))


def test_each_hangs_below_what_it_serves() -> None:
    found = forest((TOP, MID, LEAF), (TOP, MID, LEAF), ORG)
    assert found.roots == (TOP,)
    assert [(b.objective.id, b.key_result, depth) for b, depth in found.walk(TOP)] == [
        ("top", None, 0),
        ("mid", "top.1", 1),
        ("leaf", None, 2),
    ]
    assert found.counts()["top"] == 2
    assert not found.uncovered
    assert not found.unaligned


def test_a_gap_is_a_leaders_key_result_that_nobody_supports() -> None:
    assert forest((TOP, MID), (TOP, MID), ORG).uncovered == {"mid.1"}
    assert forest((TOP,), (TOP,), ORG).uncovered == {"top.1"}
    assert not forest((LEAF,), (LEAF,), ORG).uncovered, "nobody works for Li"


def test_what_cannot_be_seen_still_carries() -> None:
    assert not forest((TOP,), (TOP, MID), ORG).uncovered


def test_a_confirmed_colleague_and_another_owner_carry() -> None:
    kr = TOP.key_results[0]
    helped = replace(TOP, key_results=(replace(kr, collaborators=(Collaborator("li", "confirmed"),)),))
    asked = replace(TOP, key_results=(replace(kr, collaborators=(Collaborator("li", "asked"),)),))
    given_away = replace(TOP, key_results=(replace(kr, owner="wang"),))
    assert not forest((helped,), (helped,), ORG).uncovered
    assert forest((asked,), (asked,), ORG).uncovered
    assert not forest((given_away,), (given_away,), ORG).uncovered


def test_unaligned_is_who_has_somebody_above_and_serves_nothing() -> None:
    alone = objective("alone", "li")
    assert forest((TOP, alone), (TOP, alone), ORG).unaligned == {"alone"}
    assert not forest((LEAF,), (LEAF, MID), ORG).unaligned, "it serves something that is not shown: no gap, and no hint"


def test_a_team_has_its_part_with_what_hangs_below() -> None:
    found = forest((TOP, MID, LEAF), (TOP, MID, LEAF), ORG).within({"wang"})
    assert found.roots == (MID,)
    assert set(found.objectives) == {"mid", "leaf"}
    assert found.above["mid"] == Alignment("top", "top.1")


def test_a_dropped_key_result_holds_nothing_up() -> None:
    gone = replace(TOP, key_results=(replace(TOP.key_results[0], state="dropped"), KeyResult("top.2", "top", "new", "chen", 2)))
    ((branch, _), (below, _)) = forest((gone, MID), (gone, MID), ORG).walk(gone)
    assert branch.objective is gone
    assert below.key_result is None


NAMES = [f"o{n}" for n in range(8)]


@given(st.data())
def test_everything_that_may_be_seen_hangs_in_exactly_one_place(data: st.DataObject) -> None:
    targets = st.sampled_from([*NAMES, *(f"{n}.1" for n in NAMES), "elsewhere"])

    def alignment(text: str) -> Alignment:
        return Alignment(text.partition(".")[0], text if "." in text else None)

    company = tuple(
        objective(name, data.draw(st.sampled_from(["chen", "wang", "li"])), *map(alignment, data.draw(st.lists(targets, max_size=3))))
        for name in NAMES
    )
    shown = tuple(o for o in company if data.draw(st.booleans()))
    found = forest(shown, company, ORG)
    walked = [branch.objective.id for root in found.roots for branch, _ in found.walk(root)]
    assert sorted(walked) == sorted(o.id for o in shown)
    assert found.counts().keys() == set(walked)
    owners = {"li", "wang"}
    part = found.within(owners)
    inside = [branch.objective.id for root in part.roots for branch, _ in part.walk(root)]
    assert len(inside) == len(set(inside)) == len(part.objectives)
    assert {o.id for o in shown if o.owner in owners} <= set(inside)
