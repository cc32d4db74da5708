"""People of the address book: names, e-mail, department as team, and who leads whom."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.ports import Later, Never, Profile, Uncertain
from tests.adapters.dingtalk.conftest import Open
from tests.servers.dingtalk import DingTalkServer

USER, LIST = "/topapi/v2/user/get", "/topapi/v2/user/list"


def by_name(people: tuple[Profile, ...]) -> dict[str, Profile]:
    return {person.name: person for person in people}


async def test_managers_are_told_of_the_person_else_of_the_department(server: DingTalkServer, opened: Open) -> None:
    sales = server.company.add_department("Sales")
    north = server.company.add_department("North", sales.id)
    boss = server.human("Boss")
    head = server.human("Head", depts=[sales.id])
    lead = server.human("Lead", depts=[north.id], email="lead@example.com")
    rep = server.human("Rep", depts=[north.id])
    told = server.human("Told", depts=[north.id])
    server.company.departments[1].managers.append(boss.id)
    sales.managers.append(head.id)
    north.managers.append(lead.id)
    told.person.manager = boss.id
    server.human("Guest", depts=[north.id], outside=True)
    async with opened(start=False) as adapter:
        people = by_name(await adapter.people())
    managers = {name: person.manager_account for name, person in people.items()}
    assert managers == {"Boss": None, "Head": boss.id, "Lead": head.id, "Rep": lead.id, "Told": boss.id}
    assert {name: person.team for name, person in people.items()}["Rep"] == "North"
    assert people["Boss"].team is None
    assert (people["Lead"].email, people["Lead"].language, people["Rep"].account) == ("lead@example.com", "zh-CN", rep.id)
    assert server.limits.metered == 0


async def test_many_people_come_in_pages_and_each_once(server: DingTalkServer, opened: Open) -> None:
    team = server.company.add_department("Team")
    for number in range(120):
        server.human(f"P{number}", depts=[team.id] if number % 2 else [1, team.id])
    async with opened(start=False, limited=False) as adapter:
        people = await adapter.people()
    assert sorted(p.name for p in people) == sorted(f"P{n}" for n in range(120))


async def test_who_leaves_meanwhile_is_left_out(server: DingTalkServer, opened: Open) -> None:
    server.human("Bob")
    server.faults.add("error", USER, code=60121)
    async with opened(start=False) as adapter:
        assert await adapter.people() == ()


async def test_a_missing_permission_and_a_broken_answer_are_told(server: DingTalkServer, opened: Open) -> None:
    server.human("Bob")
    async with opened(start=False) as adapter:
        server.faults.add("html", USER, status=403)
        with pytest.raises(Later):
            await adapter.people()
        server.api.refused_scopes.add("qyapi_get_member")
        with pytest.raises(Never, match="qyapi_get_member"):
            await adapter.people()


async def test_a_call_that_came_too_fast_is_made_again(server: DingTalkServer, opened: Open) -> None:
    server.human("Bob")
    server.faults.add("error", USER, code=90018)
    async with opened(start=False) as adapter:
        assert [person.name for person in await adapter.people()] == ["Bob"]


@pytest.mark.parametrize(
    ("api", "answer"),
    [
        (LIST, {"has_more": True, "list": []}),
        (LIST, {"has_more": False, "list": [{"name": "nobody"}]}),
        (USER, ["Bob"]),
        ("/topapi/v2/department/listsub", [{"id": 2}]),
    ],
)
async def test_an_odd_answer_is_told_as_such(server: DingTalkServer, opened: Open, api: str, answer: Any) -> None:
    server.human("Bob")
    server.api.old[("POST", api)] = replace(server.api.old[("POST", api)], answer=lambda _: {"result": answer})
    async with opened(start=False) as adapter:
        with pytest.raises(Uncertain, match="not as DingTalk describes it"):
            await adapter.people()


async def test_pages_that_do_not_move_on_come_to_an_end(server: DingTalkServer, opened: Open) -> None:
    page = {"has_more": True, "next_cursor": 0, "list": []}
    server.api.old[("POST", LIST)] = replace(server.api.old[("POST", LIST)], answer=lambda _: {"result": page})
    async with opened(start=False) as adapter:
        assert await asyncio.wait_for(adapter.people(), 10) == ()
