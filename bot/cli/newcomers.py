"""What an address book says otherwise than it is here: who is new, left, back or led by somebody else; `okrbot doctor` notes it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.conversation.event import Listed
from bot.leaving import left_by
from bot.okr.model import Person
from bot.ports import Adapter, Later, Never, Profile, Tx, Uncertain

PATIENCE = 10.0  # seconds; a large company may take longer to list, and then nothing is noted
NAMED = 5


@dataclass(frozen=True, slots=True)
class Known:
    """`heard`: (platform, account) -> how it was listed last; `left`: whoever is not active -> whose word that was."""

    people: tuple[Person, ...] = ()
    heard: Mapping[tuple[str, str], Listed] = field(default_factory=dict)
    left: Mapping[str, str | None] = field(default_factory=dict)


def known(tx: Tx) -> Known:
    """Everybody."""
    people = tx.people()
    heard = {one: said for p in people for one in p.accounts.items() if (said := tx.listed(*one))}
    return Known(people, heard, {p.key: left_by(tx, p.key) for p in people if not p.active})


async def newcomers(adapter: Adapter, here: Known, platforms: Iterable[str]) -> tuple[str, ...]:
    """Lines to note; none where the address book cannot be read now."""
    try:
        listed = await asyncio.wait_for(adapter.people(), PATIENCE)
    except (TimeoutError, Later, Never, Uncertain):
        return ()
    return tuple(noted(adapter.name, listed, here, platforms))


def noted(platform: str, listed: Iterable[Profile], here: Known, platforms: Iterable[str]) -> Iterator[str]:
    """Somebody whose e-mail is known is linked when they write, and is no stranger. Whom HR took out is not noted again and again."""
    by_account: Mapping[str, Person] = {p.accounts[platform]: p for p in here.people if platform in p.accounts}
    emails = {p.email.casefold() for p in here.people if p.email}
    profiles = tuple(listed)
    new = [p.name for p in profiles if p.active and p.account not in by_account and (p.email or "").casefold() not in emails]
    met = [(p, by_account[p.account]) for p in profiles if p.account in by_account]
    left = [person.key for p, person in met if not p.active and person.active and _new_word(p, here, platform)]
    back = [person.key for p, person in met if p.active and not person.active and here.left.get(person.key) in set(platforms)]
    moved = [
        person.key
        for p, person in met
        if p.active and person.active and _moved(p, person, by_account, here.heard.get((platform, p.account)))
    ]
    elsewhere = [person.key for p, person in met if p.active and person.active and _elsewhere(p, here.heard.get((platform, p.account)))]
    for keys, what in (
        (new, "there and not known here"),
        (left, "left there and active here"),
        (back, "there, and left here by a platform's word"),
        (moved, "led by somebody else there by now"),
        (elsewhere, "in another department there by now"),
    ):
        if keys:
            yield f"{platform}: {_counted(keys)} {what}; see okrbot import people --from {platform} --dry-run"


def _new_word(profile: Profile, here: Known, platform: str) -> bool:
    """Whether it has not been heard yet that they left: it counts once."""
    before = here.heard.get((platform, profile.account))
    return before is None or before.active


def _elsewhere(profile: Profile, before: Listed | None) -> bool:
    """Whether the platform's word on their department is another than the one that was followed."""
    return before is not None and bool(before.unit and profile.unit) and profile.unit != before.unit


def _moved(profile: Profile, person: Person, by_account: Mapping[str, Person], before: Listed | None) -> bool:
    """Whether the platform's word on who leads them is another than it was, and than it is here."""
    manager = by_account.get(profile.manager_account or "")
    if manager is None or before is None or not before.manager:
        return False
    return profile.manager_account != before.manager and manager.key not in (person.manager, person.key)


def _counted(names: list[str]) -> str:
    shown = ", ".join(names[:NAMED])
    return f"{len(names)} {'person' if len(names) == 1 else 'people'} ({shown}{', …' if len(names) > NAMED else ''})"
