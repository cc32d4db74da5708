"""People, teams and days come back as they were saved, and are found as people look for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.conversation.event import Place
from bot.okr.model import Person, Team
from bot.ports import Store, Tx
from tests.storage.store_samples import ANN, BOSS, GONE, LIN, NOW, T1, T2


@pytest.fixture
async def company(store: Store) -> Store:
    def save(tx: Tx) -> None:
        for person in (LIN, BOSS, GONE, ANN):
            tx.save_person(person)
        for team in (T2, T1):
            tx.save_team(team)

    await store.write(save)
    return store


async def test_every_field_comes_back(company: Store) -> None:
    assert await company.read(lambda tx: tx.people()) == (ANN, BOSS, GONE, LIN)
    assert await company.read(lambda tx: tx.people(["lin", "nobody", "ann"])) == (ANN, LIN)
    assert await company.read(lambda tx: (tx.person("lin"), tx.person("LIN"))) == (LIN, None)
    assert sorted(await company.read(lambda tx: tx.names())) == sorted({one.name for one in (ANN, BOSS, GONE, LIN)})
    assert await company.read(lambda tx: (tx.teams(), tx.team("t2"), tx.team("t3"))) == ((T1, T2), T2, None)


async def test_saving_again_replaces_everything(company: Store) -> None:
    plain = Person("lin", "Lin", accounts={"alpha": "A9"})
    await company.write(lambda tx: tx.save_person(plain))
    assert await company.read(lambda tx: (tx.person("lin"), tx.person_at("alpha", "A1"), tx.person_at("alpha", "A9"))) == (
        plain,
        None,
        plain,
    )
    await company.write(lambda tx: tx.save_person(LIN))
    await company.write(lambda tx: tx.save_team(replace(T1, name="One", lead=None)))
    assert await company.read(lambda tx: (tx.person("lin"), tx.team("t1"))) == (LIN, replace(T1, name="One", lead=None))


async def test_an_account_belongs_to_whoever_was_saved_with_it_last(company: Store) -> None:
    await company.write(lambda tx: tx.save_person(replace(ANN, accounts={"alpha": "A1"})))
    found = await company.read(lambda tx: tx.person_at("alpha", "A1"))
    assert found is not None
    assert found.key == "ann"
    assert await company.read(lambda tx: tx.person("lin")) == replace(LIN, accounts={"beta": "B1"})


async def test_looking_people_up(company: Store) -> None:
    def look(tx: Tx) -> None:
        assert tx.person_at("beta", "B1") == LIN
        assert tx.person_at("alpha", "B1") is None
        assert tx.person_by_email(" lin.wei@EXAMPLE.com") == LIN
        assert tx.person_by_email("nobody@example.com") is None
        assert tx.reports("boss") == (ANN, LIN)
        assert tx.members(["t1", "t2"]) == (ANN, BOSS, LIN)
        assert tx.members([]) == ()
        assert tx.with_role("hr") == (LIN,)
        assert tx.with_role("coach") == ()

    await company.read(look)


@pytest.mark.parametrize("name", ["LIN", "ｌｉｎ　ｗｅｉ 林伟", "lin  wei 林伟 ", "lin.wei@example.com"])
async def test_names_are_found_whatever_their_case_and_width(company: Store, name: str) -> None:
    assert await company.read(lambda tx: tx.people_named(name)) == (LIN,)


async def test_everybody_of_a_name_is_found(company: Store) -> None:
    twin = replace(GONE, active=True)
    await company.write(lambda tx: tx.save_person(twin))
    assert await company.read(lambda tx: tx.people_named("lin wei 林伟")) == (twin, LIN)
    for person, apart in ((twin, f"Lin Wei 林伟 ({twin.key})"), (LIN, f"lin wei 林伟（{LIN.key}）")):
        assert await company.read(lambda tx, apart=apart: tx.people_named(apart)) == (person,)
    assert await company.read(lambda tx: tx.people_named(f"lin wei 林伟 ({LIN.team})")) == (twin, LIN)
    assert await company.read(lambda tx: tx.people_named("lin wei 林伟 (another team)")) == ()


async def test_the_direct_place_is_chosen_then_last_then_any(company: Store) -> None:
    undecided = replace(LIN, platform=None)
    await company.write(lambda tx: tx.save_person(undecided))
    assert await company.read(lambda tx: tx.direct_place(undecided)) == Place("alpha", "A1")
    await company.write(lambda tx: tx.seen_at("lin", Place("beta", "C7", direct=False), NOW))
    assert await company.read(lambda tx: tx.direct_place(undecided)) == Place("beta", "B1")
    everybody = await company.read(lambda tx: {p.key: place.platform for p in tx.people() if (place := tx.direct_place(p))})
    assert await company.read(lambda tx: tx.platforms()) == everybody
    await company.write(lambda tx: tx.save_person(replace(LIN, platform="alpha")))
    assert await company.read(lambda tx: tx.direct_place(LIN)) == Place("alpha", "A1")
    await company.write(lambda tx: tx.save_person(replace(LIN, platform="gamma")))
    assert await company.read(lambda tx: tx.direct_place(LIN)) == Place("beta", "B1")
    await company.write(lambda tx: tx.save_person(replace(LIN, accounts={})))
    assert await company.read(lambda tx: tx.direct_place(LIN)) is None
    assert "lin" not in await company.read(lambda tx: tx.platforms())


async def test_days_and_settings(store: Store) -> None:
    def save(tx: Tx) -> None:
        tx.save_day("CN", date(2026, 10, 10), True, "调休")
        tx.save_day("CN", date(2026, 12, 31), True, "x")
        tx.save_day("CN", date(2026, 12, 31), False, "公司日")
        tx.save_day("US", date(2026, 11, 27), False, "Bridge")
        tx.save_setting("schema", "1")
        tx.save_setting("schema", "2")

    await store.write(save)
    assert await store.read(lambda tx: tx.days()) == {
        "CN": {date(2026, 10, 10): (True, "调休"), date(2026, 12, 31): (False, "公司日")},
        "US": {date(2026, 11, 27): (False, "Bridge")},
    }
    assert await store.read(lambda tx: (tx.setting("schema"), tx.setting("other"))) == ("2", None)


async def test_text_may_hold_anything_but_nul(store: Store) -> None:
    odd = "a'b\"c\\ %s %(x)s :x ? 林 🎯 \n{}"
    await store.write(lambda tx: tx.save_person(Person(odd, odd, odd, accounts={"alpha": odd}, roles=frozenset({odd}))))
    saved = await store.read(lambda tx: tx.person(odd))
    assert saved == Person(odd, odd, odd, accounts={"alpha": odd}, roles=frozenset({odd}))
    await store.write(lambda tx: tx.save_setting("nul", "a\0b"))
    assert await store.read(lambda tx: tx.setting("nul")) == "ab"


async def test_the_teams_around_some(store: Store) -> None:
    def work(tx: Tx) -> list[list[str]]:
        for key, parent in (("all", None), ("a", "all"), ("a1", "a"), ("a11", "a1"), ("b", "all"), ("b1", "b")):
            tx.save_team(Team(key, key, parent))
        return [[t.key for t in tx.teams_around(keys)] for keys in (["a1"], ["a11", "b"], ["all"], ["?"], [])]

    around, two, whole, nobody, nothing = await store.write(work)
    assert around == ["a", "a1", "a11", "all"]
    assert two == ["a", "a1", "a11", "all", "b", "b1"]
    assert whole == ["a", "a1", "a11", "all", "b", "b1"]
    assert (nobody, nothing) == ([], [])
