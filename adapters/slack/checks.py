"""What `okrbot doctor` asks of Slack: are the tokens good, are all scopes there, do the clocks agree."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client import Client
from adapters.slack.errors import FAILURES, SCOPES_PAGE, problem
from bot.ports import Clock, Problem

SCOPES = (
    *("chat:write", "chat:write.public", "commands", "im:write", "im:history", "users:read", "users:read.email", "channels:read"),
    *("groups:read", "channels:history", "groups:history", "files:write", "app_mentions:read"),
)
MOST_SKEW = 120.0  # seconds; a signature older than five minutes is refused


async def check(bot_token: str, app_token: str | None, api_url: str, clock: Clock) -> tuple[Problem, ...]:
    """Everything an operator has to mend."""
    found: list[Problem] = []
    async with _client(bot_token, api_url) as web:
        try:
            answer = await web.auth_test()
        except FAILURES as error:
            found.append(problem(error, "SLACK_BOT_TOKEN"))
        else:
            headers = {key.lower(): value for key, value in answer.headers.items()}
            found += [*_scopes(headers), *_skew(headers, clock)]
        if app_token:
            try:
                await web.apps_connections_open(app_token=app_token)
            except FAILURES as error:
                found.append(problem(error, "SLACK_APP_TOKEN"))
    return tuple(found)


@asynccontextmanager
async def _client(token: str, api_url: str) -> AsyncIterator[AsyncWebClient]:
    client = Client(token, api_url)
    await client.open()
    try:
        yield client.web
    finally:
        await client.close()


def _scopes(headers: Mapping[str, str]) -> list[Problem]:
    given = headers.get("x-oauth-scopes")
    missing = [s for s in SCOPES if s not in {g.strip() for g in given.split(",")}] if given is not None else []
    if not missing:
        return []
    return [Problem("SLACK_BOT_TOKEN", f"scopes are missing: {', '.join(missing)}", f"add them at {SCOPES_PAGE} and install the app again")]


def _skew(headers: Mapping[str, str], clock: Clock) -> list[Problem]:
    try:
        seconds = (clock.now() - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
    except (TypeError, ValueError):  # not said, or some proxy's idea of it
        return []
    if abs(seconds) <= MOST_SKEW:
        return []
    return [Problem("clock", f"this machine's clock is {round(seconds)} s off Slack's", "set the clock (NTP)")]
