"""Everybody the app may see: names, e-mail, department as team, and the manager, told of the person or else of the department."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.dingtalk.client import Client
from adapters.dingtalk.errors import Refused
from bot.ports import Later, Profile, Uncertain

ROOT = 1
PAGE = 100
AT_A_TIME = 8
NO_SUCH_USER = 60121
PATIENCE = 3  # times that a call is made again where it came too fast

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Department:
    """`managers` are userIds, the first is meant."""

    id: int
    name: str
    parent: int | None
    managers: tuple[str, ...]


async def everybody(client: Client) -> tuple[Profile, ...]:
    """Raises Later, Never, Uncertain. None of these calls counts against the month."""
    try:
        return await _everybody(client)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Uncertain(f"an answer that is not as DingTalk describes it ({type(error).__name__})") from error


async def _everybody(client: Client) -> tuple[Profile, ...]:
    departments = await _departments(client)
    listed: dict[str, Json] = {}
    for department in departments.values():
        for person in await _members(client, department.id):
            listed.setdefault(str(person["userid"]), person)
    turns = asyncio.Semaphore(AT_A_TIME)

    async def whole(userid: str) -> Json | None:
        async with turns:
            return await _person(client, userid)

    found = await asyncio.gather(*map(whole, listed))
    return tuple(_profile(person, departments) for person in found if person is not None)


async def somebody(client: Client, userid: str) -> Profile | None:
    """One person with their manager, None when there is nobody of that id any more. Raises Later, Never, Uncertain."""
    person = await _person(client, userid)
    if person is None:
        return None
    departments: dict[int, Department] = {}
    waiting = [] if person.get("manager_userid") else [int(number) for number in person.get("dept_id_list") or ()]
    while waiting:
        found = await department(client, waiting.pop(0))
        departments[found.id] = found
        if found.parent is not None and found.parent not in departments:
            waiting.append(found.parent)
    unit = next((str(number) for number in person.get("dept_id_list") or () if number != ROOT), None)
    return replace(_profile(person, departments), unit=unit)


async def met(client: Client, userid: str) -> Profile | None:
    """Who somebody is who writes for the first time; their e-mail only where the company gave it them. Raises as `somebody`."""
    person = await _person(client, userid)
    return replace(_profile(person, {}), email=person.get("org_email") or None) if person else None


async def department(client: Client, number: int) -> Department:
    """One department. Raises Later, Never, Uncertain."""
    about = await _asked(client, "/topapi/v2/department/get", {"dept_id": number}) or {}
    managers = tuple(map(str, about.get("dept_manager_userid_list") or ()))
    return Department(number, str(about.get("name", "")), about.get("parent_id"), managers)


async def _departments(client: Client) -> dict[int, Department]:
    found: dict[int, Department] = {}
    waiting = [ROOT]
    while waiting:
        number = waiting.pop(0)
        found[number] = await department(client, number)
        below = await _asked(client, "/topapi/v2/department/listsub", {"dept_id": number}) or ()
        waiting += [int(d["dept_id"]) for d in below if int(d["dept_id"]) not in found]
    return found


async def _members(client: Client, department: int) -> list[Json]:
    found: list[Json] = []
    cursor: int | None = 0
    while cursor is not None:
        page = await _asked(client, "/topapi/v2/user/list", {"dept_id": department, "cursor": cursor, "size": PAGE}) or {}
        found += page.get("list") or ()
        following = int(page["next_cursor"]) if page.get("has_more") else None
        cursor = following if following is not None and following > cursor else None
    return found


async def _person(client: Client, userid: str) -> Json | None:
    try:
        found: Json | None = await _asked(client, "/topapi/v2/user/get", {"userid": userid})
    except Refused as refused:
        if refused.code == NO_SUCH_USER:  # left between the list and now
            return None
        raise
    return found


async def _asked(client: Client, path: str, body: Json) -> Any:
    """A call of the old host, again where others were too many in this second. Raises as `everybody`."""
    for _ in range(PATIENCE):
        try:
            return await client.old(path, body)
        except Later as later:
            if later.scope != "api":
                raise
            await asyncio.sleep(later.seconds)
    return await client.old(path, body)


def _profile(person: Json, departments: Mapping[int, Department]) -> Profile:
    account = str(person["userid"])
    own = [departments[d] for d in person.get("dept_id_list") or () if d in departments]
    home = next((d for d in own if d.id != ROOT and d.name), None)
    email = person.get("org_email") or person.get("email") or None
    language = str(person["language"]).replace("_", "-") if person.get("language") else None
    manager = str(person.get("manager_userid") or "") or _leader(account, own, departments)
    return Profile(
        account,
        str(person.get("name") or account),
        email,
        language,
        manager_account=manager or None,
        team=home.name if home else None,
        unit=str(home.id) if home else None,
        unit_lead=home.managers[0] if home and home.managers else None,
        unit_above=str(home.parent) if home and home.parent not in (None, ROOT) else None,
    )


def _leader(account: str, own: list[Department], departments: Mapping[int, Department]) -> str:
    """Whoever leads the person's department; above their own for those who lead one themselves."""
    for department in own:
        here: Department | None = department
        while here is not None:
            others = [manager for manager in here.managers if manager != account]
            if others and account not in here.managers:
                return others[0]
            here = departments.get(here.parent) if here.parent is not None else None
    return ""
