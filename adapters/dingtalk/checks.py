"""What an operator has to mend: id and secret, clock, permissions, templates, the way in."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.utils import parsedate_to_datetime

from adapters.dingtalk.cards import SETTINGS, Cards
from adapters.dingtalk.client import Client
from adapters.dingtalk.errors import BadToken, Barred, Refused, shut_out
from adapters.dingtalk.stream import address
from bot.ports import Later, Never, Problem, Uncertain

SKEW = 300.0  # seconds; requests signed longer ago than an hour are refused, and prompts would come at the wrong time long before
ROBOT = "copy the RobotCode from the app's page, Robot; or leave the setting empty, where it is the Client ID"
TEMPLATE = "publish it in the card platform and link it with the app, then copy its id, which ends in .schema (docs/dingtalk.md, 6)"
NO_ADDRESS = (
    "set it to the https address of this bot; or DINGTALK_CARD_TEMPLATE=none; or leave DINGTALK_CALLBACK_SECRET empty for the Stream"
)


async def check(
    client: Client, cards: Cards, robot_code: str, now: Callable[[], datetime], *, stream: bool, public_url: str | None
) -> tuple[Problem, ...]:
    """Everything that can be asked without writing to anybody."""
    try:
        await client.tokens.get()
    except Barred as barred:
        return (barred.problem,)
    except Later as error:
        return (Problem("DINGTALK_API_BASE", f"no token from {client.api_base}: {error.reason}", "check the address and the network"),)
    found = [*_clock(client.date, now())]
    nobody = {"robotCode": robot_code, "userIds": [], "msgKey": "sampleText", "msgParam": "{}"}
    found += await _permission(client.api("POST", "/v1.0/robot/oToMessages/batchSend", nobody))
    found += await _permission(client.old("/topapi/v2/department/get", {"dept_id": 1}))
    found += await _permission(client.old("/topapi/v2/user/list", {"dept_id": 1, "cursor": 0, "size": 1}))
    if cards.templates:
        nothing = {"outTrackId": "okrbot-doctor", "cardData": {"cardParamMap": {}}}
        found += await _permission(client.api("PUT", "/v1.0/card/instances", nothing)) or await _templates(client, cards)
    if stream:
        found += await _gateway(client)
    elif cards.templates and not public_url:
        found.append(Problem("OKRBOT_PUBLIC_URL", "is missing: DingTalk does not know where presses on cards go", NO_ADDRESS))
    return (*found, *cards.problems())


def _clock(date: str, now: datetime) -> list[Problem]:
    try:
        skew = (now - parsedate_to_datetime(date)).total_seconds()
    except (TypeError, ValueError):
        return []
    if abs(skew) <= SKEW:
        return []
    way = "fast" if skew > 0 else "slow"
    return [Problem("clock", f"this machine's clock is {abs(skew):.0f} s {way} of DingTalk's", "set it, best by a time service")]


async def _permission(call: Awaitable[object]) -> list[Problem]:
    """Makes a call that would do nothing: refusals of what is asked are fine, a missing permission is not."""
    try:
        await call
    except Refused as refused:
        if "robotcode" in str(refused.code).lower():
            return [Problem("DINGTALK_ROBOT_CODE", f"DingTalk knows no such robot ({refused.code})", ROBOT)]
        if refused.scope:
            return [Problem("dingtalk permissions", f"{refused.scope} is missing", f"apply for it at {refused.page}")]
        if refused.shut_out:
            return [shut_out(refused).problem]
        if refused.used_up:
            return [Problem("dingtalk quota", refused.reason, "replies still work; prompts and cards do not until next month")]
    except (Later, Never, Uncertain) as error:
        return [Problem("dingtalk", f"DingTalk does not answer: {error}", "try again; if it stays, check the network")]
    return []


async def _templates(client: Client, cards: Cards) -> list[Problem]:
    """Makes a card of each template that nobody is ever shown; a template that is not there is refused."""
    found: list[Problem] = []
    for kind, template in cards.templates.items():
        track = f"okrbot-doctor-{hashlib.sha256(template.encode()).hexdigest()[:16]}"
        card = {"outTrackId": track, "cardTemplateId": template, "callbackType": "STREAM", "cardData": {"cardParamMap": {}}}
        try:
            await client.api("POST", "/v1.0/card/instances", card)
        except Refused as refused:
            if "template" in f"{refused.code} {refused.reason}".lower() or "模板" in refused.reason:
                found.append(Problem(SETTINGS[kind], f"DingTalk does not take the template {template} ({refused.code})", TEMPLATE))
        except (Later, Never, Uncertain) as error:
            found.append(Problem("dingtalk", f"DingTalk does not answer: {error}", "try again; if it stays, check the network"))
    return found


async def _gateway(client: Client) -> list[Problem]:
    try:
        await address(client)
    except (Later, Never, Uncertain, BadToken) as error:
        mend = "on the app's page choose Stream mode for robot messages and events, and publish a version"
        return [Problem("dingtalk", f"the Stream cannot be opened: {error}", mend)]
    return []
