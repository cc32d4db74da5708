"""What an operator has to mend before the bot can work here: credentials, the bot itself, scopes, clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime

from adapters.feishu.client import Client, refused_app
from adapters.feishu.errors import NO_SCOPE, NOT_FROM_HERE, USED_UP, USED_UP_SAID, Refusal, Unanswered, no_scope, not_from_here
from bot.ports import Problem

SEND = ("im:message", "im:message:send_as_bot")
WANTED: tuple[tuple[tuple[str, ...], str], ...] = (
    (SEND, "without it the bot cannot write"),
    (("im:message.p2p_msg:readonly", "im:message.p2p_msg", "im:message"), "without it the bot does not hear direct messages"),
    (("im:message.group_at_msg:readonly", "im:message.group_at_msg", "im:message"), "without it the bot does not hear mentions in groups"),
    (("im:resource", "im:resource:upload"), "without it pictures become words"),
    (("contact:contact.base:readonly", "contact:contact:readonly_as_app"), "without it nobody can be looked up"),
    (("contact:user.base:readonly",), "without it people have no names"),
    (("contact:user.email:readonly",), "without it people cannot be matched by e-mail"),
    (("contact:user.department:readonly",), "without it managers and teams are not known"),
    (("contact:user.employee:readonly",), "without it leavers are not noticed"),
    (("contact:department.base:readonly", "contact:contact:readonly_as_app"), "without it teams have no names"),
    (
        ("contact:department.organize:readonly", "contact:contact:readonly_as_app"),
        "without it nobody knows who leads a department, and which one is above it",
    ),
)
UNKNOWN_APP = 10003
ADDRESS = "check the address (Feishu: https://open.feishu.cn, Lark: https://open.larksuite.com) and the way to it"
SKEW = 60.0  # seconds; signatures older than five minutes are refused


async def check(client: Client, now: Callable[[], datetime]) -> tuple[Problem, ...]:
    """Every problem; without a token there is nothing else to ask about."""
    try:
        await client.login()
    except Refusal as refusal:
        if refused_app(refusal):
            return (_refused(refusal, client),)
        if refusal.code == NOT_FROM_HERE:
            return (_outside(refusal, client),)
        if refusal.status == 404:
            return (Problem("FEISHU_DOMAIN", f"{client.domain} has no such API ({refusal})", ADDRESS),)
        return (Problem("FEISHU_APP_ID", f"the platform gives no token ({refusal})", f"look at the app at {client.domain}/app"),)
    except Unanswered as problem:
        return (Problem("FEISHU_DOMAIN", f"{client.domain} gives no answer ({problem.reason})", ADDRESS),)
    found = [*_clock(client.date, now()), *await _bot(client), *await _scopes(client)]
    return tuple(found)


def _refused(refusal: Refusal, client: Client) -> Problem:
    """Which of the two is wrong; an id that is unknown may be the secret, or may belong to the other world."""
    page = f"{client.domain}/app"
    if refusal.code != UNKNOWN_APP:
        return Problem("FEISHU_APP_SECRET", f"the platform refuses it ({refusal})", f"copy it anew from {page}/{client.app_id}/baseinfo")
    if not client.app_id.startswith("cli_"):
        return Problem("FEISHU_APP_ID", "is none, for an App ID begins with cli_", "exchange it with FEISHU_APP_SECRET, if that does")
    mend = f"copy it anew from {page}; an app of Lark needs FEISHU_DOMAIN=https://open.larksuite.com, one of Feishu https://open.feishu.cn"
    return Problem("FEISHU_APP_ID", f"{client.domain} knows no such app ({refusal})", mend)


def _outside(refusal: Refusal, client: Client) -> Problem:
    what, _, mend = not_from_here(client.scope_page).partition(": ")
    return Problem("feishu whitelist", f"{what} ({refusal})", mend)


def _clock(date: str, now: datetime) -> list[Problem]:
    try:
        skew = (now - parsedate_to_datetime(date)).total_seconds()
    except (TypeError, ValueError):
        return []
    if abs(skew) <= SKEW:
        return []
    ahead = "ahead of" if skew > 0 else "behind"
    return [Problem("clock", f"this machine's clock is {abs(round(skew))} s {ahead} the platform's", "set the clock, or switch NTP on")]


async def _bot(client: Client) -> list[Problem]:
    try:
        info = await client.call("GET", "/bot/v3/info")
    except Refusal as refusal:
        if refusal.code == NOT_FROM_HERE:
            return [_outside(refusal, client)]
        if refusal.for_now:
            return [Problem("feishu", f"the platform gives no answer for now ({refusal})", "try again")]
        if refusal.code == USED_UP:
            what, _, mend = USED_UP_SAID.partition(": ")
            return [Problem("feishu plan", f"{what} ({refusal})", mend)]
        page = f"{client.domain}/app/{client.app_id}"
        return [Problem("feishu bot", f"the app has no bot ({refusal})", f"add the Bot capability at {page} and publish a version")]
    except Unanswered as problem:
        return [Problem("FEISHU_DOMAIN", f"the platform gives no answer ({problem.reason})", "try again")]
    bot = info.get("bot") or {}
    if bot.get("open_id"):
        return []
    return [
        Problem("feishu bot", "the bot is not switched on in this company", f"publish a version at {client.domain}/app/{client.app_id}")
    ]


async def _scopes(client: Client) -> list[Problem]:
    try:
        answer = await client.call("GET", "/application/v6/scopes")
    except Refusal as refusal:
        if refusal.code in {NOT_FROM_HERE, USED_UP}:
            return []  # told already
        if refusal.code == NO_SCOPE:
            return [Problem("feishu scopes", no_scope(refusal, client.scope_page), f"open {client.scope_page}")]
        return [Problem("feishu scopes", f"the platform does not list them ({refusal})", f"look at {client.scope_page}")]
    except Unanswered as problem:
        return [Problem("feishu scopes", f"the platform gives no answer ({problem.reason})", "try again")]
    granted = {scope.get("scope_name") for scope in answer.get("scopes") or () if scope.get("grant_status") == 1}
    return [
        Problem(
            "feishu scopes", f"{scopes[0]} is not granted: {why}", f"grant it at {client.scope_page}?q={scopes[0]} and publish a version"
        )
        for scopes, why in WANTED
        if not granted.intersection(scopes)
    ]
