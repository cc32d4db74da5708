"""Who is in the company, as its contacts say; and what doctor finds to mend."""

from __future__ import annotations

import pytest

from adapters.feishu.adapter import Feishu
from bot.ports import Later, Never, Profile
from tests.adapters.feishu.conftest import Desk, Hour, adapter_for
from tests.servers.feishu import FeishuServer


async def test_people_come_with_leaders_and_departments(adapter: Feishu, feishu: FeishuServer) -> None:
    company = feishu.tenant
    sales = company.add_department("Sales")
    north = company.add_department("Sales North", parent=sales.id)
    boss = feishu.human("Boss")
    head = feishu.human("Head", departments=[sales.id])
    sales.leader = north.leader = head.id
    ann = feishu.human("Ann", departments=[north.id], leader=boss.id)
    bob = feishu.human("Bob", departments=[north.id])
    gone = feishu.human("Gone", departments=[north.id], resigned=True)
    cold = feishu.human("Cold", departments=[north.id], frozen=True)
    found = {p.account: p for p in await adapter.people()}
    assert found[ann.id] == Profile(
        ann.id, "Ann", "ann@example.com", manager_account=boss.id, team="Sales North", unit=north.id, unit_lead=head.id, unit_above=sales.id
    )
    assert found[bob.id].manager_account == head.id
    assert (found[head.id].manager_account, found[head.id].team) == (None, "Sales")
    assert (found[boss.id].manager_account, found[boss.id].team) == (None, None)
    assert [found[p.id].active for p in (gone, cold, bob)] == [False, False, True]
    assert len(found) == 6


async def test_without_the_scope_for_it_nobody_knows_who_leads_a_department(adapter: Feishu, feishu: FeishuServer) -> None:
    feishu.api.scopes -= {"contact:department.organize:readonly"}
    sales = feishu.tenant.add_department("Sales")
    bob = feishu.human("Bob", departments=[sales.id])
    sales.leader = feishu.human("Head", departments=[sales.id]).id
    found = {p.account: p for p in await adapter.people()}
    assert (found[bob.id].team, found[bob.id].manager_account) == ("Sales", None)
    (problem,) = await adapter.check()
    assert problem.what.startswith("contact:department.organize:readonly is not granted: without it nobody knows who leads")


async def test_the_leader_of_the_department_above_leads_its_head(adapter: Feishu, feishu: FeishuServer) -> None:
    company = feishu.tenant
    top = company.add_department("Company")
    sub = company.add_department("Sub", parent=top.id)
    chief, head = feishu.human("Chief", departments=[top.id]), feishu.human("Head", departments=[sub.id])
    top.leader, sub.leader = chief.id, head.id
    found = {p.account: p for p in await adapter.people()}
    assert found[head.id].manager_account == chief.id


async def test_a_large_company_is_read_page_by_page(adapter: Feishu, feishu: FeishuServer) -> None:
    departments = [feishu.tenant.add_department(f"d{n}") for n in range(60)]
    for number in range(130):
        feishu.human(f"p{number}", departments=[departments[number % 2].id])
    assert len(await adapter.people()) == 130
    feishu.faults.add(
        "refuse", "GET /contact/v3/users/find_by_department", times=2, code=99991400, status=429, headers={"x-ogw-ratelimit-reset": "0"}
    )
    feishu.faults.add("refuse", "GET /contact/v3/scopes", code=2200, status=500, headers={"x-ogw-ratelimit-reset": "0"})
    feishu.faults.add("drop_before", "GET /contact/v3/departments/:id/children")
    assert len(await adapter.people()) == 130


async def test_without_contacts_the_scope_is_named(adapter: Feishu, feishu: FeishuServer) -> None:
    feishu.api.scopes -= {"contact:contact.base:readonly"}
    with pytest.raises(Never, match=r"contact:contact\.base:readonly"):
        await adapter.people()
    feishu.faults.add("refuse", times=9, code=99991400, status=429, headers={"x-ogw-ratelimit-reset": "0"})
    with pytest.raises(Later):
        await adapter.people()


async def test_doctor_has_nothing_to_say_when_all_is_well(adapter: Feishu, feishu: FeishuServer) -> None:
    assert await adapter.check() == ()


async def test_doctor_names_each_missing_scope_and_where_to_grant_it(adapter: Feishu, feishu: FeishuServer) -> None:
    feishu.api.scopes -= {"contact:user.email:readonly", "im:resource"}
    problems = await adapter.check()
    assert [p.what.split()[0] for p in problems] == ["im:resource", "contact:user.email:readonly"]
    assert all(f"{feishu.domain}/app/cli_loopback/auth?q=" in p.mend for p in problems)


@pytest.mark.parametrize(
    ("setting", "value", "where"),
    [
        ("app_secret", "wrong", "FEISHU_APP_SECRET"),
        ("app_id", "cli_other", "FEISHU_APP_ID"),
        ("app_id", "loopback-secret", "FEISHU_APP_ID"),
        ("domain", "http://127.0.0.1:9", "FEISHU_DOMAIN"),
    ],
)
async def test_doctor_names_the_setting(feishu: FeishuServer, desk: Desk, hour: Hour, setting: str, value: str, where: str) -> None:
    async with adapter_for(feishu, desk, hour, **{setting: value}) as adapter:
        (problem,) = await adapter.check()
    assert problem.where == where
    assert "wrong" not in problem.what
    hint = {
        "cli_other": "an app of Lark needs FEISHU_DOMAIN=https://open.larksuite.com",
        "loopback-secret": "exchange it with FEISHU_APP_SECRET",
    }
    assert hint.get(value, "") in problem.mend


async def test_doctor_sees_an_address_that_says_too_much(feishu: FeishuServer, desk: Desk, hour: Hour) -> None:
    async with adapter_for(feishu, desk, hour, domain=f"{feishu.domain}/open-apis") as adapter:
        (problem,) = await adapter.check()
    assert problem.where == "FEISHU_DOMAIN"


@pytest.mark.parametrize(("skew", "says"), [(120, "behind"), (-120, "ahead of")])
async def test_doctor_compares_the_clocks(adapter: Feishu, feishu: FeishuServer, skew: float, says: str) -> None:
    feishu.api.clock_skew = skew
    (problem,) = await adapter.check()
    assert problem.where == "clock"
    assert f"120 s {says}" in problem.what


async def test_doctor_sees_an_app_without_a_bot(adapter: Feishu, feishu: FeishuServer) -> None:
    feishu.faults.add("refuse", "GET /bot/v3/info", code=11205, msg="app do not have bot")
    (problem,) = await adapter.check()
    assert "Bot capability" in problem.mend


@pytest.mark.parametrize(("code", "status"), [(2200, 500), (99991400, 429)])
async def test_doctor_takes_a_busy_platform_for_no_fault_of_the_app(adapter: Feishu, feishu: FeishuServer, code: int, status: int) -> None:
    feishu.faults.add("refuse", "GET /bot/v3/info", code=code, status=status, msg="busy")
    (problem,) = await adapter.check()
    assert problem.mend == "try again"


async def test_doctor_works_without_being_started(feishu: FeishuServer, hour: Hour) -> None:
    adapter = Feishu(app_id="cli_loopback", app_secret="loopback-secret", domain=feishu.domain, now=hour.now)
    try:
        assert await adapter.check() == ()
    finally:
        await adapter.stop()
