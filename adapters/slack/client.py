"""Calls to Slack's Web API: post, redraw, find again, look up; each failure as what it means for the message."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import judged, seconds_of
from adapters.slack.pictures import with_pictures
from adapters.slack.render import Part
from adapters.slack.wire import EVENT_TYPE, pack
from bot.ports import Later, Never, Uncertain

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
CONNECTIONS = 100
PAGE, SEARCHED_PAGES, MOST_PAGES = 200, 5, 50
SKEW = timedelta(minutes=10)  # between Slack's clock and ours
REMEMBERED = 10_000
GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}
BURST = 5.0  # seconds in which a few messages to one conversation are too many

Json = dict[str, Any]


class Client:
    """One shared session, opened by `open` inside the running loop; no retries behind our back: what became of a call is ours to judge."""

    def __init__(self, token: str, api_url: str) -> None:
        self.web = AsyncWebClient(token=token, base_url=api_url, retry_handlers=[])
        self._channels: OrderedDict[str, str] = OrderedDict()
        self._posted: OrderedDict[str, float] = OrderedDict()

    def __repr__(self) -> str:
        return "Client()"

    async def open(self) -> None:
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        # No trust_env: it asks a thread for .netrc and proxy at every call. The SDK reads the proxy from the environment once.
        self.web.session = aiohttp.ClientSession(timeout=TIMEOUT, connector=connector)

    async def close(self) -> None:
        if self.web.session is not None:
            await self.web.session.close()

    # --- sending ---------------------------------------------------------------------------------------------------------------

    async def post(self, channel: str, part: Part, metadata: Json, thread: str | None) -> tuple[str, str]:
        """Posts to a channel or, given an account, to its direct messages: (channel id, time stamp)."""
        body = await self._body(part) | {"channel": channel, "metadata": metadata} | ({"thread_ts": thread} if thread else {})
        async with judged(repeatable=False, scope="conversation" if self._posted_just_now(channel) else "app"):
            answer = await self.web.chat_postMessage(**body)
        self._posted[channel] = asyncio.get_running_loop().time()
        self._posted.move_to_end(channel)
        found = _told(answer, "channel"), _told(answer, "ts")
        self._remember(channel, found[0])
        return found

    def _posted_just_now(self, channel: str) -> bool:
        """Then a refusal is about this conversation (one message a second); else about all messages of the workspace."""
        now = asyncio.get_running_loop().time()
        while self._posted and next(iter(self._posted.values())) < now - BURST:
            self._posted.popitem(last=False)
        return channel in self._posted

    async def redraw(self, channel: str, stamp: str, part: Part, metadata: Json) -> bool:
        """False when the message is not there any more, or too old to be changed."""
        body = await self._body(part) | {"channel": channel, "ts": stamp, "metadata": metadata}
        try:
            async with judged(repeatable=True):
                await self.web.chat_update(**body)
        except Never as never:
            if never.reason.partition(": ")[2] in GONE:
                return False
            raise
        return True

    async def remove(self, channel: str, stamp: str) -> None:
        """A part that the message has no more; gone already is as well."""
        try:
            async with judged(repeatable=True):
                await self.web.chat_delete(channel=channel, ts=stamp)
        except Never:
            return

    async def whisper(self, channel: str, user: str, part: Part, thread: str | None) -> tuple[str, str]:
        """Posts what one member of a channel sees: (channel id, time stamp)."""
        body = await self._body(part) | {"channel": channel, "user": user} | ({"thread_ts": thread} if thread else {})
        async with judged(repeatable=False):
            answer = await self.web.chat_postEphemeral(**body)
        return channel, _told(answer, "message_ts")

    async def answer(self, url: str, part: Part, *, private: bool, replace: bool) -> None:
        """Answers a press or command through its own address, which works where the bot is no member."""
        body = await self._body(part) | {"response_type": "ephemeral" if private else "in_channel", "replace_original": replace}
        assert self.web.session is not None
        async with judged(repeatable=replace), self.web.session.post(url, json=body, proxy=self.web.proxy) as answer:
            if answer.status in (400, 404, 410):
                raise Never(f"slack: the address to answer a command at is used up ({answer.status})")
            if answer.status == 429:
                raise Later(seconds_of(answer.headers), "conversation", "ratelimited")
            if answer.status != 200:
                raise Uncertain(f"slack answered {answer.status}")

    async def _body(self, part: Part) -> Json:
        async with judged(repeatable=True):
            blocks = await with_pictures(self.web, part)
        return {"text": part.text, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}

    # --- views -----------------------------------------------------------------------------------------------------------------

    async def open_view(self, trigger: str, view: Json) -> None:
        async with judged(repeatable=False):
            await self.web.views_open(trigger_id=trigger, view=view)

    async def publish(self, user: str, view: Json) -> None:
        async with judged(repeatable=True):
            await self.web.views_publish(user_id=user, view=view)

    # --- finding ---------------------------------------------------------------------------------------------------------------

    async def channel(self, place: str) -> str:
        """The id of the direct messages with an account; any other id as it is."""
        if not place.startswith(("U", "W")):
            return place
        if place not in self._channels:
            async with judged(repeatable=True):
                answer = await self.web.conversations_open(users=place)
            self._remember(place, answer["channel"]["id"])
        return self._channels[place]

    def _remember(self, account: str, channel: str) -> None:
        if account != channel:
            self._channels[account] = channel
            if len(self._channels) > REMEMBERED:
                self._channels.popitem(last=False)

    async def one(self, channel: str, stamp: str) -> Mapping[str, Any] | None:
        """Our metadata on one message."""
        async with judged(repeatable=True):
            found = await self.web.conversations_history(
                channel=channel, latest=stamp, oldest=stamp, inclusive=True, limit=1, include_all_metadata=True
            )
        return next((payload_of(m) for m in found["messages"]), None)

    async def stamped(self, channel: str, thread: str | None, key: str, parts: int | None, since: datetime | None = None) -> dict[int, str]:
        """Part -> time stamp of our messages with this key, not older than `since`; without it, among the newest thousand."""
        found: dict[int, str] = {}
        options: Json = {"channel": channel, "limit": PAGE, "include_all_metadata": True}
        if since is not None:
            options["oldest"] = f"{(since - SKEW).timestamp():.6f}"
        for _ in range(SEARCHED_PAGES if since is None else MOST_PAGES):
            page = await self._page(thread, options)
            for message in page["messages"]:
                payload = payload_of(message)
                if payload and payload.get("key") == key:
                    found.setdefault(int(payload.get("part", 0)), message["ts"])
                    parts = parts or int(payload.get("parts", 1))
            options["cursor"] = (page.get("response_metadata") or {}).get("next_cursor")
            if not options["cursor"] or (parts and len(found) >= parts):
                break
        return found

    async def _page(self, thread: str | None, options: Json) -> Any:
        async with judged(repeatable=True):
            if thread:
                return await self.web.conversations_replies(ts=thread, **options)
            return await self.web.conversations_history(**options)


def _told(answer: Any, name: str) -> str:
    """Where a message stands. Raises Uncertain when Slack says ok and not where: it can be looked for."""
    found = answer.get(name)
    if not isinstance(found, str) or not found:
        raise Uncertain(f"an answer without {name}")
    return found


def payload_of(message: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What we wrote into a message's metadata."""
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload")
    return payload if metadata.get("event_type") == EVENT_TYPE and isinstance(payload, dict) else None


def metadata_for(key: str, part: Part, number: int, of: int) -> Json:
    """The key by which a message is found again, which part of how many it is, and the form its button opens."""
    payload: Json = {"key": key, "part": number, "parts": of}
    packed = pack(part.form) if part.form else None
    return {"event_type": EVENT_TYPE, "event_payload": payload | ({"form": packed} if packed else {})}
