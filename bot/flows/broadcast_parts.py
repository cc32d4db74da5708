"""How HR's words narrow an audience and name a moment: a team, a role, a platform; tomorrow at half past nine."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.conversation.form import Kind, Unclear, plain
from bot.flows.known import Ctx
from bot.okr import reading
from bot.okr.model_ending import Audience, Stage

STAGES: tuple[Stage, ...] = ("no_draft", "drafting", "submitted", "returned", "agreed", "not_scored")
ROLES = ("employee", "manager", "hr", "coach", "exec")
_PARTS = re.compile(r"[,;、]")


def narrowing(ctx: Ctx) -> Kind:
    """`Support, managers`: every part is a team, a role or a platform."""
    everybody = {plain(word) for word in ctx.words("to_everybody")}

    def read(text: str) -> dict[str, list[str]]:
        if plain(text) in everybody:
            return {}
        found: dict[str, list[str]] = {"teams": [], "roles": [], "platforms": []}
        for part in _PARTS.split(unicodedata.normalize("NFKC", text)):
            if part.strip():
                kind, key = _meant(ctx, part.strip())
                found[kind].append(key)
        return found

    return Kind(read, max_length=300)


def _meant(ctx: Ctx, part: str) -> tuple[str, str]:
    said = plain(part)
    for team in ctx.known.org.teams.values():
        if said in (plain(team.key), plain(team.name)):
            return "teams", team.key
    for role in ROLES:
        if said in {role, f"{role}s", *(plain(word) for word in ctx.words(f"role_{role}"))}:
            return "roles", role
    platforms = {name for person in ctx.known.org.people.values() for name in person.accounts}
    found = next((name for name in platforms if plain(name) == said), None)
    if found is None:
        raise Unclear("broadcast.what_narrow", text=part)
    return "platforms", found


def narrowed(audience: Audience, said: Mapping[str, Any]) -> Audience:
    return replace(audience, **{name: tuple(found) for name, found in said.items() if found})


def moment(ctx: Ctx, text: str) -> str:
    """An instant to come, as text. A day alone means ten o'clock; an hour alone the next such hour. Raises Unclear."""
    zone = ZoneInfo(ctx.known.company.timezone_of(ctx.known.me))
    clock = next(iter(reading.find_clocks(text)), None)
    rest = text[: clock.start] + text[clock.end :] if clock else text
    days = reading.read_range(rest, ctx.known.today) if any(c.isalnum() for c in rest) else None
    if clock is None and days is None:
        raise Unclear("broadcast.what_when")
    hour = clock.at if clock else time(10)
    at = datetime.combine(days[0] if days else ctx.known.today, hour, zone).astimezone(UTC)
    if at <= ctx.known.now:
        raise Unclear("broadcast.past")
    return at.isoformat()
