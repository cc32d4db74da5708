"""People as Slack knows them: names, e-mail, language, time zone; asked once and remembered until Slack says that they changed."""

from __future__ import annotations

import asyncio
import itertools
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import FAILURES, LIMITED, judged
from adapters.slack.parse import PLATFORM
from bot.conversation.event import Event, Listed, Place, Sender
from bot.ports import Later, Never, Profile, Uncertain

Json = Mapping[str, Any]
PAGE, WARM_PAGES = 200, 5
WAITS, LONGEST = 10, 60.0  # for one page, and seconds of each
REMEMBERED = 20_000
PATIENCE = 1.5  # seconds; an event has to be stored and acknowledged within three
PAUSE = 30.0
NO_PERSON = "USLACKBOT"  # the one bot that does not say so


class People:
    """Looks people up for what comes in. A look-up that fails or is refused for now costs the name, never the event."""

    def __init__(self, web: AsyncWebClient) -> None:
        self._web = web
        self.home: frozenset[str] = frozenset()  # our workspace and organization, once Slack has told
        self._known: OrderedDict[str, Profile] = OrderedDict()
        self._not_before = 0.0

    async def sender(self, account: str) -> Sender:
        """The person behind an account; the bare account where Slack does not say more in time."""
        found = await self.profile(account)
        return Sender(account, found.name, found.email, found.language, found.timezone) if found else Sender(account)

    async def names(self, accounts: tuple[str, ...]) -> dict[str, str]:
        """What these accounts are called, as far as it is known; asked all at once."""
        found = await asyncio.gather(*map(self.profile, accounts))
        return {account: one.name for account, one in zip(accounts, found, strict=True) if one}

    def changed(self, account: str) -> None:
        """Slack says that a member has changed."""
        self._known.pop(account, None)

    async def warm(self) -> None:
        """Learns the first thousand members, so that hardly anybody's first words wait for a look-up."""
        with described():
            async for user in self._pages(WARM_PAGES):
                self._known.setdefault(user["id"], profile(user, self.home))

    async def everybody(self) -> tuple[Profile, ...]:
        """All members of the workspace, deactivated ones too. Raises Later, Never, Uncertain."""
        with described():
            found = [user async for user in self._pages() if is_person(user) and not foreign(user, self.home)]
            return tuple(profile(user, self.home) for user in found)

    async def _pages(self, most: int | None = None) -> AsyncIterator[Json]:
        cursor = ""
        for _ in itertools.count() if most is None else range(most):
            page = await self._page(cursor)
            for user in page["members"]:
                yield user
            before, cursor = cursor, (page.get("response_metadata") or {}).get("next_cursor") or ""
            if cursor in ("", before):
                return

    async def _page(self, cursor: str) -> Any:
        """Some members. Slack lets few pages through in a minute: a large company waits as long as it says."""
        for _ in range(WAITS):
            try:
                async with judged(repeatable=True):
                    return await self._web.users_list(limit=PAGE, cursor=cursor or None, include_locale=True)
            except Later as later:
                if later.reason != LIMITED or later.seconds > LONGEST:
                    raise
                await asyncio.sleep(later.seconds)
        raise Later(LONGEST, "app", LIMITED)

    async def profile(self, account: str) -> Profile | None:
        """A member; None where Slack does not say more in time."""
        if account in self._known:
            self._known.move_to_end(account)
            return self._known[account]
        now = asyncio.get_running_loop().time()
        if now < self._not_before:
            return None
        try:
            async with asyncio.timeout(PATIENCE), judged(repeatable=True):
                answer = await self._web.users_info(user=account, include_locale=True)
        except Never:
            return None
        except (Later, Uncertain, *FAILURES) as error:
            self._not_before = now + (error.seconds if isinstance(error, Later) else PAUSE)
            return None
        found = self._known[account] = profile(answer["user"], self.home)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found


@contextmanager
def described() -> Iterator[None]:
    """Raises Uncertain where Slack's answer is not as it says."""
    try:
        yield
    except (KeyError, TypeError, AttributeError) as error:
        raise Uncertain(f"slack: an answer that is not as Slack describes it ({type(error).__name__})") from error


def listed(body: Json, now: datetime) -> Event | None:
    """A member of whom Slack says that they came, left or changed; None for other events and for bots. Raises KeyError."""
    about = body.get("event") or {}
    if about.get("type") not in ("user_change", "team_join") or not is_person(about["user"]):
        return None
    found = profile(about["user"])
    name = None if found.name == found.account else found.name
    content = Listed(found.active, name, found.language, found.timezone)
    return Event(str(body["event_id"]), Place(PLATFORM, found.account), Sender(found.account), content, now)


def is_person(user: Json) -> bool:
    return not user.get("is_bot") and user["id"] != NO_PERSON


def profile(user: Json, home: frozenset[str] = frozenset()) -> Profile:
    """A member as Slack shows them; the IANA time zone, because the offset changes with summer time."""
    about = user.get("profile") or {}
    name = user.get("real_name") or about.get("real_name") or about.get("display_name") or user.get("name") or user["id"]
    return Profile(
        account=user["id"],
        name=str(name),
        email=(about.get("email") or None) if vouched_for(user) and not foreign(user, home) else None,
        language=language(user.get("locale")),
        timezone=user.get("tz") or None,
        active=not user.get("deleted", False),
    )


def vouched_for(user: Json) -> bool:
    """Whether Slack answers for the e-mail: confirmed, and of a member of this workspace, not of a guest or another company."""
    outside = any(user.get(mark) for mark in ("is_stranger", "is_restricted", "is_ultra_restricted"))
    return bool(user.get("is_email_confirmed", True)) and not outside


def foreign(user: Json, home: frozenset[str]) -> bool:
    """Whether somebody plainly is of another company, seen in a channel that both share: what their own workspace says of them, as their
    e-mail, proves nothing here."""
    theirs = {user.get("team_id"), (user.get("enterprise_user") or {}).get("enterprise_id")} - {None, ""}
    return bool(home and theirs) and home.isdisjoint(theirs)


def language(locale: str | None) -> str | None:
    """zh-CN and zh-TW -> zh-CN, en-GB -> en, another language as Slack names it."""
    if not locale:
        return None
    short = locale.partition("-")[0].lower()
    return {"zh": "zh-CN", "en": "en"}.get(short, locale)
