"""What a failed call to Slack means for the message: wait, give up, or find out whether it went through."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Literal

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.ports import Later, Never, Problem, Uncertain

Scope = Literal["conversation", "api", "app"]

APPS = "https://api.slack.com/apps"
SCOPES_PAGE = f"{APPS} (OAuth & Permissions)"
TOKEN_ERRORS = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "no_permission",
    "not_allowed_token_type",
}
OUTCOME_UNKNOWN = {"internal_error", "fatal_error", "request_timeout", "service_unavailable"}
PASSING: Mapping[str, tuple[Scope, str]] = {
    "org_login_required": ("app", "the workspace is being moved to another organization"),
    "team_added_to_org": ("app", "the workspace is being moved to another organization"),
    "external_channel_migrating": ("conversation", "the channel is being moved to another workspace"),
    "accesslimited": ("app", "Slack takes no such calls from this machine's address: check the app's allowed IP addresses"),
}
BUSY = {"ratelimited", "rate_limited", "message_limit_exceeded"}
MENDS = {
    "channel_not_found": "invite the bot to the channel, or correct its id",
    "not_in_channel": "invite the bot to the channel",
    "is_archived": "unarchive the channel, or name another one",
    "user_disabled": "the account is deactivated in Slack",
    "user_not_found": "correct the member id",
    "cannot_dm_bot": "the account is a bot",
    "messages_tab_disabled": "switch on the Messages Tab under App Home in the app's settings",
    "not_enabled": "switch on the Home Tab under App Home in the app's settings",
}
RETRY_TOKEN = RETRY_PASSING = 60.0
UNREACHABLE, UNANSWERED = 5.0, 5.0
NO_ANSWER = "Slack did not answer"
LIMITED = "ratelimited"


class TokenRefused(Later):
    """Slack takes this token for nothing; `code` is its own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(RETRY_TOKEN, "app", f"slack: {code}: put a valid token into SLACK_BOT_TOKEN")
        self.code = code


def token_refused(later: Later) -> Problem | None:
    """What an operator has to mend before anything can be sent, if that is it."""
    return _bad_token("SLACK_BOT_TOKEN", later.code) if isinstance(later, TokenRefused) else None


def _bad_token(setting: str, code: str) -> Problem:
    return Problem(setting, f"Slack refuses the token ({code})", f"copy the token again from the app's settings at {APPS}")


def code_of(error: SlackApiError) -> str:
    """Slack's error code; "" when the answer was none of Slack's."""
    data: Any = error.response.data if hasattr(error.response, "data") else None
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def meaning(error: Exception, *, repeatable: bool, scope: Scope = "conversation") -> Later | Never | Uncertain:
    """What to do about it. `repeatable`: twice does no harm (an edit, a Home), so what may or may not have happened is tried again."""
    if isinstance(error, SlackApiError):
        return _refused(error, repeatable=repeatable, scope=scope)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Later(UNREACHABLE, "app", "Slack cannot be reached")
    return _unknown(repeatable=repeatable)


def _unknown(*, repeatable: bool) -> Later | Uncertain:
    return Later(UNANSWERED, "conversation", NO_ANSWER) if repeatable else Uncertain(NO_ANSWER)


def _refused(error: SlackApiError, *, repeatable: bool, scope: Scope) -> Later | Never | Uncertain:
    code, status = code_of(error), int(getattr(error.response, "status_code", None) or getattr(error.response, "status", 0) or 0)
    if status == 429 or code in BUSY:
        return Later(_retry_after(error), scope, LIMITED)
    if not code or code in OUTCOME_UNKNOWN or status >= 500:
        return _unknown(repeatable=repeatable)
    if code in PASSING:
        waits, why = PASSING[code]
        return Later(RETRY_PASSING, waits, f"slack: {code}: {why}")
    if code in TOKEN_ERRORS:
        return TokenRefused(code)
    if code == "missing_scope":
        return Later(RETRY_TOKEN, "app", f"slack: {_missing(error)}")
    detail = "; ".join(map(str, (error.response.get("response_metadata") or {}).get("messages") or ()))
    mend = MENDS.get(code, detail)
    return Never(f"slack: {code}{': ' if mend else ''}{mend}")


def _missing(error: SlackApiError) -> str:
    return f"missing_scope: add {error.response.get('needed', '?')} at {SCOPES_PAGE} and install the app again"


def _retry_after(error: SlackApiError) -> float:
    return seconds_of(getattr(error.response, "headers", {}))


def seconds_of(headers: Mapping[str, str]) -> float:
    """How long Slack wants to be left alone."""
    try:
        return max(1.0, float(headers.get("Retry-After", 1)))
    except (ValueError, AttributeError):
        return 1.0


def problem(error: Exception, setting: str) -> Problem:
    """What an operator has to mend so that this call works; `setting` holds the token it was made with."""
    if isinstance(error, SlackApiError):
        code = code_of(error)
        if code in TOKEN_ERRORS:
            return _bad_token(setting, code)
        if code == "missing_scope":
            return Problem(setting, _missing(error), f"add the scope at {SCOPES_PAGE}")
        return Problem("SLACK_API_URL", f"Slack answers {code or 'something that is not JSON'}", "check the address, or try again later")
    return Problem("SLACK_API_URL", "Slack cannot be reached", "check the network and the address")


FAILURES = (SlackApiError, aiohttp.ClientError, asyncio.TimeoutError, json.JSONDecodeError, OSError)
"""Everything that a call through the SDK fails with when Slack or the network is at fault."""


@asynccontextmanager
async def judged(*, repeatable: bool, scope: Scope = "conversation") -> AsyncIterator[None]:
    """Lets Later, Never and Uncertain through and turns every other failure of a call into one of them."""
    try:
        yield
    except FAILURES as error:
        raise meaning(error, repeatable=repeatable, scope=scope) from error
