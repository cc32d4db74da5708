"""Everybody whom the company lets the app see: names, addresses, leaders, departments, leavers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from adapters.feishu.client import Client, Json
from adapters.feishu.errors import Refusal
from bot.ports import Profile

ROOT = "0"
PAGE = "50"
PATIENCE = 3  # times that one question is put off


async def people(client: Client, most: int | None = None) -> tuple[Profile, ...]:
    """One profile a person, ordered by account; no further once there are more than `most`. Raises Refusal, Unanswered."""
    range_ = [page async for page in _pages(client, "/contact/v3/scopes")]
    tops = [str(d) for page in range_ for d in page.get("department_ids") or ()]
    loose = [str(u) for page in range_ for u in page.get("user_ids") or ()]
    departments = await _departments(client, tops)
    users = {user["open_id"]: user for user in await _named(client, loose)}
    for department in departments:
        async for page in _pages(client, "/contact/v3/users/find_by_department", department_id=department):
            users |= {user["open_id"]: user for user in page.get("items") or ()}
            if most is not None and len(users) > most:
                return tuple(profile(user, departments) for user in users.values())
    return tuple(profile(user, departments) for _, user in sorted(users.items()))


async def somebody(client: Client, account: str) -> Profile | None:
    """One person, without who leads them. Raises Refusal, Unanswered."""
    answer = await client.call("GET", f"/contact/v3/users/{account}", api="/contact/v3/users/:id")
    return profile(answer["user"], {}) if answer.get("user") else None


def profile(user: Mapping[str, Any], departments: Mapping[str, Mapping[str, Any]]) -> Profile:
    """A person as the platform lists them. The manager is their own leader, else the leader of their department or of one above."""
    status = user.get("status") or {}
    own = [str(d) for d in user.get("department_ids") or ()]
    home = next((departments[d] for d in own if d in departments), None)
    return Profile(
        account=str(user["open_id"]),
        name=str(user.get("name") or user["open_id"]),
        email=str(user.get("enterprise_email") or user.get("email") or "") or None,
        manager_account=str(user.get("leader_user_id") or "") or _leader(str(user["open_id"]), home, departments),
        team=str(home["name"]) if home and home.get("name") else None,
        active=not any(status.get(key) for key in ("is_resigned", "is_frozen", "is_exited")),
        unit=str(home["open_department_id"]) if home and home.get("open_department_id") else None,
        unit_lead=str(home.get("leader_user_id") or "") or None if home else None,
        unit_above=above if home and (above := str(home.get("parent_department_id") or "")) not in ("", ROOT) else None,
    )


def _leader(account: str, department: Mapping[str, Any] | None, departments: Mapping[str, Mapping[str, Any]]) -> str | None:
    """The nearest leader who is somebody else."""
    seen: set[str] = set()
    while department is not None:
        leader = str(department.get("leader_user_id") or "")
        if leader and leader != account:
            return leader
        above = str(department.get("parent_department_id") or "")
        if above in seen:
            return None
        seen.add(above)
        department = departments.get(above)
    return None


async def _ask(client: Client, path: str, **more: Any) -> Json:
    """One of many questions: asked again when no answer came, or as soon as the platform allows, so that the rest is not in vain."""
    for _ in range(PATIENCE):
        try:
            return await client.twice("GET", path, **more)
        except Refusal as refusal:
            if not refusal.for_now:
                raise
            await asyncio.sleep(refusal.seconds or 1.0)
    return await client.twice("GET", path, **more)


async def _departments(client: Client, tops: list[str]) -> dict[str, Json]:
    """Every department that may be seen, by open_department_id."""
    found: dict[str, Json] = {}
    for top in tops:
        if top != ROOT:
            answer = await _ask(client, f"/contact/v3/departments/{top}", api="/contact/v3/departments/:id")
            found[top] = answer["department"]
        async for page in _pages(client, f"/contact/v3/departments/{top}/children", fetch_child="true"):
            found |= {str(d["open_department_id"]): d for d in page.get("items") or ()}
    return found if found or not tops else {ROOT: {}}


async def _named(client: Client, accounts: list[str]) -> list[Json]:
    users: list[Json] = []
    for start in range(0, len(accounts), 50):
        answer = await _ask(client, "/contact/v3/users/batch", params={"user_ids": accounts[start : start + 50]})
        users += answer.get("items") or ()
    return users


async def _pages(client: Client, path: str, **query: str) -> AsyncIterator[Json]:
    token = ""
    while True:
        params = {**query, "page_size": PAGE, **({"page_token": token} if token else {})}
        page = await _ask(client, path, api=path if "children" not in path else "/contact/v3/departments/:id/children", params=params)
        yield page
        token = str(page.get("page_token") or "")
        if not page.get("has_more") or not token:
            return
