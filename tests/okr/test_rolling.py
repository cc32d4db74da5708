"""What parts come to: sums where counts were split, the mean of progress elsewhere, nothing where nothing is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.okr import splitting
from bot.okr.deeds_asking import SetRollUp
from bot.okr.model import Alignment, KeyResult, Objective, Person
from bot.okr.refusal import Refused
from bot.okr.rolling import RolledUp, rolled_up
from bot.okr.world import World
from tests.ready import everybody

WHOLE = KeyResult("w.1", "w", "Shops from 0 to 100", "wang", unit="shops", baseline=0, target=100, direction="up")


def part(owner: str, target: float | None, current: float | None, progress: float | None, unit: str = "shops") -> Objective:
    kr = KeyResult(
        f"{owner}.1", owner, "part", owner, unit=unit, baseline=0, target=target, direction="up", current=current, progress=progress
    )
    return Objective(owner, owner, "2026Q4", "part", state="agreed", aligned_to=(Alignment("w", "w.1"),), key_results=(kr,))


def test_counts_that_were_split_are_added() -> None:
    found = rolled_up(WHOLE, [part("li", 60, 30, 0.5), part("han", 40, 10, 0.25)])
    assert found == RolledUp(40, 0.4, (("li", 0.5), ("han", 0.25)))


@pytest.mark.parametrize(
    "second",
    [part("han", 30, 10, 0.25), part("han", 40, None, 0.25), part("han", 40, 10, 0.25, "calls"), part("han", None, None, 0.25)],
    ids=["do not come to the whole", "one is not known", "another unit", "no number"],
)
def test_what_cannot_be_added_is_the_mean_of_the_progress(second: Objective) -> None:
    found = rolled_up(WHOLE, [part("li", 60, 30, 0.5), second])
    assert found is not None
    assert (found.value, found.progress) == (38, 0.38)


def test_what_is_not_known_is_nothing_and_not_zero() -> None:
    assert rolled_up(WHOLE, [part("li", 60, None, None)]) is None
    assert rolled_up(WHOLE, []) is None
    assert rolled_up(WHOLE, [replace(part("li", 60, 30, 0.5), state="submitted")]) is None
    assert rolled_up(WHOLE, [replace(part("li", 60, 30, 0.5), aligned_to=())]) is None
    half = rolled_up(WHOLE, [part("li", 60, 30, 0.5), part("han", 40, None, None)])
    assert half is not None
    assert (half.progress, half.parts) == (0.5, (("li", 0.5), ("han", None)))


def test_a_deliverable_gets_a_share_and_a_fall_a_value() -> None:
    done = replace(WHOLE, direction="done", target=None, baseline=None, unit=None)
    assert rolled_up(done, [part("li", 60, 30, 0.5)]) == RolledUp(None, 0.5, (("li", 0.5),))
    fall = replace(WHOLE, direction="down", baseline=9, target=2, unit="hours")
    found = rolled_up(fall, [part("li", 60, 20, 1 / 3)])
    assert found is not None
    assert found.value == 6.7


def test_only_its_owner_turns_it_on() -> None:
    wang, li = Person("wang", "Wang"), Person("li", "Li", manager="wang")
    home = Objective("w", "wang", "2026Q4", "Whole", state="agreed", key_results=(WHOLE,))
    world = World(everybody({"wang": wang, "li": li}), {"w": home})
    (on,) = splitting.set_roll_up(SetRollUp("w", "w.1", on=True), wang, world).objectives
    assert (on.key_results[0].roll_up, on.key_results[0].progress) == (True, None)
    with pytest.raises(Refused, match="not_your_key_result"):
        splitting.set_roll_up(SetRollUp("w", "w.1", on=True), li, world)
