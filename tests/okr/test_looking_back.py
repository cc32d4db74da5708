"""Looking back: who says it, who reads it, how a team does it together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.okr.access import Org
from bot.okr.actions import apply
from bot.okr.cycles import cycle_of
from bot.okr.deeds_ending import BeginRetro, SaveRetro, ShareRetro
from bot.okr.looking_back import may_see_retro
from bot.okr.model import Person, Team
from bot.okr.model_ending import Gathering, Retro
from bot.okr.refusal import Refused
from bot.okr.world import World

NOW = datetime(2026, 12, 28, 2, tzinfo=UTC)
PEOPLE = {
    p.key: p
    for p in (
        Person("chen", "Chen", team="all"),
        Person("wang", "Wang", manager="chen", team="support"),
        Person("li", "Li", manager="wang", team="support"),
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
    "product": Team("product", "Product", "all", "zhao"),
}
ORG = Org(PEOPLE, TEAMS)
MINE = Retro("li", "2026Q4", NOW, next="rota")
PART = replace(MINE, team="support")
BEGUN = Gathering("support", "2026Q4", "wang", NOW)


def world(gathering: Gathering | None = None) -> World:
    return World(ORG, cycles={"2026Q4": replace(cycle_of("2026Q4"), closed=True)}, gathering=gathering)


def readers(retro: Retro, *, shared: bool = False) -> set[str]:
    return {key for key, person in PEOPLE.items() if may_see_retro(person, retro, ORG, shared=shared)}


def test_it_is_for_its_author_those_above_hr_and_the_coach() -> None:
    assert readers(MINE) == readers(PART) == {"li", "wang", "chen", "lin", "coach"}
    assert readers(MINE, shared=True) == readers(MINE)
    assert readers(PART, shared=True) == {"li", "han", "wang", "chen", "lin", "coach"}


def test_one_looks_back_for_oneself_also_when_the_cycle_is_closed() -> None:
    assert apply(SaveRetro(MINE), PEOPLE["li"], world(), NOW).kept == (MINE,)
    for by, at in (("han", world()), ("li", World(ORG))):
        with pytest.raises(Refused):
            apply(SaveRetro(MINE), PEOPLE[by], at, NOW)
    with pytest.raises(Refused):
        apply(SaveRetro(PART), PEOPLE["li"], world(), NOW)
    assert apply(SaveRetro(PART), PEOPLE["li"], world(BEGUN), NOW).kept == (PART,)


def test_the_lead_begins_and_everybody_there_is_asked() -> None:
    applied = apply(BeginRetro("support", "2026Q4"), PEOPLE["wang"], world(), NOW)
    assert applied.kept == (BEGUN,)
    assert applied.approvers == ("han", "li", "wang")
    assert apply(BeginRetro("support", "2026Q4"), PEOPLE["chen"], world(), NOW).approvers == ("han", "li", "wang")
    for by in ("li", "zhao", "coach"):
        with pytest.raises(Refused):
            apply(BeginRetro("support", "2026Q4"), PEOPLE[by], world(), NOW)


def test_the_lead_shows_the_page() -> None:
    applied = apply(ShareRetro("support", "2026Q4"), PEOPLE["wang"], world(BEGUN), NOW)
    assert applied.kept == (replace(BEGUN, shared_at=NOW),)
    assert applied.approvers == ("han", "li")
    for by, at in (("li", world(BEGUN)), ("wang", world())):
        with pytest.raises(Refused):
            apply(ShareRetro("support", "2026Q4"), PEOPLE[by], at, NOW)


def test_ones_own_page_goes_to_ones_manager() -> None:
    assert apply(ShareRetro("", "2026Q4"), PEOPLE["li"], world(), NOW).approvers == ("wang",)
    with pytest.raises(Refused):
        apply(ShareRetro("", "2026Q4"), PEOPLE["lin"], world(), NOW)
