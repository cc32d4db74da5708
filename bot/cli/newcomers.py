"""Who is in a platform's address book and not here, or has left there and not here: noted by `okrbot doctor`, which changes nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping

from bot.okr.model import Person
from bot.ports import Adapter, Later, Never, Profile, Uncertain

PATIENCE = 10.0  # seconds; a large company may take longer to list, and then nothing is noted
NAMED = 5


async def newcomers(adapter: Adapter, people: Iterable[Person]) -> tuple[str, ...]:
    """Lines to note; none where the address book cannot be read now."""
    try:
        listed = await asyncio.wait_for(adapter.people(), PATIENCE)
    except (TimeoutError, Later, Never, Uncertain):
        return ()
    return tuple(noted(adapter.name, listed, people))


def noted(platform: str, listed: Iterable[Profile], people: Iterable[Person]) -> Iterator[str]:
    """Somebody whose e-mail is known is linked when they write, and is no stranger."""
    known: Mapping[str, Person] = {p.accounts[platform]: p for p in people if platform in p.accounts}
    emails = {p.email.casefold() for p in people if p.email}
    profiles = tuple(listed)
    new = [p.name for p in profiles if p.active and p.account not in known and (p.email or "").casefold() not in emails]
    left = [known[p.account].key for p in profiles if not p.active and p.account in known and known[p.account].active]
    preview = f"see okrbot import people --from {platform} --dry-run"
    if new:
        yield f"{platform}: {_counted(new)} there and not known here; {preview}"
    if left:
        yield f"{platform}: {_counted(left)} left there and active here; {preview}"


def _counted(names: list[str]) -> str:
    shown = ", ".join(names[:NAMED])
    return f"{len(names)} {'person' if len(names) == 1 else 'people'} ({shown}{', …' if len(names) > NAMED else ''})"
